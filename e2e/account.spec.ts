import { type BrowserContext, devices } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Opens the menu about oneself and chooses there. */
async function choosesOfMe(person: Person, item: string): Promise<void> {
  await person.page.getByRole('button', { name: `${person.name}，偏好設定` }).click()
  await person.page.getByRole('menuitem', { name: item }).click()
}

/** Whose session a browser has. */
async function idIn(context: BrowserContext): Promise<string> {
  const { user } = (await (await context.request.get('/api/session')).json()) as { user: { id: string } }
  return user.id
}

/** The note is one's own: it may be edited. */
async function ownsNote(person: Person, words: string): Promise<void> {
  await person.margin.opens(words)
  await person.margin.note(words).getByRole('button', { name: '更多' }).click()
  await expect(person.page.getByRole('menuitem', { name: '編輯' })).toBeVisible()
  await person.page.keyboard.press('Escape')
}

test('[H12] [W16] the same person goes on on a phone, by a code that works once', async ({
  owner: lin,
  join,
  browser,
}) => {
  const wang = await join('王小明', 'annotator')
  await wang.open()
  await wang.comments('“八八戰略”', '在電腦上寫的。')
  await choosesOfMe(wang, '在手機上繼續')
  await expect(wang.page.getByLabel(/的 QR 碼/)).toBeVisible()
  for (const colors of ['light', 'dark'] as const) await expectAccessible(wang.page, 'the handover', colors)
  const link = await wang.page.getByRole('textbox', { name: '連結' }).inputValue()

  const context = await browser.newContext({ ...devices['Pixel 7'], locale: 'zh-TW', baseURL: wang.origin })
  const phone = new Person('王小明', await context.newPage(), wang.documentId, wang.origin)
  phone.excuse(/401/) // Nobody yet.
  await phone.page.goto(link)
  await phone.arrives()
  await expect(phone.page).toHaveURL(`${wang.origin}/d/${wang.documentId}`)
  expect(await idIn(context)).toBe(await idIn(wang.context))
  await expect(phone.page.getByRole('button', { name: '1 則批注' })).toBeVisible()

  // Whoever finds the link afterwards is told, and stays who they are.
  await lin.page.goto(link)
  await expect(lin.page.getByText('這個連結已經用過了')).toBeVisible()
  await expect(lin.page).not.toHaveURL(/#/)
  await expect(lin.page.getByRole('link', { name: '看我的文稿' })).toBeVisible()
  lin.excuse(/410/)
  expect(phone.trouble).toEqual([])
  await context.close()
})

test('[H12] [W16] a name that was kept can be signed in to, and is the same person', async ({
  join,
  owner: lin,
  browser,
}) => {
  const email = `wang-${Date.now()}@example.org`
  const wang = await join('王小明', 'annotator')
  wang.excuse(/4\d\d/)
  await wang.open()
  await wang.comments('“八八戰略”', '這則是我的。')
  await choosesOfMe(wang, '保留我的名字')
  const { page } = wang
  await page.getByLabel('電子郵件').fill('wang')
  await page.getByLabel('密碼', { exact: true }).fill('一句自己記得住的長密碼')
  await page.getByRole('button', { name: '保留名字' }).click()
  await expect(page.getByText('這不像電子郵件地址')).toBeVisible()
  await expect(page.getByLabel('電子郵件')).toBeFocused()
  for (const colors of ['light', 'dark'] as const) await expectAccessible(page, 'keeping a name', colors)
  await page.getByLabel('電子郵件').fill(email)
  await page.getByLabel('電子郵件').press('Enter')
  await expect(page.locator('.ui-toast')).toContainText('已保留「王小明」')
  await page.getByRole('button', { name: '王小明，偏好設定' }).click()
  await expect(page.getByText(email)).toBeVisible()
  await page.keyboard.press('Escape')
  await wang.isSaved()

  const context = await browser.newContext({ baseURL: wang.origin, locale: 'zh-TW' })
  const elsewhere = new Person('王小明', await context.newPage(), wang.documentId, wang.origin)
  elsewhere.excuse(/40[13]/)
  await elsewhere.page.goto(`/d/${wang.documentId}`)
  await elsewhere.page.getByRole('link', { name: '登入' }).click()
  await elsewhere.page.getByLabel('電子郵件').fill(email)
  await elsewhere.page.getByLabel('密碼', { exact: true }).fill('另一個')
  await elsewhere.page.getByRole('button', { name: '登入', exact: true }).click()
  await expect(elsewhere.page.getByText('電子郵件或密碼不對')).toBeVisible()
  for (const colors of ['light', 'dark'] as const)
    await expectAccessible(elsewhere.page, 'signing in', colors)
  await elsewhere.page.getByLabel('密碼', { exact: true }).fill('一句自己記得住的長密碼')
  await elsewhere.page.getByLabel('密碼', { exact: true }).press('Enter')
  await elsewhere.arrives()
  expect(await idIn(context)).toBe(await idIn(wang.context))
  await ownsNote(elsewhere, '這則是我的。')
  expect(elsewhere.trouble).toEqual([])
  await context.close()

  // In a browser that is somebody else nobody is replaced without being asked.
  lin.excuse(/409/)
  const linId = await idIn(lin.context)
  await lin.open()
  await lin.isSaved()
  await lin.page.goto('/sign-in')
  await lin.page.getByLabel('電子郵件').fill(email)
  await lin.page.getByLabel('密碼', { exact: true }).fill('一句自己記得住的長密碼')
  await lin.page.getByLabel('密碼', { exact: true }).press('Enter')
  await expect(lin.page.getByText('「林主持」還沒有保留名字')).toBeVisible()
  for (const colors of ['light', 'dark'] as const)
    await expectAccessible(lin.page, 'becoming another', colors)
  expect(await idIn(lin.context)).toBe(linId)
  await lin.page.getByRole('button', { name: '登出，換成另一個人' }).click()
  await expect(lin.page.getByRole('heading', { name: '文稿' })).toBeVisible()
  // Nothing of whoever was here before stays behind.
  const left = () =>
    lin.page.evaluate((id) => Object.keys(localStorage).filter((key) => key.includes(id)), linId)
  expect(await left()).toEqual([])
  expect(await idIn(lin.context)).toBe(await idIn(wang.context))
})

test('[H12] [W16] the owner gives a guest the lost name back, and that is recorded', async ({
  owner: lin,
  join,
  browser,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '換手機之前寫的。')
  const before = await idIn(wang.context)
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '「王小明」的更多動作' }).click()
  await lin.page.getByRole('menuitem', { name: '回到這個名字' }).click()
  for (const colors of ['light', 'dark'] as const)
    await expectAccessible(lin.page, 'a link back to a name', colors)
  await lin.page.getByRole('button', { name: '產生連結' }).click()
  const link = await lin.page.getByRole('textbox', { name: '回到這個名字的連結' }).inputValue()
  await lin.page.keyboard.press('Escape')
  await lin.page.keyboard.press('Escape')

  const context = await browser.newContext({ baseURL: lin.origin, locale: 'zh-TW' })
  const back = new Person('王小明', await context.newPage(), lin.documentId, lin.origin)
  back.excuse(/401/) // Nobody yet.
  await back.page.goto(link)
  await back.arrives()
  expect(await idIn(context)).toBe(before)
  await ownsNote(back, '換手機之前寫的。')
  expect(back.trouble).toEqual([])
  await context.close()

  await lin.reloads()
  await expect(lin.page.getByText('林主持給了一個回到「王小明」的連結')).toBeVisible()
  await lin.page.getByRole('button', { name: '知道了' }).click()
  await expect(lin.page.getByText('林主持給了一個回到「王小明」的連結')).toHaveCount(0)
  await lin.reloads()
  await lin.isSaved()
  await expect(lin.page.getByText('林主持給了一個回到「王小明」的連結')).toHaveCount(0)
})
