import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/test.ts'

test('[R4] [W17] what was deleted at once is offered to those who may edit, and comes back', async ({
  owner: lin,
  join,
}) => {
  const chen = await join('陳編輯', 'editor')
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), chen.open(), wang.open()])
  await wang.comments('“三大差距”', '這一則跟著文字走，也跟著回來。')
  await chen.editsText()
  await chen.page.keyboard.press('Control+A')
  await chen.page.keyboard.press('Delete')
  await chen.endsEditing()
  await expect(lin.text.blocks).toHaveCount(1)

  await expect(lin.page.getByText(/陳編輯一次刪去 [\d,]+ 字/)).toBeVisible()
  await lin.page.getByRole('button', { name: '看看' }).click()
  const before = lin.page.getByRole('region', { name: '刪除之前的正文' })
  await expect(before.getByText('現在沒有').first()).toBeVisible()
  await expect(before).toContainText('“三大差距”')
  for (const colors of ['light', 'dark'] as const) await expectAccessible(lin.page, 'restoring', colors)
  await lin.page.getByRole('button', { name: '放回正文' }).click()
  await lin.page.getByRole('alertdialog').getByRole('button', { name: '放回正文' }).click()
  await expect(lin.page.locator('.ui-toast')).toContainText('刪去的文字已放回正文')
  for (const person of [lin, chen, wang]) await expect(person.text.highlight('“三大差距”')).toBeVisible()
  await expect(lin.page.getByText('陳編輯一次刪去')).toHaveCount(0)
  // Who may not edit the text is not troubled with it.
  await expect(wang.page.getByRole('button', { name: '文稿的更多動作' })).toHaveCount(0)
})
