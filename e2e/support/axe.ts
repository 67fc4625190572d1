import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** [W9] Nothing serious or critical on the page as it is now. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // Colours are judged when they have arrived.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary}`),
    )
  expect(serious, `axe on ${screen}`).toEqual([])
}
