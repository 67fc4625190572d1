import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { Person } from './support/person.ts'
import { prepareSession } from './support/session.ts'
import { expect, test } from './support/test.ts'

const FOLDER = fileURLToPath(new URL('../artifacts/screenshots', import.meta.url))
mkdirSync(FOLDER, { recursive: true })

const SIZES = { 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } } as const

/** The screen as it is now, in both sizes and both themes. */
async function takes(
  page: Page,
  screen: string,
  sizes: readonly (keyof typeof SIZES)[] = [1280, 390],
  settle?: () => Promise<void>,
) {
  for (const size of sizes) {
    await page.setViewportSize(SIZES[size])
    await settle?.()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({
        path: `${FOLDER}/${screen}-${size}-${colorScheme}.png`,
        animations: 'disabled',
      })
    }
  }
  await page.setViewportSize(SIZES[1280])
  await page.emulateMedia({ colorScheme: 'light' })
}

async function opens(lin: Person, words: string): Promise<void> {
  await lin.margin.opens(words)
  await lin.text.stands()
}

test('[W9] pictures of every screen, in two sizes and two themes', async ({ product, browser, join }) => {
  test.setTimeout(180_000)
  const stranger = await browser.newContext({ baseURL: product.url })
  const outside = await stranger.newPage()
  await outside.goto(product.ownerLink)
  await expect(outside.getByLabel('你的名字')).toBeVisible()
  await takes(outside, 'join')
  await outside.goto('/')
  await expect(outside.getByLabel('邀請連結')).toBeVisible()
  await takes(outside, 'entrance')
  await outside.goto('/nowhere')
  await takes(outside, 'not-found')
  await stranger.close()

  const lin = await join('林主持', 'owner')
  await lin.open()
  await takes(lin.page, 'document-empty')
  const [wang, chen] = await Promise.all([join('王小明', 'annotator'), join('陳編輯', 'editor')])
  await prepareSession(lin, wang, chen)
  await takes(lin.page, 'document')
  await opens(lin, '全文只出現一次')
  await takes(lin.page, 'document-thread')
  await lin.closesCards()
  await lin.text.selects('“六個重大突破”')
  await expect(lin.adder).toBeVisible()
  await takes(lin.page, 'document-adder', [1280])
  await lin.offered('標籤').click()
  await lin.tagField.fill('新')
  await takes(lin.page, 'document-tags', [1280])
  await lin.tagField.press('Escape')
  await lin.tagField.press('Escape')
  await lin.text.selects('“六干”作風')
  await lin.offered('提問').click()
  await lin.margin.draft.getByRole('textbox').fill('“六干”是哪六干？')
  await takes(lin.page, 'document-writing')
  await lin.margin.draft.getByRole('textbox').press('Escape')
  await lin.editsText()
  await takes(lin.page, 'document-editing')
  await lin.endsEditing()
  await lin.page.locator('.people-button').click()
  await takes(lin.page, 'document-people', [1280])
  await lin.page.keyboard.press('Escape')
  await opens(lin, '這句是時間表')
  await takes(lin.page, 'document-changed', [1280, 390], () => lin.text.scrollsTo(4))
  await lin.closesCards()
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '產生邀請連結' }).click()
  await expect(lin.page.getByLabel('邀請連結的 QR 碼')).toBeVisible()
  await takes(lin.page, 'share')
  await lin.page.keyboard.press('Escape')
  await lin.looksAt('全部')
  await takes(lin.page, 'document-all', [1280])
  await lin.page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }))
  await takes(lin.page, 'document-foot')

  await lin.page.goto('/')
  await expect(lin.page.locator('.document-row')).toHaveCount(1)
  await takes(lin.page, 'list')
  await lin.page.getByRole('button', { name: '新增文稿' }).click()
  await takes(lin.page, 'new-document')
})
