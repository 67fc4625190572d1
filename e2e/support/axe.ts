import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** In the dark a page differs by its colours only. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** [W9] Nothing serious or critical on the page as it is now, in the light and in the dark. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  expect(await seriousOn(page, 'dark', OF_COLOURS), `axe on ${screen}, in the dark`).toEqual([])
  expect(await seriousOn(page, 'light'), `axe on ${screen}`).toEqual([])
}

async function seriousOn(page: Page, colorScheme: 'light' | 'dark', rules?: string[]): Promise<string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  // Colours are judged when they have arrived.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  )
  // There are no frames of others, so the run needs no page of its own to be put together in.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary}`),
    )
}
