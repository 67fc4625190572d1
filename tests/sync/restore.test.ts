import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
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

const LINES = ['今年是馬年，萬事如意', '步步高升，恭喜發財', '年年有餘，歲歲平安']
const xml = ({ ydoc }: Client) => ydoc.getXmlFragment('text').toString()
const fragment = ({ ydoc }: Client) => ydoc.getXmlFragment('text')

function block(id: string, text: string): Y.XmlElement {
  const element = new Y.XmlElement('block')
  const attributes = { id, kind: 'paragraph', level: 0, indent: 0 }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as string)
  element.insert(0, [new Y.XmlText(text)])
  return element
}

/** Alice and bob at a text of three lines. */
async function together() {
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const join = (as: string) => {
    const client = new Client(server, { as, document, params: OURS })
    clients.push(client)
    return client
  }
  const [alice, bob] = [join('alice'), join('bob')]
  await Promise.all([alice.synced(), bob.synced()])
  alice.ydoc.transact(() => {
    fragment(alice).delete(0, 1)
    fragment(alice).insert(
      0,
      LINES.map((line, n) => block(`block-00000${n}`, line)),
    )
  })
  await until('bob reads it', () => xml(bob) === xml(alice))
  const points = () => server.sync.rescue.restorePoints(document)
  return { document, alice, bob, join, points }
}

test('[R4] a deleted text leaves a restore point, which holds it, and which is on the disk with the deletion', async () => {
  const { document, alice, bob, points } = await together()
  const before = xml(bob)
  alice.types('，大吉')
  bob.ydoc.transact(() => fragment(bob).delete(0, 3))
  await bob.whenSaved()
  expect(await points()).toMatchObject([
    { by: userId('bob'), room: 'text', deletedChars: expect.any(Number) },
  ])
  server = await server.restart()
  const [point] = await server.sync.rescue.restorePoints(document)
  const held = await server.sync.rescue.restorePoint(document, point?.id ?? '')
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, held?.bytes ?? new Uint8Array())
  expect(ydoc.getXmlFragment('text').toString().replace('，大吉', '')).toBe(before)
})

test('[R5] restoring reaches everybody, keeps what came since, and is an edit like any other', async () => {
  const { document, alice, bob, join, points } = await together()
  const before = xml(alice)
  fragment(bob).delete(0, 3)
  await until('it is gone at alice’s', () => fragment(alice).length === 0)
  fragment(alice).insert(0, [block('block-999999', '新的一段')])
  await alice.whenSaved()
  const [point] = await points()
  expect(await server.sync.rescue.restore(document, point?.id ?? '', userId('alice'))).toBe(true)
  await until('both have all', () => [alice, bob].every((person) => fragment(person).length === 4))
  expect(xml(alice)).toBe(xml(bob))
  expect(xml(alice).replace(/<block[^>]*id="block-999999".*?<\/block>/, '')).toBe(before)
  expect(xml(alice)).toContain('新的一段')

  // Whoever was connected goes on writing into what came back.
  bob.types('，再接著寫')
  await bob.whenSaved()
  await until('alice reads it', () => xml(alice).includes('再接著寫'))
  expect([alice.closed, bob.closed, alice.refusal, bob.refusal]).toEqual([null, null, null, null])
  server = await server.restart()
  const carol = join('bob')
  await carol.synced()
  expect(xml(carol)).toBe(xml(alice))
  const stored = await server.log.load({ documentId: document, epoch: 'epoch-1', room: 'text', userId: '' })
  expect([...stored.clients.values()].filter((user) => user === 'system')).toHaveLength(2)
})

test('[R5] twice at once brings everything back once', async () => {
  const { document, alice, bob, points } = await together()
  const before = xml(alice)
  fragment(bob).delete(0, 3)
  await bob.whenSaved()
  const [point] = await points()
  const restore = () => server.sync.rescue.restore(document, point?.id ?? '', userId('alice'))
  expect(await Promise.all([restore(), restore()])).toEqual([true, true])
  await until('it is back', () => xml(bob) === before)
  expect(await server.sync.rescue.restore(document, 'nothing', userId('alice'))).toBe(false)
})

test('[R1] [R5] what somebody types offline into what comes back elsewhere is not lost', async () => {
  const { document, alice, bob, points } = await together()
  bob.goesOffline()
  const second = (fragment(bob).get(1) as Y.XmlElement).get(0) as Y.XmlText
  second.insert(second.length, '，外面寫的')
  fragment(alice).delete(0, 3)
  await alice.whenSaved()
  const [point] = await points()
  await server.sync.rescue.restore(document, point?.id ?? '', userId('alice'))
  bob.comesBack()
  await bob.whenSaved()
  const kept = await server.sync.rescue.displaced(document, userId('bob'))
  expect(kept.map(({ place, text }) => [place, text])).toEqual([['block-000001', '，外面寫的']])
})
