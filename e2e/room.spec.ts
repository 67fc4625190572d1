import { Visitor } from './support/crowd.ts'
import { inviteFrom } from './support/joining.ts'
import { expect, test } from './support/test.ts'

test('[S4] forty people join by one link and annotate, and everybody sees everything', async ({
  owner: lin,
  join,
}) => {
  test.setTimeout(120_000)
  const [wang, zhao] = await Promise.all([join('王小明', 'annotator'), join('趙讀者', 'reader')])
  await Promise.all([lin.open(), wang.open(), zhao.open()])
  const link = await inviteFrom(lin, 'annotator')
  const crowd = await Promise.all(
    Array.from({ length: 37 }, (_, n) => Visitor.joins(link, `同學${String(n + 1).padStart(2, '0')}`)),
  )
  crowd.forEach((visitor, n) => {
    visitor.reads(n % 32)
    visitor.comments([{ block: n % 32, words: `第 ${n + 1} 位同學的批注。` }])
  })
  await wang.comments('“八八戰略”', '人群之中。')

  for (const person of [lin, wang, zhao]) {
    await expect(person.page.locator('.people-button')).toHaveAccessibleName(/^40 人在線上/)
    await expect(person.page.locator('.doc-summary')).toContainText('38 則批注')
    await expect(person.page.locator('.margin-count')).toHaveText('38')
  }
  await expect(lin.page.locator('.people-button')).toContainText('+3')
  await lin.page.locator('.people-button').click()
  await expect(lin.page.locator('.people-list li')).toHaveCount(40)
  await lin.page.keyboard.press('Escape')
  await expect.poll(() => Math.min(...crowd.map((visitor) => visitor.seen))).toBe(38)
  await lin.margin.expectApart()
  await wang.isSaved()

  for (const visitor of crowd) visitor.leaves()
  await expect(lin.page.locator('.people-button')).toHaveAccessibleName(/^3 人在線上/)
})

test('[W3] with a thousand notes the page stays usable, and draws only what is near', async ({
  owner: lin,
}) => {
  test.setTimeout(120_000)
  const link = await inviteFrom(lin, 'annotator')
  const crowd = await Promise.all(Array.from({ length: 10 }, (_, n) => Visitor.joins(link, `同學${n + 1}`)))
  crowd.forEach((visitor, n) => {
    visitor.comments(
      Array.from({ length: 100 }, (_, k) => ({
        block: (n * 100 + k) % 32,
        words: `第 ${n * 100 + k + 1} 則。`,
      })),
    )
  })
  await lin.open()
  await expect(lin.page.locator('.margin-count')).toHaveText('1000')
  await expect(lin.margin.cards.first()).toBeVisible()
  expect(await lin.margin.cards.count()).toBeLessThan(80)
  await lin.margin.expectApart()

  await lin.comments('“八八戰略”', '一千則之後的一則。')
  await lin.margin.expectLevel('一千則之後的一則。', lin.text, '“八八戰略”')
  await lin.text.scrollsTo(28)
  await expect.poll(() => lin.margin.cards.count()).toBeLessThan(80)
  await lin.page.keyboard.press('Escape')
  await lin.page.keyboard.press('j')
  await expect(lin.page.locator('[data-card][aria-current]')).toBeFocused()
  for (const visitor of crowd) visitor.leaves()
})
