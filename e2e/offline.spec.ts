import type { Person } from './support/person.ts'
import { expect, testAlone as test } from './support/test.ts'

/** What browsers print when there is no network. */
const NO_NETWORK =
  /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|WebSocket/

async function goesOffline(person: Person): Promise<void> {
  person.excuse(NO_NETWORK)
  await person.context.setOffline(true)
  await expect(person.saved).toHaveText(/離線/)
}

/** The page can be reloaded without network from now on. */
async function isKeptForOffline(person: Person): Promise<void> {
  await person.page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await person.reloads()
  await expect
    .poll(() => person.page.evaluate(() => navigator.serviceWorker.controller?.state))
    .toBe('activated')
}

test('[W5] a note written offline is kept, survives a reload without network, and arrives later', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  await isKeptForOffline(wang)
  await lin.comments('“十五五”', '大家都在線上。')
  await expect(wang.margin.card('大家都在線上。')).toBeVisible()
  await wang.isSaved()

  await goesOffline(wang)
  await wang.comments('“八八戰略”', '火車上寫的。')
  await wang.replies('大家都在線上。', '我在火車上。')
  await expect(wang.margin.note('火車上寫的。')).toContainText('尚未送出')
  await expect(wang.margin.note('我在火車上。')).toContainText('尚未送出')
  await expect(wang.saved).toHaveText('離線，2 處變更留在這裡')

  await wang.reloads()
  await expect(wang.text.blocks).toHaveCount(32)
  await expect(wang.margin.card('火車上寫的。')).toContainText('尚未送出')
  await expect(wang.saved).toHaveText('離線，2 處變更留在這裡')
  await expect(lin.margin.card('火車上寫的。')).toHaveCount(0)

  // Meanwhile others go on.
  await lin.comments('“132”', '路上的人還看不到。')
  await wang.context.setOffline(false)
  await expect(lin.margin.card('火車上寫的。')).toBeVisible()
  await expect(wang.margin.card('路上的人還看不到。')).toBeVisible()
  await lin.closesCards()
  await lin.margin.opens('大家都在線上。')
  await expect(lin.margin.note('我在火車上。')).toBeVisible()
  await wang.isSaved()
  await expect(wang.page.getByText('尚未送出')).toHaveCount(0)
})

test('[W4] while the server is silent, nothing new is called saved', async ({ product, owner: lin }) => {
  await lin.open()
  await lin.isSaved()
  product.standsStill()
  await lin.comments('“八八戰略”', '沒有回音。')
  expect(await lin.saved.textContent()).not.toBe('已存妥')
  await expect(lin.margin.note('沒有回音。')).toContainText('尚未送出')
  product.goesOn()
  await lin.isSaved()
  await expect(lin.page.getByText('尚未送出')).toHaveCount(0)
})

test('[W4] after the server was killed, nothing that was saved is gone, and saved is said only when it is true', async ({
  product,
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await Promise.all([lin.open(), wang.open()])
  for (const person of [lin, wang]) person.excuse(NO_NETWORK)
  await lin.comments('“八八戰略”', '存妥了的。')
  await lin.isSaved()

  await product.stop('SIGKILL')
  await expect(lin.saved).toHaveText(/離線/)
  await lin.comments('“132”', '伺服器不在時寫的。')
  await expect(lin.margin.note('伺服器不在時寫的。')).toContainText('尚未送出')
  await expect(lin.saved).toHaveText('離線，1 處變更留在這裡')

  await product.start()
  await lin.isSaved()
  await expect(lin.page.getByText('尚未送出')).toHaveCount(0)
  await expect(wang.margin.card('伺服器不在時寫的。')).toBeVisible()
  await wang.reloads()
  await expect(wang.margin.card('存妥了的。')).toBeVisible()
  await expect(wang.margin.card('伺服器不在時寫的。')).toBeVisible()
})

test('[W5] a browser that keeps nothing says so at once, and works all the same', async ({
  owner: lin,
  join,
}) => {
  const wang = await join('王小明', 'annotator')
  await wang.page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('The user denied permission to access the database.', 'SecurityError')
    }
  })
  await Promise.all([lin.open(), wang.open()])
  await expect(wang.page.getByText('這個瀏覽器無法在本機存放資料')).toBeVisible()
  await wang.comments('“八八戰略”', '照常送出。')
  await expect(lin.margin.card('照常送出。')).toBeVisible()
  await wang.isSaved()
})
