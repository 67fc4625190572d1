import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyFromText } from '../../shared/annotation.ts'
import type { Role } from '../../shared/roles.ts'
import { fetchKept, itemAsJson, type KeptRecord, throwAway } from '../../web/stores/kept-for-you.ts'
import { LastingSession } from '../../web/stores/lasting-session.ts'
import { sendAgain } from '../../web/stores/send-again.ts'
import type { OpenDocument } from '../../web/stores/types.ts'
import { fetchUnsent } from '../../web/stores/unsent.ts'
import { readUnsentItems, sendUnsent } from '../../web/stores/unsent-work.ts'
import { forgetLocalRooms } from '../../web/sync/local-database.ts'
import { documentOf, Page, type PageOptions } from '../support/page.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

const SPEECH = ['今天是新春上班第一天，我們召開全省大會。', '建設高水準“八八戰略”，要幹字當頭。', '末段。']

let server: TestServer
const pages: Page[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  for (const page of pages) page.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

function open(options: PageOptions): Page {
  const page = new Page(server, options)
  pages.push(page)
  return page
}
const documentFor = (members: Record<string, Role>) => documentOf(server, members, SPEECH)
const keptOf = async (name: string, document: string) =>
  (await fetchKept(userId(name))).filter(({ documentId }) => documentId === document)

/** Bob was demoted while he was away: a status on another's thread and a paragraph are kept for him. */
async function demoted() {
  const document = await documentFor({ alice: 'owner', bob: 'editor' })
  const alice = await open({ as: 'alice', document }).ready()
  const thread = alice.comments('八八戰略', '請看這裡')
  const bob = await open({ as: 'bob', document }).ready()
  await until('bob sees it', () => bob.threads.length === 1)
  await bob.saved()
  bob.goesOffline()
  bob.document.setStatus(thread, 'resolved', '講清楚了')
  bob.types(0, 0, '改過')
  await bob.offline(2)
  bob.leaves()
  server.access.setRole(document, 'bob', 'annotator')
  const page = await open({ as: 'bob', document }).ready()
  await until('both are kept', async () => (await keptOf('bob', document)).length === 2)
  return { document, alice, thread, page }
}

test('[W14] what is kept is readable, and its author’s alone', async () => {
  const { document, thread } = await demoted()
  const kept = await keptOf('bob', document)
  const record = kept.find((item) => item.kind === 'record') as KeptRecord
  expect(record).toMatchObject({
    title: '講話',
    room: 'notes',
    reason: 'role-lost',
    waiting: false,
    value: { status: 'resolved', reason: '講清楚了' },
  })
  // What the status is about can be read without the document.
  expect(record.rescue.labels).toEqual({ [thread]: '請看這裡' })
  expect(kept.find((item) => item.kind === 'text')).toMatchObject({
    reason: 'read-only',
    texts: [{ here: `改過${SPEECH[0]}` }],
  })
  const json = itemAsJson(record) as { updates: string[]; records: object }
  expect(Object.values(json.records)).toMatchObject([{ status: 'resolved' }])
  expect(json.updates[0]).toMatch(/^[A-Za-z0-9+/]+=*$/)
  expect(await keptOf('alice', document)).toEqual([])
})

test('[W14] tried again it stays with its reason, or arrives', async () => {
  const { document, alice, thread, page } = await demoted()
  const find = async () =>
    (await keptOf('bob', document)).find((item) => item.kind === 'record') as KeptRecord
  expect(await sendAgain(await find(), page.environment)).toEqual({ reason: 'not-your-key' })
  expect((await find()).reason).toBe('not-your-key')
  server.access.setRole(document, 'bob', 'editor')
  page.leaves()
  const editor = await open({ as: 'bob', document }).ready()
  expect(await sendAgain(await find(), editor.environment)).toBe('sent')
  await until('alice sees it', () => alice.threads.find(({ id }) => id === thread)?.status === 'resolved')
  expect((await keptOf('bob', document)).map(({ kind }) => kind)).toEqual(['text'])
})

test('[W14] thrown away it is gone, and can be taken back', async () => {
  const { document } = await demoted()
  const before = await keptOf('bob', document)
  for (const item of before) {
    const undo = await throwAway(item)
    expect((await keptOf('bob', document)).map(({ kind }) => kind)).not.toContain(item.kind)
    await undo()
  }
  const after = await keptOf('bob', document)
  expect(after.map(({ kind, reason }) => [kind, reason]).sort()).toEqual(
    before.map(({ kind, reason }) => [kind, reason]).sort(),
  )
})

test('[W14] of somebody who was removed, everything unsent is kept and can be read', async () => {
  const document = await documentFor({ alice: 'owner', bob: 'annotator' })
  const bob = await open({ as: 'bob', document }).ready()
  await bob.saved()
  bob.goesOffline()
  bob.comments('今天', '來不及送出')
  await bob.offline(1)
  server.access.setRole(document, 'bob', null)
  bob.comesBack()
  await until('it is kept', async () => (await keptOf('bob', document)).length === 1)
  const [item] = await keptOf('bob', document)
  expect(item).toMatchObject({ kind: 'record', reason: 'gone', waiting: true })
  expect((item as KeptRecord).value).toMatchObject({ body: bodyFromText('來不及送出') })
  // Let in again, it goes by itself.
  bob.leaves()
  server.access.setRole(document, 'bob', 'annotator')
  const again = await open({ as: 'bob', document }).ready()
  await until('it is there', () => again.talk[0] === '來不及送出')
  await until('and kept no longer', async () => (await keptOf('bob', document)).length === 0)
})

test('[W15] signing out forgets one’s own, and leaves what waits for somebody else', async () => {
  const document = await documentFor({ alice: 'owner', bob: 'annotator' })
  const bob = await open({ as: 'bob', document }).ready()
  await bob.saved()
  bob.goesOffline()
  bob.comments('今天', '等我回來')
  await bob.offline(1)
  // Signed out elsewhere: the page is gone, nothing was sent. Alice uses the same browser, and leaves it again.
  bob.leaves()
  const alice = await open({ as: 'alice', document }).ready()
  await alice.saved()
  expect(alice.talk).toEqual([])
  alice.leaves()
  await forgetLocalRooms(userId('alice'))
  const again = await open({ as: 'bob', document }).ready()
  await until('it has arrived', () => again.talk[0] === '等我回來')
  await again.saved()
})

test('[W15] what is not on the server is counted, can be read, and can be sent first', async () => {
  const document = await documentFor({ alice: 'owner', bob: 'editor' })
  const bob = await open({ as: 'bob', document }).ready()
  await bob.saved()
  const unsent = async () => {
    const { changes, documents } = await fetchUnsent(userId('bob'))
    return { changes, here: documents.includes(document) }
  }
  expect((await unsent()).here).toBe(false)
  const before = (await unsent()).changes
  bob.goesOffline()
  bob.comments('今天', '還沒送')
  bob.types(1, 0, '也還沒送')
  await bob.offline(2)
  bob.leaves()
  expect(await unsent()).toEqual({ changes: before + 2, here: true })
  const items = (await readUnsentItems(userId('bob'))).filter(({ documentId }) => documentId === document)
  expect(items.map(({ kind, reason }) => [kind, reason]).sort()).toEqual([
    ['record', 'not-sent'],
    ['text', 'not-sent'],
  ])
  bob.comesBack()
  await sendUnsent({ id: bob.id, name: 'bob' }, [document], bob.environment)
  expect((await unsent()).here).toBe(false)
  const alice = await open({ as: 'alice', document }).ready()
  await until('it has arrived', () => alice.talk[0] === '還沒送')
  expect(alice.blocks[1]?.text).toBe(`也還沒送${SPEECH[1]}`)
})

test('[W11] a page that is refused again and again does not start afresh for ever', async () => {
  const document = await documentFor({ alice: 'owner', bob: 'editor' })
  const helper = await open({ as: 'bob', document }).ready()
  helper.leaves()
  const { info, user } = helper.document
  let starts = 0
  let last: OpenDocument | undefined
  const session = new LastingSession(
    { info, user, onStale: () => {}, environment: helper.environment },
    (shown) => {
      starts++
      last = shown
      // What no server takes, as a page with a fault would write it each time.
      const write = () => shown.textRoom.ydoc.getXmlFragment('text').insert(0, [new Y.XmlElement('script')])
      if (shown.ready.get()) write()
      else shown.ready.subscribe(write)
    },
  )
  await until('it has begun six times', () => starts === 6)
  await until('and stays closed', () => last?.saved.get().state === 'offline')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(starts).toBe(6)
  // Said once, and everything is kept.
  expect(last?.trouble.get()).toHaveLength(1)
  expect((await keptOf('bob', document)).length).toBeGreaterThanOrEqual(6)
  session.destroy()
})

test('[W11] from an older backup: what is missing or older there is offered, and nothing that is the same', async () => {
  const document = await documentFor({ alice: 'owner', bob: 'editor' })
  const bob = await open({ as: 'bob', document }).ready()
  const first = bob.comments('今天', '備份之前')
  await bob.saved()
  const backup = {
    text: await server.rooms.read(document, 'text'),
    notes: await server.rooms.read(document, 'notes'),
  }
  const lost = bob.comments('八八戰略', '備份之後')
  bob.document.edit(first, { body: bodyFromText('備份之後改過') })
  bob.types(2, 0, '補上的')
  await bob.saved()
  await until('it is kept here', () => bob.blocks[2]?.text === '補上的末段。')
  await new Promise((resolve) => setTimeout(resolve, 100))
  bob.leaves()

  server.access.setEpoch(document, 'epoch-2')
  await server.rooms.create(document, 'text', backup.text)
  await server.rooms.create(document, 'notes', backup.notes)
  const after = await open({ as: 'bob', document, epoch: 'epoch-2' }).ready()
  await until('all is offered', async () => (await keptOf('bob', document)).length === 3)
  const kept = await keptOf('bob', document)
  expect(new Set(kept.map(({ reason }) => reason))).toEqual(new Set(['other-epoch']))
  const records = kept.filter((item) => item.kind === 'record')
  expect(records.map(({ key }) => key).sort()).toEqual([`annotations/${first}`, `annotations/${lost}`].sort())
  expect(kept.find((item) => item.kind === 'text')).toMatchObject({
    texts: [{ here: '補上的末段。', there: '末段。' }],
  })
  await until('the page is as the backup', () => after.talk.join() === '備份之前')
  for (const record of records) expect(await sendAgain(record, after.environment)).toBe('sent')
  await until('both are there', () => after.talk.length === 2)
  expect(after.talk.toSorted()).toEqual(['備份之後', '備份之後改過'])
  // Once compared, it is not offered again.
  after.leaves()
  await open({ as: 'bob', document, epoch: 'epoch-2' }).ready()
  expect((await keptOf('bob', document)).map(({ kind }) => kind)).toEqual(['text'])
})
