import { afterEach, beforeEach, expect, test } from 'vitest'
import { awarenessFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, syncPath } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { reasonIn } from '../support/stage.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let clients: Client[] = []
const FEW = { perSecond: 1, burst: LIMITS.workBurst / 100 }
beforeEach(async () => {
  server = await startSyncServer({ workRate: FEW })
})
afterEach(async () => {
  for (const client of clients) client.leaves()
  clients = []
  await server.stop()
})

const people = (count: number) => Array.from({ length: count }, (_, n) => `person${n}x`)
const all = (names: readonly string[], role: Role) => Object.fromEntries(names.map((name) => [name, role]))

test('[S7] a room holds five hundred sockets, not one more, and takes the next when one leaves', async () => {
  const names = people(LIMITS.socketsPerRoom / LIMITS.socketsPerUserAndRoom)
  const document = await server.document(all([...names, 'late'], 'reader'))
  const comes = (as: string) => new RawSocket(server, syncPath(document, 'text'), { as })
  const inside = names.flatMap((name) =>
    Array.from({ length: LIMITS.socketsPerUserAndRoom }, () => comes(name)),
  )
  await until('all are in', () => server.sync.stats().connections === inside.length)
  const late = comes('late')
  expect([await late.closed(), late.reason]).toEqual([CLOSE.overloaded, 'room-full'])
  // Another room of the same document is another room.
  const elsewhere = await new RawSocket(server, syncPath(document, 'notes'), { as: 'late' }).open()
  await until('she is there', () => server.sync.stats().connections === inside.length + 1)
  inside[7]?.socket.close()
  await until('one has left', () => server.sync.stats().connections === inside.length)
  const next = await comes('late').open()
  await until('the next is in', () => server.sync.stats().connections === inside.length + 1)
  expect([elsewhere, next, ...inside].filter((socket) => socket.code !== 0)).toHaveLength(1)
})

test('[S7] forty states of presence at once are taken, more end the connection', async () => {
  const document = await server.document({ alice: 'annotator', bob: 'reader' })
  const bob = await new RawSocket(server, syncPath(document, 'notes'), { as: 'bob' }).open()
  const shows = async (states: number) => {
    const path = syncPath(document, 'notes', { client: states })
    const socket = await new RawSocket(server, path, { as: 'alice' }).open()
    await until('both are in', () => server.sync.stats().connections === 2)
    for (let clock = 1; clock <= states; clock++)
      socket.send(awarenessFrame([{ client: states, clock, state: `{"clock":${clock}}` }]))
    return socket
  }
  const burst = LIMITS.presencePerSecond * 2
  const much = await shows(burst)
  await until('the last of them is shown', () =>
    bob.received.some((frame) => Buffer.from(frame).includes(`"clock":${burst}`)),
  )
  expect(much.code).toBe(0)
  much.socket.close()
  await until('she has left', () => server.sync.stats().connections === 1)
  const more = await shows(3 * burst)
  expect([await more.closed(), reasonIn(more)]).toEqual([CLOSE.tooFast, 'too-fast'])
})

test('[G10] forty people who come back from offline at once use little of what each may', async () => {
  const names = people(40)
  const document = await server.document(all(names, 'annotator'))
  clients = names.map((as) => new Client(server, { as, document, room: 'notes', params: OURS }))
  await Promise.all(clients.map((client) => client.synced()))
  for (const client of clients) client.goesOffline()
  for (const client of clients)
    client.ydoc.transact(() => {
      for (let n = 0; n < 10; n++) client.annotates('離線時寫的一則批注，有幾句話。')
    })
  for (const client of clients) client.comesBack()
  await Promise.all(clients.map((client) => client.whenSaved()))
  await until('all have all', () => clients.every(({ annotations }) => annotations.size === 40 * 10))
  expect(clients.filter(({ closed }) => closed?.code === CLOSE.tooFast)).toEqual([])
  // It is a budget that ends: what forty bring is too much for one.
  const one = clients[0] as Client
  for (let n = 0; n < 40 && one.closed?.code !== CLOSE.tooFast; n++) {
    one.ydoc.transact(() => {
      for (let i = 0; i < 500; i++) one.annotates('一個人')
    })
    await until('an answer', () => one.saved || one.closed?.code === CLOSE.tooFast)
  }
  expect(one.refusal).toEqual({ reason: 'too-fast', path: ['work'] })
})
