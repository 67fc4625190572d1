import { expectAccessible } from './support/axe.ts'
import { expect, test, testAlone } from './support/test.ts'

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
  // Nobody is told that it can be found who can see it; and the keyboard goes on in the text.
  await expect(chen.page.getByText('你一次刪去')).toHaveCount(0)
  await expect(lin.page.locator('main')).toBeFocused()
  // Who may not edit the text is not troubled with it.
  await expect(wang.page.getByRole('button', { name: '文稿的更多動作' })).toHaveCount(0)
})

testAlone(
  '[B4] [W17] after a restore and after a repair everybody goes on, and the owner is told',
  async ({ product, owner: lin }) => {
    lin.excuse(/WebSocket|ERR_CONNECTION|Failed to load/)
    await lin.open()
    await lin.comments('“八八戰略”', '備份裡有的。')
    await lin.isSaved()
    product.backsUp()
    await lin.comments('“132”', '備份之後寫的。')
    await lin.isSaved()
    await product.stop()
    product.restores()
    await product.start()
    await lin.reloads()
    await expect(lin.page.getByText('你這裡還有伺服器上沒有的，已為你保留')).toBeVisible()
    await lin.page.getByRole('button', { name: '看看' }).click()
    await expect(lin.page.locator('.kept-says')).toHaveText('備份之後寫的。')
    await lin.page.locator('.ui-dialog').getByRole('button', { name: '再試一次' }).click()
    await expect(lin.margin.card('備份之後寫的。')).toBeAttached()
    await lin.page.keyboard.press('Escape')
    await lin.page.locator('.notices').getByRole('button', { name: '關閉' }).click()
    await expect(lin.page.getByText(/這篇文稿已從備份還原成 .* 的樣子/)).toBeVisible()
    await lin.page.getByRole('button', { name: '知道了' }).click()

    await lin.isSaved()
    await product.stop()
    product.flipsABit(lin.documentId, 'notes')
    await product.start()
    await lin.reloads()
    // What the server has lost is still in this browser, and offered.
    await expect(lin.page.getByText('你這裡還有伺服器上沒有的，已為你保留')).toBeVisible()
    await lin.page.locator('.notices').getByRole('button', { name: '關閉' }).click()
    await expect(lin.page.getByText('伺服器上有一段紀錄損壞了')).toBeVisible()
    await lin.page.getByText('少了什麼、救回什麼').click()
    for (const colors of ['light', 'dark'] as const) await expectAccessible(lin.page, 'repaired', colors)
    await lin.page.getByRole('button', { name: '知道了' }).click()
    await expect(lin.page.getByText('伺服器上有一段紀錄損壞了')).toHaveCount(0)
    await lin.comments('一以貫之', '修好之後還能寫。')
    await lin.isSaved()
  },
)
