import { devices } from '@playwright/test'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

const PHONE = { ...devices['Pixel 7'], locale: 'zh-TW' }

/** As the handles of a touch selection do it: the selection changes, no pointer is involved. */
async function selectsByHandles(person: Person, words: string): Promise<void> {
  await person.text.blocks.evaluateAll((blocks, words) => {
    for (const block of blocks) {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const node = walker.currentNode as Text
        const at = node.data.indexOf(words)
        if (at < 0) continue
        getSelection()?.setBaseAndExtent(node, at, node, at + words.length)
        return
      }
    }
    throw new Error(`Not in the text: ${words}`)
  }, words)
}

test('[W9] on a phone one comments, asks and tags with fingers, and reads notes in a sheet', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator', PHONE)
  const { page } = wang
  await Promise.all([lin.open(), wang.open()])
  const sheet = page.getByRole('region', { name: '批注', exact: true })

  // A paragraph, by its number.
  await wang.gutter(1).tap()
  await wang.offered('批注').tap()
  await page.getByRole('region', { name: '寫批注' }).getByRole('textbox').fill('手機上寫的。')
  await page.getByRole('button', { name: '送出' }).tap()
  await expect(sheet).toContainText('手機上寫的。')
  await expect(lin.margin.card('手機上寫的。')).toBeVisible()

  // Words, by the handles of a selection.
  await page.getByRole('button', { name: '收起' }).tap()
  await selectsByHandles(wang, '“十五五”')
  await wang.offered('提問').tap()
  await page.getByRole('textbox').fill('是哪五年？')
  await page.getByRole('button', { name: '送出' }).tap()
  await expect(sheet).toContainText('是哪五年？')
  await page.getByRole('button', { name: '收起' }).tap()
  await wang.gutter(1).tap()
  await wang.offered('標籤').tap()
  await wang.tagField.fill('開局')
  await page.getByRole('option', { name: /開局/ }).tap()
  await page.keyboard.press('Escape')
  await expect(lin.row(1).locator('.chip')).toContainText('開局')

  // A tap on what is marked opens it; a reply from elsewhere appears there; arrows turn the pages.
  await lin.replies('是哪五年？', '2026 到 2030。')
  await wang.text.highlight('“十五五”').tap()
  await expect(sheet).toContainText('2026 到 2030。')
  await expect(sheet).toContainText('3 / 3')
  await page.getByRole('button', { name: '上一則' }).tap()
  await expect(sheet).toContainText('2 / 3')
  await expect(sheet).not.toContainText('2026 到 2030。')
  await page.getByRole('button', { name: '下一則' }).tap()
  await sheet.getByRole('textbox', { name: '回覆' }).fill('謝謝。')
  await sheet.getByRole('button', { name: '送出' }).tap()
  await expect(lin.margin.note('謝謝。')).toBeVisible()

  // What is said in passing does not cover what one writes with.
  await sheet.getByRole('button', { name: '了結' }).tap()
  const toast = await page.locator('.ui-toast').boundingBox()
  expect(toast?.y ?? 1_000).toBeLessThan(160)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(412)
})
