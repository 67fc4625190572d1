import { expectAccessible } from './support/axe.ts'
import { Ime } from './support/ime.ts'
import { inviteFrom, joinBy } from './support/joining.ts'
import type { Person } from './support/person.ts'
import { expect, test, testAlone } from './support/test.ts'

/** In the list of members, by keyboard: the one thing that works the same in every list of choices. */
async function givesRole(owner: Person, name: string, role: string): Promise<void> {
  const choice = owner.page.getByRole('combobox', { name: `「${name}」的身分` })
  await choice.press('Enter')
  const option = owner.page.getByRole('option', { name: role })
  await expect(owner.page.getByRole('option', { selected: true })).toBeFocused()
  await owner.page.keyboard.press('Home')
  for (let n = 0; n < 4 && !(await option.evaluate((one) => one === document.activeElement)); n++)
    await owner.page.keyboard.press('ArrowDown')
  await expect(option).toBeFocused()
  await owner.page.keyboard.press('Enter')
  await expect(option).toHaveCount(0)
}

test('[H3] [W6] the owner makes a link, and somebody joins with a name typed through an IME', async ({
  owner: lin,
  browser,
}) => {
  await lin.open()
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '產生邀請連結' }).click()
  const link = await lin.page.getByRole('textbox', { name: '邀請連結' }).inputValue()
  expect(link).toMatch(/\/join#[\w-]{43}$/)
  await expect(lin.page.getByLabel('邀請連結的 QR 碼')).toBeVisible()
  await lin.page.keyboard.press('Escape')

  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  const name = page.getByLabel('你的名字')
  await expect(name).toBeFocused()
  const ime = await Ime.of(page)
  await ime.composes('wang')
  await ime.presses('Enter')
  await expect(page).toHaveURL(/\/join/)
  await ime.commits('王小明')
  await expect(name).toHaveValue('王小明')
  await name.press('Enter')
  await expect(page.locator('.text > [data-block-id]')).toHaveCount(32)
  await expect(lin.page.locator('.people-button')).toHaveAccessibleName(/王小明/)
  await expect(page.locator('.doc-summary')).toContainText('批注者')
  await context.close()
})

test('[S8] a new role counts at once: from annotator to reader and back', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '還能寫的時候寫的。')
  await expect(lin.margin.card('還能寫的時候寫的。')).toBeVisible()

  const changes = async (role: string) => {
    await lin.page.getByRole('button', { name: '分享' }).click()
    await givesRole(lin, '王小明', role)
    await lin.page.keyboard.press('Escape')
  }
  await changes('讀者')
  await expect(wang.page.locator('.doc-summary')).toContainText('讀者')
  await wang.arrives()
  await expect(wang.page.locator('.gutter-button')).toHaveCount(0)
  await wang.text.selects('“132”')
  await expect(wang.adder).toHaveCount(0)
  await expect(wang.margin.card('還能寫的時候寫的。')).toBeVisible()

  await changes('批注者')
  await expect(wang.page.locator('.doc-summary')).toContainText('批注者')
  await wang.arrives()
  await expect(wang.page.locator('.gutter-button').first()).toBeVisible()
  await wang.comments('“132”', '又能寫了。')
  await expect(lin.margin.card('又能寫了。')).toBeVisible()
  await wang.isSaved()
})

test('[S8] [H2] whoever is removed is told, and is out', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  wang.excuse(/404/)
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '會留下來。')
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '「王小明」的更多動作' }).click()
  await lin.page.getByRole('menuitem', { name: '移出文稿' }).click()
  await lin.page.getByRole('button', { name: '移出', exact: true }).click()
  await expect(lin.page.getByText('曾經是成員的 1 人')).toBeVisible()
  await lin.page.keyboard.press('Escape')

  await expect(wang.page.getByText('這篇文稿已經刪除，或你已不再是成員。')).toBeVisible()
  await expect(lin.margin.card('會留下來。')).toBeVisible()
  await wang.page.reload()
  await expect(wang.page.getByText('找不到這篇文稿')).toBeVisible()
  await expect(wang.text.blocks).toHaveCount(0)
})

