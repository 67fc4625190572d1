import { devices } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/test.ts'

test('[W9] the document passes axe on a phone', async ({ owner: lin, join }) => {
  const phone = await join('手機', 'annotator', { ...devices['Pixel 7'], locale: 'zh-TW' })
  await Promise.all([lin.open(), phone.open()])
  await lin.comments('“八八戰略”', '手機上也看得到。')
  await expect(phone.page.getByRole('button', { name: '1 則批注' })).toBeVisible()
  for (const colors of ['light', 'dark'] as const) await expectAccessible(phone.page, 'a phone', colors)
  await phone.page.getByRole('button', { name: '1 則批注' }).tap()
  await expect(phone.page.getByRole('region', { name: '批注' })).toBeVisible()
  for (const colors of ['light', 'dark'] as const) await expectAccessible(phone.page, 'the sheet', colors)
  await phone.page.getByRole('button', { name: '章節與篩選' }).tap()
  for (const colors of ['light', 'dark'] as const) await expectAccessible(phone.page, 'the drawer', colors)
})

test('[W9] from the link to a settled thread without a mouse', async ({ product, browser }) => {
  const context = await browser.newContext({ baseURL: product.url })
  const page = await context.newPage()
  const { keyboard } = page
  const focused = page.locator(':focus')
  /** Presses Tab until the focus is where it shall be. */
  const tabsTo = async (there: ReturnType<typeof page.locator>, key = 'Tab') => {
    for (let n = 0; n < 40; n++) {
      if (await there.evaluateAll((all) => all.some((one) => one === document.activeElement))) return
      await keyboard.press(key)
    }
    await expect(there, 'cannot be reached with Tab').toBeFocused()
  }
  await page.goto(product.ownerLink)
  await expect(page.getByLabel('你的名字')).toBeFocused()
  await keyboard.type('林主持')
  await keyboard.press('Enter')
  await expect(page.locator('.text > [data-block-id]')).toHaveCount(32)

  // To the text, down two paragraphs, a sentence, a comment.
  await tabsTo(page.locator('.text > [data-block-id][tabindex="0"]'))
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await expect(focused).toContainText('牢固樹立和踐行正確政績觀')
  await keyboard.press('ArrowRight')
  await keyboard.press('c')
  await expect(page.locator('.card-draft textarea')).toBeFocused()
  await keyboard.type('不用滑鼠寫的。')
  await keyboard.press('Control+Enter')
  const card = page.locator('[data-card]')
  await expect(card).toBeFocused()
  await expect(card).toContainText('不用滑鼠寫的。')

  // Into the card, a reply, out again, settled, and back to the text.
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: '回覆' })).toBeFocused()
  await keyboard.type('也不用滑鼠回。')
  await keyboard.press('Control+Enter')
  await expect(card).toContainText('也不用滑鼠回。')
  await keyboard.press('Escape')
  await expect(card).toBeFocused()
  await tabsTo(card.getByRole('button', { name: '了結' }))
  await keyboard.press('Enter')
  await expect(card).toHaveCount(0)
  await expect(page.getByText('批注都已了結。')).toBeVisible()

  // A tag on the paragraph where one is.
  await tabsTo(page.locator('.text > [data-block-id][tabindex="0"]'), 'Shift+Tab')
  await keyboard.press('t')
  await expect(page.getByRole('combobox', { name: '搜尋或新增標籤' })).toBeFocused()
  await keyboard.type('政績觀')
  await keyboard.press('Enter')
  await keyboard.press('Escape')
  await expect(page.locator('.chip', { hasText: '政績觀' })).toBeVisible()
  await expect(focused).toHaveAttribute('data-block-id', /./)
  await context.close()
})

test('[W9] at 200 % the page needs no scrolling sideways', async ({ owner: lin }) => {
  await lin.page.setViewportSize({ width: 640, height: 400 })
  await lin.open()
  await expect
    .poll(() => lin.page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(640)
  await lin.page.goto('/')
  await expect(lin.page.locator('.document-row')).toHaveCount(1)
  expect(await lin.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640)
})
