import type { InviteInfo } from '../shared/api.ts'
import { inviteFrom } from './support/joining.ts'
import { expect, testAlone as test } from './support/test.ts'
import { watchTrouble } from './support/trouble.ts'

test('[H3] [W8] the printed link and a name are enough, and the link is used up', async ({
  product,
  browser,
}) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const trouble = watchTrouble(page, product.url)
  await page.goto(product.ownerLink)
  await page.getByLabel('你的名字').fill('林主持')
  await page.getByRole('button', { name: '加入', exact: true }).click()

  await expect(page).toHaveURL(/\/d\/[\w-]+$/)
  await expect(page.locator('[data-block-id]')).toHaveCount(32)
  await expect(page.getByText('在浙江省新春第一會上的講話').first()).toBeVisible()
  // Whether somebody is signed in is found out by asking; browsers print the no.
  expect(trouble.filter((message) => !/401.*\/api\/session/.test(message))).toEqual([])

  const second = await browser.newContext()
  const latecomer = await second.newPage()
  await latecomer.goto(product.ownerLink)
  await latecomer.getByLabel('你的名字').fill('王小明')
  await latecomer.getByRole('button', { name: '加入', exact: true }).click()
  await expect(latecomer.getByText('這個邀請的人數已滿')).toBeVisible()
  await context.close()
  await second.close()
})

test('[H3] a revoked invite says so, and lets nobody in', async ({ owner, browser }) => {
  const invites = `/api/documents/${owner.documentId}/invites`
  const headers = { origin: owner.origin }
  const made = await owner.context.request.post(invites, { data: { role: 'annotator' }, headers })
  const { id, url } = (await made.json()) as { id: string; url: string }

  await owner.page.goto('/')
  await owner.page.getByRole('button', { name: /更多動作/ }).click()
  await owner.page.getByRole('menuitem', { name: '邀請大家' }).click()
  await owner.page.getByRole('button', { name: '撤回' }).first().click()
  await expect(owner.page.getByText('還沒有人用它加入')).toBeVisible()
  await owner.page.getByRole('alertdialog').getByRole('button', { name: '撤回' }).click()
  await expect(owner.page.getByText('這個邀請連結已撤回')).toBeVisible()
  const listed = (await (await owner.context.request.get(invites)).json()) as { invites: InviteInfo[] }
  expect(listed.invites.find((invite) => invite.id === id)?.revoked).toBe(true)

  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('你的名字').fill('王小明')
  await page.getByRole('button', { name: '加入', exact: true }).click()
  await expect(page.getByText('這個邀請已撤回。請向主持人再要一個。')).toBeVisible()
  await page.goto(`/d/${owner.documentId}`.replace(/^/, owner.origin))
  await expect(page.locator('[data-block-id]')).toHaveCount(0)
  await context.close()
})

test('[H3] an invite that has expired says so', async ({ product, owner, browser }) => {
  const link = await inviteFrom(owner, 'annotator')
  product.letInvitesAge(24 * 8)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await page.getByLabel('你的名字').fill('王小明')
  await page.getByRole('button', { name: '加入', exact: true }).click()
  await expect(page.getByText('這個邀請過期了。請向主持人再要一個。')).toBeVisible()
  await context.close()

  await owner.open()
  await owner.page.getByRole('button', { name: '分享' }).click()
  await expect(owner.page.getByText('已過期').first()).toBeVisible()
})

test('[H1] names that cannot be and links that are none are explained where they were typed', async ({
  product,
  browser,
}) => {
  const context = await browser.newContext({ baseURL: product.url })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByLabel('邀請連結').fill('https://example.org/')
  await page.getByRole('button', { name: '下一步' }).click()
  await expect(page.getByText('這不像邀請連結')).toBeVisible()

  await page.goto(product.ownerLink)
  const name = page.getByLabel('你的名字')
  await page.getByRole('button', { name: '加入', exact: true }).click()
  await expect(page.getByText('請寫下你的名字。')).toBeVisible()
  await name.fill('名'.repeat(10_000))
  await page.getByRole('button', { name: '加入', exact: true }).click()
  await expect(page.getByText('名字太長了')).toBeVisible()

  await page.goto('/join#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
  await page.getByLabel('你的名字').fill('王小明')
  await page.getByRole('button', { name: '加入', exact: true }).click()
  await expect(page.getByText('沒有這個邀請')).toBeVisible()
  await context.close()
})

test('[H2] a document one has not joined looks as if it did not exist', async ({
  owner,
  browser,
  product,
}) => {
  await owner.open()
  const context = await browser.newContext({ baseURL: product.url })
  const answer = await context.request.get(`/api/documents/${owner.documentId}`)
  expect([401, 404]).toContain(answer.status())
  const page = await context.newPage()
  await page.goto(`/d/${owner.documentId}`)
  await expect(page.getByText('有邀請連結就能進來').or(page.getByLabel('邀請連結')).first()).toBeVisible()
  await context.close()
})
