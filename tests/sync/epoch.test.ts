import { afterEach, expect, test, vi } from 'vitest'
import type { RoomKey } from '../../server/storage/update-log.ts'
import { Room } from '../../server/sync/room/room.ts'
import { entryKey } from '../../shared/ids.ts'
import { comment } from '../support/content.ts'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer, TestServerOptions } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let clients: Client[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const client of clients) client.leaves()
  clients = []
  await server.stop()
})
async function start(options?: TestServerOptions): Promise<void> {
  server = await startSyncServer(options)
}
function join(options: ClientOptions): Client {
  const client = new Client(server, { params: OURS, ...options })
  clients.push(client)
  return client
}
const epochOf = (document: string) => server.access.documentOf(document)?.epoch ?? ''
/** To a new epoch, as if the one that is there had been found damaged. */
const moves = (document: string) =>
  server.sync.rooms.repair({ documentId: document, epoch: epochOf(document) })

test('[E5] in a new epoch everybody changes what was his, and nobody else’s', async () => {
  await start()
  const document = await server.document({ alice: 'owner', bob: 'annotator', rita: 'reader' })
  const [alice, bob] = (['alice', 'bob'] as const).map((as) => join({ as, document, room: 'notes' })) as [
    Client,
    Client,
  ]
  await Promise.all([alice.synced(), bob.synced()])
  const [hers, his] = [alice.annotates('她的'), bob.annotates('他的')]
  const status = { status: 'resolved' as const, at: '2026-03-01T08:00:00.000Z', rev: 1 }
  alice.ydoc.getMap('status').set(entryKey(his, alice.id), status)
  await Promise.all([alice.whenSaved(), bob.whenSaved()])
  expect(await moves(document)).toBe(true)

  const again = join({ as: 'bob', document, room: 'notes' })
  await again.synced()
  expect(again.notes).toEqual({ [hers]: '她的', [his]: '他的' })
  again.annotations.set(his, comment('他改的', 2))
  again.ydoc.getMap('status').set(entryKey(his, again.id), { ...status, status: 'open', rev: 2 })
  await again.whenSaved()
  again.annotations.set(hers, comment('他改她的', 2))
  await until('he is refused', () => again.refusal)
  expect(again.refusal?.reason).toBe('not-your-key')
  const other = join({ as: 'bob', document, room: 'notes' })
  await other.synced()
  other.ydoc.getMap('status').set(entryKey(his, other.id), { ...status, rev: 9 })
  expect((await until('he is refused', () => other.refusal)).reason).toBe('rev-jump')
  const reader = join({ as: 'rita', document, room: 'notes' })
  await reader.synced()
  expect(reader.notes).toEqual({ [hers]: '她的', [his]: '他改的' })
  reader.annotations.delete(his)
  expect((await until('she is refused', () => reader.refusal)).reason).toBe('read-only')
})

test('[E6] what was acknowledged while a document moves is in the new epoch, and nobody writes into the old one', async () => {
  await start()
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const old = epochOf(document)
  const params = { ...OURS, epoch: old }
  const people = (['alice', 'bob'] as const).map((as) => join({ as, document, room: 'notes', params }))
  await Promise.all(people.map((person) => person.whenSaved()))
  const acknowledged = new Set<string>()
  for (const person of people) {
    const sent: { frame: number; key: string }[] = []
    person.onAck = (count) => {
      for (const { key } of sent.splice(0, sent.filter(({ frame }) => frame <= count).length))
        acknowledged.add(key)
    }
    const writes = () => {
      if (person.closed !== null || sent.length > 60) return
      const key = person.annotates('邊搬邊寫')
      sent.push({ frame: person.writes, key })
      setImmediate(writes)
    }
    writes()
  }
  await until('some of it is stored', () => acknowledged.size > 3)
  expect(await moves(document)).toBe(true)
  const closed = await Promise.all(people.map((person) => person.whenClosed()))
  expect(closed).toEqual(closed.map(() => ({ code: 4409, reason: 'other-epoch' })))
  const after = join({ as: 'alice', document, room: 'notes' })
  await after.synced()
  expect([...acknowledged].filter((key) => after.notes[key] === undefined)).toEqual([])
  const key: RoomKey = { documentId: document, epoch: old, room: 'notes', userId: '' }
  const lastOfOld = await server.log.lastSeq(key)
  after.annotates('之後')
  await after.whenSaved()
  expect(await server.log.lastSeq(key)).toBe(lastOfOld)
})

test('[E6] who comes meanwhile waits, who asks over HTTP too; and when it fails everybody comes back', async () => {
  const gate = { closed: false, fails: false }
  await start({
    wrap: (log) => ({
      ...log,
      async writeEpoch(rooms, at) {
        await until('the gate is open', () => !gate.closed)
        if (gate.fails) throw new Error('the disk is full')
        return log.writeEpoch(rooms, at)
      },
    }),
  })
  const document = await server.document({ alice: 'owner' })
  const before = epochOf(document)
  const alice = join({ as: 'alice', document })
  await alice.whenSaved()
  gate.closed = true
  gate.fails = true
  const moved = moves(document)
  const late = join({ as: 'alice', document })
  expect(await late.whenClosed()).toEqual({ code: 1013, reason: 'reloading' })
  alice.types('這時寫的')
  let read: Uint8Array | null = null
  void server.rooms.read(document, 'text').then((bytes) => {
    read = bytes
  })
  gate.closed = false
  expect(await moved).toBe(false)
  expect(epochOf(document)).toBe(before)
  expect((await alice.whenClosed()).code).toBe(1013)
  await alice.whenSaved()
  await until('others read it', () => late.text === '這時寫的')
  await until('HTTP is answered', () => read)
  expect(server.errors.map(String)).toEqual(['Error: the disk is full'])
})

test('[E7] a room that is not what its log says begins anew with what that says', async () => {
  await start({ lingerMs: 5 })
  const document = await server.document({ alice: 'owner' })
  const before = epochOf(document)
  const rooms = new Set<Room>()
  const receive = Room.prototype.receive
  vi.spyOn(Room.prototype, 'receive').mockImplementation(function (this: Room, ...frame) {
    rooms.add(this)
    return receive.apply(this, frame)
  })
  const alice = join({ as: 'alice', document, room: 'notes' })
  await alice.synced()
  // So much that the room is folded when she leaves.
  const keys = Array.from({ length: 64 }, (_, n) => alice.annotates(`${n} ${'長'.repeat(6_000)}`))
  await alice.whenSaved()
  const [room] = [...rooms].filter(({ key }) => key.room === 'notes')
  room?.live?.getMap('annotations').set('a ghost', 'that no row has brought')
  alice.leaves()
  await until('the document has moved', () => epochOf(document) !== before)
  const again = join({ as: 'alice', document, room: 'notes' })
  await again.synced()
  expect([...again.annotations.keys()].sort()).toEqual(keys.sort())
  expect(server.access.incidents).toMatchObject([
    { kind: 'diverged', detail: { room: 'notes', what: 'live', from: before } },
  ])
})
