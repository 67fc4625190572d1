import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** In the dark a page differs from the light one by its colours only. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** [W9] Nothing serious or critical on the page as it is now, in these colours. */
export async function expectAccessible(page: Page, screen: string, colors: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: colors, reducedMotion: 'reduce' })
  // Colours are judged when they have arrived.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  )
  // What is in order needs no report; and without frames of others the run needs no page of its own.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
  const { violations } = await (colors === 'dark' ? axe.withRules(OF_COLOURS) : axe).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary}`),
    )
  expect(serious, `axe on ${screen}, ${colors}`).toEqual([])
}
