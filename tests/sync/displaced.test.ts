import { afterAll, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { SYNC, syncPath } from '../../shared/protocol.ts'
import { firstText } from '../support/content.ts'
import { forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { cookieOf, ORIGIN, userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
const clients: Client[] = []
beforeAll(async () => {
  server = await startSyncServer({ lingerMs: 0 })
})
afterAll(async () => {
  for (const client of clients) client.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

/** Alice and bob at a text that begins «今年是馬年». */
async function together() {
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const [alice, bob] = ['alice', 'bob'].map((as) => new Client(server, { as, document, params: OURS })) as [
    Client,
    Client,
  ]
  clients.push(alice, bob)
  await Promise.all([alice.synced(), bob.synced()])
  alice.types('今年是馬年')
  await until('bob reads it', () => bob.text === '今年是馬年')
  const block = (alice.ydoc.getXmlFragment('text').get(0) as Y.XmlElement).getAttribute('id') ?? ''
  const kept = async (name: string) =>
    (await server.sync.rescue.displaced(document, userId(name))).map(({ place, text }) => [place, text])
  return { document, alice, bob, block, kept }
}
const deletesAll = ({ ydoc }: Client) => ydoc.getXmlFragment('text').delete(0, 1)

test('[R1] [R3] what bob types offline into a paragraph that alice deletes is kept for him, with its place', async () => {
  const { alice, bob, block, kept } = await together()
  bob.goesOffline()
  bob.types('，不是羊年')
  deletesAll(alice)
  await alice.whenSaved()
  server = await server.restart()
  bob.comesBack()
  await bob.whenSaved()
  expect(await kept('bob')).toEqual([[block, '，不是羊年']])
  expect(await kept('alice')).toEqual([])
})

test('[R1] what bob has typed while alice was away, in a paragraph that she deletes there, is kept too', async () => {
  const { alice, bob, block, kept } = await together()
  alice.goesOffline()
  bob.types('，', 2)
  bob.types('，大吉')
  await bob.whenSaved()
  deletesAll(alice)
  alice.comesBack()
  await alice.whenSaved()
  await until('it is gone at bob’s', () => bob.ydoc.getXmlFragment('text').length === 0)
  expect(await kept('bob')).toEqual([
    [block, '，大吉'],
    [block, '，'],
  ])
  server = await server.restart()
  expect(await kept('bob')).toHaveLength(2)
})

test('[R1] whoever comes is asked what he has before he is told what his deletions could swallow', async () => {
  const { document } = await together()
  const socket = new RawSocket(server, syncPath(document, 'text'), { as: 'alice' })
  socket.socket.once('open', () => socket.send(syncFrame(SYNC.step1, Uint8Array.of(0))))
  const told = await until('he is told', () => (socket.frames(0).length > 1 ? socket.frames(0) : null))
  expect(told.map(([, what]) => what).indexOf(SYNC.step1)).toBe(0)
  socket.socket.close()
})

test('[R3] typed one character an update, it is one piece all the same', async () => {
  const { document, alice, bob, block, kept } = await together()
  bob.goesOffline()
  const updates: Uint8Array[] = []
  bob.ydoc.on('update', (bytes: Uint8Array) => updates.push(bytes))
  for (const character of '，不是羊年') bob.types(character)
  firstText(bob.ydoc).format(5, 5, { bold: {} })
  deletesAll(alice)
  await alice.whenSaved()
  const cookie = cookieOf('bob')
  const socket = new RawSocket(server, syncPath(document, 'text'), { cookie, origin: ORIGIN })
  await socket.open()
  for (const bytes of updates) socket.send(syncFrame(SYNC.update, bytes))
  await until('it is kept', async () => (await kept('bob')).join() === `${block},，不是羊年`)
  socket.socket.close()
})

test('[R1] [E1] words that a new epoch was begun with are kept for whoever had written them before', async () => {
  const { document, alice, bob, kept } = await together()
  bob.types('不', 1)
  bob.types('，大吉')
  await until('alice reads it', () => alice.text === '今不年是馬年，大吉')
  await Promise.all([alice.whenSaved(), bob.whenSaved()])
  const { epoch } = server.access.documentOf(document) as { epoch: string }
  expect(await server.sync.rooms.repair({ documentId: document, epoch })).toBe(true)

  const again = new Client(server, { as: 'bob', document, params: OURS })
  clients.push(again)
  await again.synced()
  expect(again.text).toBe('今不年是馬年，大吉')
  const line = firstText(again.ydoc)
  const { client, clock } = ((line.parent as Y.XmlElement)._item as Y.Item).id
  const first = (line._start as Y.Item).id.clock
  // As of somebody who knew of the paragraph nothing but that it is there, and two of its characters.
  const [block, read] = [[clock, 1] as const, [first + 3, 2] as const]
  again.leaves()
  const socket = new RawSocket(server, syncPath(document, 'text'), {
    cookie: cookieOf('bob'),
    origin: ORIGIN,
  })
  await socket.open()
  socket.send(syncFrame(SYNC.update, forge([], { [client]: [block, read] })))
  await until('it is kept', async () => (await kept('alice')).length > 0)
  const texts = async (name: string) => (await kept(name)).map(([, text]) => text)
  expect([await texts('alice'), await texts('bob')]).toEqual([
    ['年', '年', '今'],
    ['，大吉', '不'],
  ])
  socket.socket.close()
})

test('[R2] what both have seen is deleted without a word, and coming back changes nothing', async () => {
  const { alice, bob, kept } = await together()
  bob.types('，大吉')
  await until('alice reads it', () => alice.text.endsWith('大吉'))
  deletesAll(alice)
  await until('bob sees it', () => bob.ydoc.getXmlFragment('text').length === 0)
  for (const person of [alice, bob]) {
    person.comesAfresh()
    await person.whenSaved()
  }
  expect([await kept('alice'), await kept('bob')]).toEqual([[], []])
})
