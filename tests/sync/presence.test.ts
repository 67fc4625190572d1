import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { awarenessFrame, readFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, FRAME, syncPath } from '../../shared/protocol.ts'
import { RawSocket } from '../support/raw-socket.ts'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let document: string
let clients: Client[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
beforeEach(async () => {
  document = await server.document({ alice: 'owner', bob: 'annotator', carol: 'reader', eve: 'annotator' })
})
afterEach(() => {
  for (const client of clients) client.leaves()
  clients = []
})
afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

/** Joins `notes`, present with a state. */
async function join(
  as: string,
  state: Record<string, unknown> | null = {},
  options?: Partial<ClientOptions>,
) {
  const client = new Client(server, { as, document, room: 'notes', connect: false, ...options })
  clients.push(client)
  client.provider.awareness.setLocalState(state)
  client.provider.connect()
  await client.synced()
  return client
}
function seenBy(viewer: Client, who: Client): Record<string, unknown> | undefined {
  return viewer.provider.awareness.getStates().get(who.ydoc.clientID)
}
const sees = (viewer: Client, who: Client) =>
  until(`${viewer.name} sees ${who.name}`, () => seenBy(viewer, who))
const seesNot = (viewer: Client, who: Client) =>
  until(`${viewer.name} no longer sees ${who.name}`, () => seenBy(viewer, who) === undefined || null)

test('[S10] people see one another, as the server knows them', async () => {
  const alice = await join('alice', { at: 'block-000001', user: { id: 'bob', name: 'Bob', role: 'owner' } })
  const carol = await join('carol', { at: 'block-000002' })
  expect(await sees(carol, alice)).toEqual({
    at: 'block-000001',
    user: { id: alice.id, name: 'alice', role: 'owner' },
  })
  expect(await sees(alice, carol)).toMatchObject({ user: { name: 'carol', role: 'reader' } })
})

test('[S10] nobody speaks for another: what is sent about others is left out', async () => {
  const alice = await join('alice', { at: 'block-000001' })
  const bob = await join('bob')
  await sees(bob, alice)
  const client = alice.ydoc.clientID
  const eve = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
  for (const state of ['{"at":"elsewhere"}', 'null', '{"user":{"name":"alice"}}'])
    eve.send(awarenessFrame([{ client, clock: Number.MAX_SAFE_INTEGER, state }]))
  eve.send(awarenessFrame([{ client: 4711, clock: 1, state: '{"at":"mine"}' }]))
  await until('eve is seen', () => bob.provider.awareness.getStates().get(4711))
  expect(bob.provider.awareness.getStates().get(4711)).toMatchObject({ user: { name: 'eve' } })
  expect(seenBy(bob, alice)).toMatchObject({ at: 'block-000001', user: { name: 'alice' } })
  alice.provider.awareness.setLocalState({ at: 'block-000009' })
  await until('alice still moves', () => seenBy(bob, alice)?.at === 'block-000009' || null)
  expect(eve.code).toBe(0)
  eve.socket.close()
})

test('[S10] one connection, one clientID', async () => {
  const bob = await join('bob')
  const eve = await new RawSocket(server, syncPath(document, 'notes', { client: 1111 }), { as: 'eve' }).open()
  eve.send(
    awarenessFrame([
      { client: 1111, clock: 1, state: '{}' },
      { client: 2222, clock: 1, state: '{}' },
    ]),
  )
  await until('eve is seen', () => bob.provider.awareness.getStates().get(1111))
  expect(bob.provider.awareness.getStates().has(2222)).toBe(false)
  eve.socket.close()
})

test('[S10] who leaves is gone at once, and who comes back is there at once', async () => {
  const alice = await join('alice')
  const bob = await join('bob', { at: 'block-000003' })
  await sees(alice, bob)
  for (let visit = 0; visit < 3; visit++) {
    bob.goesOffline()
    await seesNot(alice, bob)
    bob.comesBack()
    await sees(alice, bob)
  }
  expect(seenBy(alice, bob)).toMatchObject({ at: 'block-000003' })
})

test('[S10] a second connection of the same person under the same clientID takes over from a dead one', async () => {
  const alice = await join('alice')
  const client = 987_654
  const path = syncPath(document, 'notes', { client })
  const state = (clock: number, at: string) => awarenessFrame([{ client, clock, state: `{"at":"${at}"}` }])
  const shown = (at: string) => () => alice.provider.awareness.getStates().get(client)?.at === at || null
  const dead = await new RawSocket(server, path, { as: 'bob' }).open()
  dead.send(state(50, 'before'))
  await until('he is seen', shown('before'))
  const alive = await new RawSocket(server, path, { as: 'bob' }).open()
  alive.send(state(1, 'after'))
  await until('he is seen where he is', shown('after'))
  // His own state is never echoed to him: it would overwrite what he sets meanwhile.
  expect(alive.frames(FRAME.awareness).filter((frame) => frame.length > 3)).toHaveLength(1)
  dead.socket.close()
  await until('the dead one is gone', () => server.sync.stats().connections === 2)
  alive.send(state(2, 'still here'))
  await until('he is seen', shown('still here'))
  alive.socket.close()
})

test('[S10] newcomers get everybody at once, and a query is answered', async () => {
  const people = [await join('alice'), await join('bob'), await join('carol')]
  await sees(people[0] as Client, people[2] as Client)
  const eve = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
  const shown = () =>
    eve.frames(FRAME.awareness).map((bytes) => {
      const frame = readFrame(bytes)
      return frame.type === 'awareness' ? frame.entries.length : 0
    })
  await until('three states', () => shown().at(-1) === 3)
  eve.send(FRAME.queryAwareness)
  await until('three states again', () => shown().filter((count) => count === 3).length === 2)
  eve.socket.close()
})

test.each([
  [
    'a state that is too large',
    JSON.stringify({ at: 'x'.repeat(LIMITS.presenceBytes) }),
    'presence-too-large',
  ],
  [
    'too large only in bytes',
    JSON.stringify({ at: '注'.repeat(LIMITS.presenceBytes / 2) }),
    'presence-too-large',
  ],
  ['a list', '[]', 'presence-not-an-object'],
  ['a string', '"here"', 'presence-not-an-object'],
  ['no JSON', '{', 'presence-not-an-object'],
])('[S10] %s is refused', async (_, state, reason) => {
  const eve = await new RawSocket(server, syncPath(document, 'notes', { client: 5 }), { as: 'eve' }).open()
  eve.send(awarenessFrame([{ client: 5, clock: 1, state }]))
  expect(await eve.closed()).toBe(CLOSE.refused)
  expect(eve.reason).toBe(reason)
})

test('[S7] presence is limited to its own pace, echoes of others are not counted', async () => {
  const alice = await join('alice')
  const echoing = await new RawSocket(server, syncPath(document, 'notes', { client: 6 }), {
    as: 'eve',
  }).open()
  const echo = awarenessFrame([{ client: alice.ydoc.clientID, clock: 9, state: '{}' }])
  for (let n = 0; n < 100; n++) echoing.send(echo)
  echoing.send(FRAME.queryAwareness)
  await until('an answer', () => echoing.frames(FRAME.awareness).length > 0)
  expect(echoing.code).toBe(0)
  for (let n = 0; n < 100; n++) echoing.send(awarenessFrame([{ client: 6, clock: n, state: '{}' }]))
  expect(await echoing.closed()).toBe(CLOSE.tooFast)
})

test('[S7] a viewer without a state of his own echoes others and is not punished', async () => {
  const alice = await join('alice')
  const bob = await join('bob', null)
  await sees(bob, alice)
  alice.provider.awareness.setLocalState({ at: 'block-000004' })
  await until('bob sees her move', () => seenBy(bob, alice)?.at === 'block-000004' || null)
  bob.provider.awareness.setLocalState({ at: 'block-000005' })
  await sees(alice, bob)
  expect(bob.closed).toBeNull()
})
