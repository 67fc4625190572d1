import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

const TEXT = '讀書會的第一篇\n\n第一段，有一個表情😀和一個罕用字𠮷。\n\n第二段，短。'

/** As from the desktop: a file let go anywhere on the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content as string], fileName as string, { type: 'text/plain' }))
      return transfer
    },
    [name, text],
  )
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: data })
}

test('[I2] a document is made by pasting, renamed, and deleted by typing its title', async ({ owner }) => {
  const { page } = owner
  await page.goto('/')
  await page.getByRole('button', { name: '新增文稿' }).click()
  await page.getByLabel('標題').fill('讀書會')
  await page.getByLabel('正文').fill(TEXT)
  await page.getByRole('button', { name: '建立' }).click()
  await expect(page).toHaveURL(/\/d\//)
  await expect(page.getByText('第一段，有一個表情😀和一個罕用字𠮷。')).toBeVisible()

  await page.goto('/')
  await page.getByRole('button', { name: '「讀書會」的更多動作' }).click()
  await page.getByRole('menuitem', { name: '改標題' }).click()
  await page.getByRole('textbox', { name: '標題' }).fill('週四讀書會')
  await page.getByRole('button', { name: '儲存' }).click()
  await expect(page.getByRole('link', { name: '週四讀書會' })).toBeVisible()

  await page.getByRole('button', { name: '「週四讀書會」的更多動作' }).click()
  await page.getByRole('menuitem', { name: '刪除' }).click()
  const confirm = page.getByRole('button', { name: '刪除文稿' })
  await expect(confirm).toBeDisabled()
  await page.getByLabel(/要確定刪除/).fill('週四讀書')
  await expect(confirm).toBeDisabled()
  await page.getByLabel(/要確定刪除/).fill('週四讀書會')
  await confirm.click()
  await expect(page.getByRole('link', { name: '週四讀書會' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('link', { name: /講話/ })).toBeVisible()
  await expect(page.getByRole('link', { name: '週四讀書會' })).toHaveCount(0)
})

test('[I2] a .txt file dropped on the list becomes a document', async ({ owner }) => {
  const { page } = owner
  await page.goto('/')
  await expect(page.getByRole('button', { name: '新增文稿' })).toBeVisible()
  await drop(page, '筆記.txt', `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`)
  await expect(page.getByText('筆記.txt')).toBeVisible()
  await page.getByRole('button', { name: '建立' }).click()
  await expect(page).toHaveURL(/\/d\//)
  await expect(page.getByText('第二段，短。')).toBeVisible()
})

test('[I4] what can’t become a document says why, and nothing is made', async ({ owner }) => {
  const { page } = owner
  await page.goto('/')
  await page.getByRole('button', { name: '新增文稿' }).click()
  await page.getByRole('button', { name: '建立' }).click()
  await expect(page.getByText('裡面沒有文字。')).toBeVisible()
  await page.getByRole('button', { name: '取消' }).click()

  await drop(page, '照片.docx', 'PK')
  await expect(page.getByText('這種檔案還讀不了')).toBeVisible()
  await page.getByRole('button', { name: '取消' }).click()

  await drop(page, '太長.txt', '長'.repeat(200_001))
  await expect(page.getByText(/最多 200,000 字/)).toBeVisible()
  await page.getByRole('button', { name: '取消' }).click()
  await page.reload()
  await expect(page.locator('.document-row')).toHaveCount(1)
})
