import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import type { UpdateLog } from '../../server/storage/update-log.ts'
import { newKey } from '../support/content.ts'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer, TestServerOptions } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let clients: Client[] = []
afterEach(async () => {
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

/** A log whose commits wait at a gate, or fail, when told to. */
function gated() {
  const gate = { closed: false, fail: false, waiting: 0 }
  const wrap = (log: UpdateLog): UpdateLog => ({
    ...log,
    async commit(appends) {
      gate.waiting++
      await until('the gate is open', () => !gate.closed)
      gate.waiting--
      if (gate.fail) {
        gate.fail = false
        throw new Error('the disk is full')
      }
      return log.commit(appends)
    },
  })
  return { gate, wrap }
}

test('[S1] nothing is broadcast and nothing acknowledged before it is durable', async () => {
  const { gate, wrap } = gated()
  await start({ wrap })
  const document = await server.document({ alice: 'owner', bob: 'editor', carol: 'reader' })
  const alice = join({ as: 'alice', document })
  const bob = join({ as: 'bob', document })
  await Promise.all([alice.whenSaved(), bob.whenSaved()])
  gate.closed = true
  alice.types('還沒存')
  await until('the commit has begun', () => gate.waiting === 1)
  // A whole visit goes through while the commit waits, so whatever the server sent bob before has arrived.
  const carol = join({ as: 'carol', document, params: {} })
  await carol.synced()
  expect(carol.text).toBe('')
  expect(bob.text).toBe('')
  expect(alice.saved).toBe(false)
  gate.closed = false
  await alice.whenSaved()
  await until('the others read it', () => bob.text === '還沒存' && carol.text === '還沒存')
})

test('[S1] when an ack arrives the rows are in the file, as another process sees it', async () => {
  await start()
  const document = await server.document({ alice: 'owner' })
  const alice = join({ as: 'alice', document, room: 'notes' })
  await alice.whenSaved()
  const file = new Database(server.file, { readonly: true })
  const rows = file.prepare<[string], { n: number }>('SELECT count(*) AS n FROM updates WHERE user = ?')
  const seen: { acked: number; rows: number }[] = []
  alice.onAck = (acked) => seen.push({ acked, rows: rows.get(alice.id)?.n ?? 0 })
  for (let n = 0; n < 30; n++) {
    alice.annotates(`第 ${n} 條`)
    if (n % 3 === 0) await alice.whenSaved()
  }
  await alice.whenSaved()
  file.close()
  expect(seen.length).toBeGreaterThan(5)
  // The first writing frame was the empty step 2, which leaves no row.
  for (const { acked, rows } of seen) expect(rows).toBeGreaterThanOrEqual(acked - 1)
  expect(seen.at(-1)?.acked).toBe(31)
})

test('[S4] when a commit fails, everybody is sent back and nothing typed is lost', async () => {
  const { gate, wrap } = gated()
  await start({ wrap })
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const alice = join({ as: 'alice', document })
  const bob = join({ as: 'bob', document })
  await Promise.all([alice.whenSaved(), bob.whenSaved()])
  gate.closed = true
  gate.fail = true
  alice.types('甲')
  await until('the commit has begun', () => gate.waiting === 1)
  // Typed on top of what is about to be lost: stored by itself it would hang in the air for ever.
  alice.types('乙')
  await until('the row is queued', () => server.sync.stats().queued === 1)
  gate.closed = false
  expect((await alice.whenClosed()).code).toBe(1013)
  expect((await bob.whenClosed()).code).toBe(1013)
  await until('it is saved after all', () => alice.saved && bob.text === '甲乙')
  expect(server.errors.map(String)).toEqual(['Error: the disk is full'])
  server = await server.restart()
  const again = join({ as: 'bob', document })
  await again.synced()
  expect(again.text).toBe('甲乙')
})

test('[S1] a frame that repeats what is on its way to the disk is not acknowledged before that', async () => {
  const { gate, wrap } = gated()
  await start({ wrap })
  const document = await server.document({ alice: 'owner' })
  const desk = join({ as: 'alice', document })
  await desk.whenSaved()
  gate.closed = true
  desk.types('一')
  await until('the commit has begun', () => gate.waiting === 1)
  // The second connection brings the same update.
  const phone = new Client(server, { as: 'alice', document, params: OURS, ydoc: desk.ydoc })
  clients.push(phone)
  await until('its step 2 has arrived', () => phone.provider.synced && phone.writes > 0)
  expect(phone.saved).toBe(false)
  gate.closed = false
  await Promise.all([desk.whenSaved(), phone.whenSaved()])
})

test('[S13] draining stores what was received, then says goodbye with 1012', async () => {
  await start()
  const document = await server.document({ alice: 'owner' })
  const alice = join({ as: 'alice', document, room: 'notes' })
  await alice.whenSaved()
  const keys = Array.from({ length: 20 }, (_, n) => alice.annotates(`${n}`))
  await until('the server has them', () => server.sync.stats().queued > 0 || alice.acked > 1)
  const restarted = server.restart()
  expect((await alice.whenClosed()).code).toBe(1012)
  server = await restarted
  await alice.whenSaved()
  const bob = join({ as: 'alice', document, room: 'notes' })
  await bob.synced()
  expect(Object.keys(bob.notes).sort()).toEqual(keys.sort())
})

test('[S3] an empty room is unloaded, a long log folded into a base state, and the room is the same', async () => {
  await start({ lingerMs: 20 })
  const document = await server.document({ alice: 'owner' })
  const alice = join({ as: 'alice', document, room: 'notes' })
  const key = newKey(alice.id)
  // In three visits, since one connection may not send that many frames at once.
  for (let visit = 0; visit < 3; visit++) {
    await alice.comesAfresh().whenSaved()
    for (let n = 0; n < 180; n++) alice.annotates(`${visit}.${n}`, key)
    await alice.whenSaved()
  }
  const before = alice.ydoc.getMap('annotations').toJSON()
  alice.leaves()
  await until('the rooms are unloaded', () => server.sync.stats().rooms === 0)
  const file = new Database(server.file, { readonly: true })
  const count = (table: string) =>
    file
      .prepare<[string], { n: number }>(`SELECT count(*) AS n FROM ${table} WHERE room LIKE ?`)
      .get(`${document}/%/notes`)?.n
  await until('it is folded', () => count('base_states') === 1)
  expect([count('updates'), count('archive')]).toEqual([0, 1])
  file.close()
  const again = join({ as: 'alice', document, room: 'notes' })
  await again.synced()
  expect(again.ydoc.getMap('annotations').toJSON()).toEqual(before)
  again.annotates('接著', key)
  await again.whenSaved()
  again.leaves()
  await until('the rooms are unloaded', () => server.sync.stats().rooms === 0)
  const third = join({ as: 'alice', document, room: 'notes' })
  await third.synced()
  expect(third.notes).toEqual({ [key]: '接著' })
})