test('[H11] [W17] an invite taken back with its people ends their visit at once', async ({
  owner: lin,
  browser,
}) => {
  await lin.open()
  const { page } = lin
  await page.getByRole('button', { name: '分享' }).click()
  await expect(page.getByText('還沒有邀請連結')).toHaveCount(0)
  const wang = await joinBy(browser, await inviteFrom(lin, 'annotator'), '王小明')
  const chen = await joinBy(browser, await inviteFrom(lin, 'reader'), '陳讀者')
  await Promise.all([wang.open(), chen.open()])
  await wang.comments('“八八戰略”', '人走了，批注還在。')

  // Others' doings show by themselves, without opening the dialog anew.
  const members = page.getByRole('combobox', { name: /的身分$/ })
  const invite = page.locator('.share-list > li', { hasText: '批注者' }).filter({ hasText: '1 / 100 人用過' })
  await expect(members.filter({ hasText: '讀者' })).toHaveCount(1)
  await invite.getByRole('button', { name: '撤回' }).click()
  await page.getByText('由此加入的 1 人也離開').click()
  await expectAccessible(page, 'taking an invite back', 'light')
  const gone = wang.page.locator('.notices').getByRole('alert').or(wang.page.getByText('請先加入'))
  await page.getByRole('button', { name: '撤回，請 1 人離開' }).click()
  await expect(gone.first()).toBeVisible()
  await expect(members).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(lin.margin.card('人走了，批注還在。')).toBeVisible()
  await expect(chen.margin.card('人走了，批注還在。')).toBeVisible()
  await wang.page.reload()
  await expect(wang.text.blocks).toHaveCount(0)
  await wang.context.close()
  await chen.context.close()
})

test('[W17] an owner purges a note for good, and everybody reads on', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '這一則不該在這裡。')
  await wang.comments('“132”', '這一則留著。')
  await lin.margin.opens('這一則不該在這裡。')
  await lin.margin.note('這一則不該在這裡。').getByRole('button', { name: '更多' }).click()
  await lin.page.getByRole('menuitem', { name: '永久清除' }).click()
  await expectAccessible(lin.page, 'purging a note', 'light')
  await lin.page.getByRole('button', { name: '永久清除' }).click()
  await expect(lin.page.locator('.ui-toast')).toContainText('已永久清除')
  for (const person of [lin, wang]) {
    await expect(person.margin.card('這一則留著。')).toBeVisible()
    await expect(person.margin.card('這一則不該在這裡。')).toHaveCount(0)
    await person.isSaved()
  }
  await wang.replies('這一則留著。', '清除之後還能寫。')
  await expect(
    lin.margin.note('清除之後還能寫。').or(lin.margin.card('清除之後還能寫。')).first(),
  ).toBeVisible()
  await lin.page.getByRole('button', { name: '分享' }).click()
  await expect(lin.page.getByText(/林主持清除了一則批注/)).toBeVisible()
})

test('[W17] an owner purges a person for good, and sees what was done', async ({ owner: lin, join }) => {
  const wang = await join('王小明', 'annotator')
  wang.excuse(/40[14]/)
  await Promise.all([lin.open(), wang.open()])
  await wang.comments('“八八戰略”', '這一則跟著人走。')
  await lin.comments('“132”', '這一則留著。')
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '「王小明」的更多動作' }).click()
  await lin.page.getByRole('menuitem', { name: '永久清除寫下的內容' }).click()
  const question = lin.page.getByRole('alertdialog')
  const yes = question.getByRole('button', { name: '永久清除' })
  await expect(yes).toBeDisabled()
  await question.getByRole('textbox').fill('王小明')
  await expectAccessible(lin.page, 'purging a person', 'light')
  await yes.click()
  await expect(lin.page.locator('.ui-toast')).toContainText('已永久清除「王小明」的')
  // The document is opened anew below; the dialog stays, and so does the keyboard in it.
  const dialog = lin.page.getByRole('dialog', { name: '邀請大家' })
  await expect(dialog.getByText(/林主持清除了一個人寫下的內容/)).toBeVisible()
  await expect.poll(() => dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true)
  await lin.page.keyboard.press('Escape')
  await expect(lin.margin.card('這一則留著。')).toBeVisible()
  await expect(lin.margin.card('這一則跟著人走。')).toHaveCount(0)
  await lin.isSaved()
  await expect(wang.text.blocks).toHaveCount(0)
})

test('[W9] on a phone the dialog is as wide as the screen, however long a name is', async ({
  owner: lin,
  join,
}) => {
  await join('歐陽李讀者名字比較長的那一位住得也很遠', 'reader')
  await lin.page.setViewportSize({ width: 375, height: 740 })
  await lin.open()
  await lin.page.getByRole('button', { name: '分享' }).click()
  await lin.page.getByRole('button', { name: '產生邀請連結' }).click()
  const dialog = lin.page.getByRole('dialog')
  await expect(dialog.getByLabel(/QR 碼/)).toBeVisible()
  for (const control of await dialog.getByRole('button').or(dialog.getByRole('combobox')).all()) {
    const box = await control.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= 375, await control.innerHTML()).toBe(true)
  }
})

testAlone('[H5] the last owner stays owner, and is told why', async ({ owner: lin }) => {
  lin.excuse(/409/)
  await lin.open()
  await lin.page.getByRole('button', { name: '分享' }).click()
  await givesRole(lin, '林主持', '讀者')
  await expect(lin.page.locator('.ui-toast')).toContainText('文稿至少要有一位主持人')
})
