import { devices } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { prepareSession } from './support/session.ts'
import { expect, test } from './support/test.ts'

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ contextOptions: { colorScheme, reducedMotion: 'reduce' } })

    test('[W9] the entrance, the list and its dialogs pass axe', async ({ product, owner: lin, browser }) => {
      const context = await browser.newContext({ baseURL: product.url, colorScheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto('/')
      await expect(page.getByLabel('邀請連結')).toBeVisible()
      await expectAccessible(page, 'the entrance without a link')
      await page.goto('/join#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
      await page.getByLabel('你的名字').fill('王小明')
      await page.getByRole('button', { name: '加入', exact: true }).click()
      await expect(page.getByText('沒有這個邀請')).toBeVisible()
      await expectAccessible(page, 'joining, with an error')
      await page.goto('/nowhere')
      await expect(page.getByText('沒有這一頁').first()).toBeVisible()
      await expectAccessible(page, 'no such page')
      await page.goto(`/d/${lin.documentId}`)
      await expect(page.getByText('請先加入')).toBeVisible()
      await expectAccessible(page, 'a document one has not joined')
      await context.close()

      await lin.page.goto('/')
      await expect(lin.page.locator('.document-row')).toHaveCount(1)
      await expectAccessible(lin.page, 'the list')
      await lin.page.getByRole('button', { name: '新增文稿' }).click()
      await expect(lin.page.getByLabel('正文')).toBeVisible()
      await expectAccessible(lin.page, 'a new document')
      await lin.page.keyboard.press('Escape')
      await lin.page.getByRole('button', { name: /更多動作/ }).click()
      await expectAccessible(lin.page, 'what can be done with a document')
      await lin.page.getByRole('menuitem', { name: '邀請大家' }).click()
      await lin.page.getByRole('button', { name: '產生邀請連結' }).click()
      await expect(lin.page.getByLabel('邀請連結的 QR 碼')).toBeVisible()
      await expectAccessible(lin.page, 'sharing')
      await lin.page.keyboard.press('Escape')
      await lin.page.getByRole('button', { name: /更多動作/ }).click()
      await lin.page.getByRole('menuitem', { name: '刪除' }).click()
      await expect(lin.page.getByRole('button', { name: '刪除文稿' })).toBeVisible()
      await expectAccessible(lin.page, 'deleting')
      await lin.page.getByLabel(/要確定刪除/).fill('在浙江省新春第一會上的講話(摘)')
      await lin.page.getByRole('button', { name: '刪除文稿' }).click()
      await expect(lin.page.getByText('這裡還沒有文稿')).toBeVisible()
      await expectAccessible(lin.page, 'the empty list')
    })

    test('[W9] the document passes axe in everything it shows', async ({ owner: lin, join }) => {
      await lin.open()
      await expectAccessible(lin.page, 'no notes yet')
      await prepareSession(lin, await join('王小明', 'annotator'), await join('陳編輯', 'editor'))
      await lin.text.scrollsTo(1)
      await expectAccessible(lin.page, 'the margin')
      await lin.margin.opens('全文只出現一次')
      await expectAccessible(lin.page, 'an open thread')
      await lin.closesCards()
      await lin.text.selects('“六個重大突破”')
      await expect(lin.adder).toBeVisible()
      await expectAccessible(lin.page, 'the adder')
      await lin.offered('標籤').click()
      await lin.tagField.fill('新的標籤')
      await expectAccessible(lin.page, 'the tag picker')
      await lin.tagField.press('Escape')
      await lin.tagField.press('Escape')
      await lin.text.selects('“六干”作風')
      await lin.offered('批注').click()
      await expectAccessible(lin.page, 'writing a note')
      await lin.margin.draft.getByRole('textbox').press('Escape')
      await lin.editsText()
      await expectAccessible(lin.page, 'editing')
      await lin.endsEditing()
      await lin.page.locator('.people-button').click()
      await expectAccessible(lin.page, 'who is here')
      await lin.page.keyboard.press('Escape')
      await lin.page.getByRole('button', { name: '鍵盤操作' }).click()
      await expectAccessible(lin.page, 'help with keys')
      await lin.page.keyboard.press('Escape')
      await lin.page.locator('.filter-mine').click()
      await lin.looksAt('已了結')
      await expectAccessible(lin.page, 'filtered')
    })

    test('[W9] the document passes axe on a phone', async ({ owner: lin, join }) => {
      const phone = await join('手機', 'annotator', {
        ...devices['Pixel 7'],
        colorScheme,
        reducedMotion: 'reduce',
        locale: 'zh-TW',
      })
      await Promise.all([lin.open(), phone.open()])
      await lin.comments('“八八戰略”', '手機上也看得到。')
      await expect(phone.page.getByRole('button', { name: '1 則批注' })).toBeVisible()
      await expectAccessible(phone.page, 'a phone')
      await phone.page.getByRole('button', { name: '1 則批注' }).tap()
      await expect(phone.page.getByRole('region', { name: '批注' })).toBeVisible()
      await expectAccessible(phone.page, 'the sheet')
      await phone.page.getByRole('button', { name: '章節與篩選' }).tap()
      await expectAccessible(phone.page, 'the drawer')
    })
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
