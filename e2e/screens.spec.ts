import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { prepareSession } from './support/session.ts'
import { expect, test } from './support/test.ts'

/** Kept, to be looked at: that nothing is wrong does not mean that it is beautiful. */
const FOLDER = fileURLToPath(new URL('../artifacts/screenshots', import.meta.url))
mkdirSync(FOLDER, { recursive: true })

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const COLORS = ['light', 'dark'] as const

/** The screen as it is now passes axe, and is pictured: on a desk, and with `small` also on a phone. */
async function shows(
  page: Page,
  screen: string,
  options: { small?: boolean; settle?: () => Promise<void> } = {},
): Promise<void> {
  for (const size of options.small ? [PHONE, DESK] : [DESK]) {
    await page.setViewportSize(size)
    await options.settle?.()
    for (const colors of COLORS) {
      if (size === DESK) await expectAccessible(page, screen, colors)
      else await page.emulateMedia({ colorScheme: colors, reducedMotion: 'reduce' })
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({
        path: `${FOLDER}/${screen}-${size.width}-${colors}.png`,
        animations: 'disabled',
      })
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

test('[W9] every screen around the documents passes axe, in the light and in the dark', async ({
  product,
  join,
  browser,
}) => {
  const context = await browser.newContext({ baseURL: product.url, locale: 'zh-TW' })
  const outside = await context.newPage()
  await outside.goto('/')
  await expect(outside.getByLabel('邀請連結')).toBeVisible()
  await shows(outside, 'entrance', { small: true })
  await outside.goto(product.ownerLink)
  await expect(outside.getByLabel('你的名字')).toBeVisible()
  await shows(outside, 'join', { small: true })
  await outside.goto('/join#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
  await outside.getByLabel('你的名字').fill('王小明')
  await outside.getByRole('button', { name: '加入', exact: true }).click()
  await expect(outside.getByText('沒有這個邀請')).toBeVisible()
  await shows(outside, 'join-unknown')
  await outside.goto('/nowhere')
  await expect(outside.getByText('沒有這一頁').first()).toBeVisible()
  await shows(outside, 'not-found')

  const lin = await join('林主持', 'owner')
  const { page } = lin
  await outside.goto(`/d/${lin.documentId}`)
  await expect(outside.getByText('請先加入')).toBeVisible()
  await shows(outside, 'document-gate')
  await context.close()

  await page.goto('/')
  await expect(page.locator('.document-row')).toHaveCount(1)
  await shows(page, 'list', { small: true })
  await page.getByRole('button', { name: '新增文稿' }).click()
  await expect(page.getByLabel('正文')).toBeVisible()
  await shows(page, 'new-document', { small: true })
  await page.keyboard.press('Escape')
  const more = page.getByRole('button', { name: /更多動作/ })
  await more.click()
  await shows(page, 'list-menu')
  await page.getByRole('menuitem', { name: '邀請大家' }).click()
  await page.getByRole('button', { name: '產生邀請連結' }).click()
  await expect(page.getByLabel('邀請連結的 QR 碼')).toBeVisible()
  await shows(page, 'share', { small: true })
  await page.keyboard.press('Escape')
  await more.click()
  await page.getByRole('menuitem', { name: '刪除' }).click()
  await page.getByLabel(/要確定刪除/).fill('在浙江省新春第一會上的講話(摘)')
  await shows(page, 'delete')
  await page.getByRole('button', { name: '刪除文稿' }).click()
  await expect(page.getByText('這裡還沒有文稿')).toBeVisible()
  await shows(page, 'list-empty')
})

/** Two tests, since so many pictures of one page take minutes on a slow machine. */
test('[W9] the document passes axe while one reads and annotates, in the light and in the dark', async ({
  owner: lin,
  join,
}) => {
  const { page } = lin
  await lin.open()
  await lin.isSaved()
  await shows(page, 'document-empty', { small: true })
  await prepareSession(lin, await join('王小明', 'annotator'), await join('陳編輯', 'editor'))
  await shows(page, 'document', { small: true })
  await lin.margin.opens('全文只出現一次')
  await lin.text.stands()
  await shows(page, 'document-thread', { small: true })
  await lin.closesCards()
  await lin.text.selects('“六個重大突破”')
  await expect(lin.adder).toBeVisible()
  await shows(page, 'document-adder')
  await lin.offered('標籤').click()
  await lin.tagField.fill('新')
  await shows(page, 'document-tags')
  await lin.tagField.press('Escape')
  await lin.tagField.press('Escape')
  await lin.text.selects('“六干”作風')
  await lin.offered('提問').click()
  await lin.margin.draft.getByRole('textbox').fill('“六干”是哪六干？')
  await shows(page, 'document-writing', { small: true })
})

test('[W9] the document passes axe while one edits and looks around, in the light and in the dark', async ({
  owner: lin,
  join,
}) => {
  const { page } = lin
  await lin.open()
  await prepareSession(lin, await join('王小明', 'annotator'), await join('陳編輯', 'editor'))
  await lin.editsText()
  await shows(page, 'document-editing', { small: true })
  await lin.endsEditing()
  await page.locator('.people-button').click()
  await shows(page, 'document-people')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '鍵盤操作' }).click()
  await shows(page, 'document-keys')
  await page.keyboard.press('Escape')
  await lin.margin.opens('這句是時間表')
  await shows(page, 'document-changed', { small: true, settle: () => lin.text.scrollsTo(4) })
  await lin.closesCards()
  await page.locator('.filter-mine').click()
  await lin.looksAt('已了結')
  await lin.text.scrollsTo(3)
  await shows(page, 'document-resolved')
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }))
  await shows(page, 'document-foot')
})
