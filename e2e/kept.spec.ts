import type { Page } from '@playwright/test'
import { FRAME, SYNC } from '../shared/protocol.ts'
import { expectAccessible } from './support/axe.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|WebSocket/

/** From now on the next change of a room arrives as something that no server can read. */
async function garbles(page: Page, room: string): Promise<() => void> {
  let armed = false
  await page.routeWebSocket(new RegExp(`/sync/[^/]+/${room}\\b`), (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const garbled =
        armed && typeof message !== 'string' && message[0] === FRAME.sync && message[1] === SYNC.update
      if (garbled) armed = false
      server.send(garbled ? Buffer.from([FRAME.sync, SYNC.update, 3, 9, 9, 9]) : message)
    })
  })
  return () => {
    armed = true
  }
}

async function becomes(person: Person, role: string, by: Person): Promise<void> {
  const { user } = (await (await person.context.request.get('/api/session')).json()) as {
    user: { id: string }
  }
  const changed = await by.context.request.patch(`/api/documents/${by.documentId}/members/${user.id}`, {
    data: { role },
    headers: { origin: by.origin },
  })
  expect(changed.ok(), await changed.text()).toBe(true)
}

test('[W11] after a refusal the page goes on by itself, where one was, and what was refused is kept', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'editor')
  const garble = await garbles(wang.page, 'text')
  await Promise.all([lin.open(), wang.open()])
  await wang.text.scrollsTo(20)
  await wang.text.clicks('“4+1”')
  await wang.editsText()
  const before = await wang.page.evaluate(() => scrollY)
  garble()
  await wang.page.keyboard.insertText('伺服器讀不懂')
  await expect(wang.page.getByText('已為你保留，其餘照常')).toBeVisible()
  // Still in the text, at the same place; and what is typed now arrives.
  await wang.isSaved()
  await expect(wang.editor).toBeFocused()
  expect(Math.abs((await wang.page.evaluate(() => scrollY)) - before)).toBeLessThan(60)
  await wang.page.keyboard.insertText('這次讀得懂')
  await expect.poll(async () => (await lin.text.lines()).join('')).toContain('這次讀得懂')
  expect((await lin.text.lines()).join('')).not.toContain('伺服器讀不懂')
  await wang.isSaved()

  await wang.page.getByRole('button', { name: '看看' }).click()
  const dialog = wang.page.locator('.ui-dialog')
  await expect(dialog.locator('.kept-says')).toContainText('伺服器讀不懂')
  await expect(dialog).toContainText('伺服器讀不懂。')
  await dialog.getByRole('button', { name: '丟掉' }).click()
  await expect(dialog).toContainText('現在沒有為你保留的東西。')
})

test('[W14] a role lost while away: notes arrive, the rest can be read, copied, downloaded and tried again', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'editor')
  await Promise.all([lin.open(), wang.open()])
  await lin.asks('“132”', '這個數字怎麼來的？')
  await expect(wang.margin.card('這個數字怎麼來的？')).toBeVisible()
  wang.excuse(NO_NETWORK)
  await wang.context.setOffline(true)
  await wang.resolves('這個數字怎麼來的？')
  await wang.comments('“八八戰略”', '路上寫的批注。')
  await wang.text.clicks('一以貫之')
  await wang.editsText()
  await wang.page.keyboard.insertText('路上改的字')
  await wang.endsEditing()
  await becomes(wang, 'annotator', lin)
  await wang.context.setOffline(false)
  await expect(lin.margin.card('路上寫的批注。')).toBeVisible()
  await expect(wang.page.getByText('已為你保留，其餘照常').first()).toBeVisible()

  await wang.page.getByRole('button', { name: '看看' }).first().click()
  const dialog = wang.page.locator('.ui-dialog')
  const status = dialog.locator('.kept-entry', { hasText: '了結' })
  await expect(status).toContainText('這個數字怎麼來的？')
  // The page hears of the new role, or of the refusal, whichever comes first.
  await expect(status).toContainText(/你的身分變了，現在不能改這一項。|那是別人寫的，只有他能改。/)
  await expect(dialog.locator('.kept-entry', { hasText: '正文' })).toContainText('路上改的字')
  for (const colors of ['light', 'dark'] as const) await expectAccessible(wang.page, 'kept', colors)

  await status.getByRole('button', { name: '再試一次' }).click()
  await expect(wang.page.getByText('還是沒有收下：那是別人寫的').first()).toBeVisible()
  await becomes(wang, 'editor', lin)
  await expect(wang.editToggle).toBeVisible()
  // As an editor one finds it again in one's own menu.
  // The page may be opened anew under an open menu: one tries again, as people do.
  const entry = wang.page.getByRole('menuitem', { name: '為你保留（2）' })
  await expect(async () => {
    if (!(await entry.isVisible())) await wang.page.getByRole('button', { name: /偏好設定/ }).click()
    await entry.click({ timeout: 2_000 })
    await expect(dialog).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await status.getByRole('button', { name: '再試一次' }).click()
  await expect(wang.page.getByText('已送到伺服器。').first()).toBeVisible()
  await expect(lin.margin.card('這個數字怎麼來的？')).toHaveCount(0)
})

