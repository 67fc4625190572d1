import { afterAll, beforeAll, expect, test } from 'vitest'
import { syncFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { SYNC, syncPath } from '../../shared/protocol.ts'
import { comment, newKey } from '../support/content.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let document: string
const NOTES = 30

/** Notes of 200 kB each, more of them than a socket may owe. */
beforeAll(async () => {
  server = await startSyncServer({ lingerMs: 0 })
  document = await server.document({ alice: 'owner', bob: 'reader' })
  const alice = new Client(server, { as: 'alice', document, room: 'notes', params: OURS })
  await alice.synced()
  const passage = {
    source: 'text',
    epoch: 'epoch-1',
    blockId: 'block-000001',
    start: 0,
    end: LIMITS.quoteChars,
    quote: 'x'.repeat(LIMITS.quoteChars),
    prefix: '',
    suffix: '',
    relStart: 'AAAA',
    relEnd: 'AAAA',
  }
  for (let n = 0; n < NOTES; n++)
    alice.annotations.set(newKey(alice.id), { ...comment('長'), target: Array(10).fill(passage) })
  await alice.whenSaved()
  alice.leaves()
})
afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

test('[S5] a room larger than what a socket may owe is still joined', async () => {
  const bob = new Client(server, { as: 'bob', document, room: 'notes' })
  await bob.synced()
  expect(bob.annotations.size).toBe(NOTES)
  bob.leaves()
})

test('[S7] who asks and does not read is cut off, the others are served', async () => {
  const bob = new Client(server, { as: 'bob', document, room: 'notes' })
  await bob.synced()
  const stuck = await new RawSocket(server, syncPath(document, 'notes'), { as: 'alice' }).open()
  await until('both are in', () => server.sync.stats().connections === 2)
  stuck.socket.pause()
  for (let n = 0; n < 20; n++) stuck.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
  await until('it is cut off', () => server.sync.stats().connections === 1)
  stuck.socket.terminate()
  expect(bob.provider.wsconnected).toBe(true)
  bob.leaves()
})