test('[W14] text that somebody else’s change swallowed is shown to who wrote it', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'editor')
  await Promise.all([lin.open(), wang.open()])
  wang.excuse(NO_NETWORK)
  await wang.context.setOffline(true)
  await expect(wang.saved).toHaveText(/離線/)
  await wang.text.clicks('“三大差距”')
  await wang.editsText()
  await wang.page.keyboard.insertText('火車上補的一句話')
  await wang.endsEditing()
  await lin.text.clicks('“三大差距”')
  await lin.editsText()
  // The whole paragraph: its words, and then itself.
  await lin.text.block(3).click({ clickCount: 3 })
  await lin.page.keyboard.press('Delete')
  await lin.page.keyboard.press('Backspace')
  await expect(lin.text.blocks).toHaveCount(31)
  await lin.isSaved()
  await wang.context.setOffline(false)
  await expect(wang.page.getByText('你寫的一段文字被同時的修改擠掉了')).toBeVisible()
  await wang.page.getByRole('button', { name: '看看' }).click()
  const dialog = wang.page.locator('.ui-dialog')
  await expect(dialog.locator('.kept-says')).toContainText('火車上補的一句話')
  await dialog.getByRole('button', { name: '丟掉' }).click()
  await expect(dialog).toContainText('現在沒有為你保留的東西。')
})

test('[W15] signing out says what was not sent, and gives it to be downloaded', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  wang.excuse(NO_NETWORK)
  wang.excuse(/ERR_FAILED/)
  await wang.context.setOffline(true)
  await wang.comments('“八八戰略”', '登出之前寫的。')
  await expect(wang.saved).toHaveText(/離線，1 處變更/)
  await wang.page.getByRole('button', { name: /偏好設定/ }).click()
  await wang.page.getByRole('menuitem', { name: '登出' }).click()
  const dialog = wang.page.getByRole('alertdialog')
  await expect(dialog).toContainText('有 1 處變更還沒有送到伺服器')
  await expect(dialog.getByRole('button', { name: '送完再登出' })).toHaveCount(0)
  const [file] = await Promise.all([
    wang.page.waitForEvent('download'),
    dialog.getByRole('button', { name: '全部下載' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^hezhu\.(txt|json)$/)
  await dialog.getByRole('button', { name: '取消' }).click()
  await wang.page.getByRole('button', { name: /偏好設定/ }).click()
  await wang.page.getByRole('menuitem', { name: '登出' }).click()
  await expect(dialog.getByRole('button', { name: '仍要登出' })).toBeEnabled()
  await wang.context.setOffline(false)
  await expect(lin.margin.card('登出之前寫的。')).toBeVisible()
})

test('[W9] [W15] on a phone nothing of that is out of reach', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  const { page } = wang
  wang.excuse(NO_NETWORK)
  wang.excuse(/ERR_FAILED|401/)
  await wang.context.setOffline(true)
  await wang.comments('“八八戰略”', '在手機上寫的。')
  await page.setViewportSize({ width: 375, height: 740 })
  await page.getByRole('button', { name: '章節與篩選' }).click()
  await page.getByRole('button', { name: /偏好設定/ }).click()
  await page.getByRole('menuitem', { name: '登出' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText('有 1 處變更還沒有送到伺服器')
  for (const name of ['全部下載', '取消', '仍要登出'])
    await expect(dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  await expectAccessible(page, 'signing out on a phone', 'light')
  // It arrives while the question stands, and the question says so.
  await wang.context.setOffline(false)
  await expect(lin.margin.card('在手機上寫的。')).toBeVisible()
  await expect(dialog).not.toContainText('還沒有送到伺服器')
  await dialog.getByRole('button', { name: '登出', exact: true }).click()
  await expect(page.getByLabel('邀請連結')).toBeVisible()
  // The page says so as soon as the server does; what the browser has kept goes a moment later.
  const kept = () => page.evaluate(() => Object.keys(localStorage).join(' '))
  await expect.poll(kept).not.toContain(wang.documentId)
})
