import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { UpdateLog } from '../../server/storage/update-log.ts'
import { documentOf, Page } from '../support/page.ts'
import { RawSocket } from '../support/raw-socket.ts'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer, TestServerOptions } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

const STORAGE = { code: 1013, reason: 'storage' }
const LONG = '字'.repeat(4_000)

let server: TestServer
let leaving: { leaves(): void }[] = []
afterEach(async () => {
  for (const one of leaving) one.leaves()
  leaving = []
  await server.stop()
})
function join(options: ClientOptions): Client {
  const client = new Client(server, { params: OURS, ...options })
  leaving.push(client)
  return client
}
function openPage(as: string, document: string): Page {
  const page = new Page(server, { as, document })
  leaving.push(page)
  return page
}

/** A server whose disk can be made full, or read-only, for real: by what SQLite lets its own connection do. */
async function startOnDisk(options: TestServerOptions = {}): Promise<Database.Database> {
  let disk: Database.Database | undefined
  server = await startSyncServer({
    ...options,
    open(file) {
      disk = new Database(file)
      return disk
    },
  })
  return disk as Database.Database
}

const TROUBLES: [
  name: string,
  begin: (disk: Database.Database) => void,
  end: (disk: Database.Database) => void,
][] = [
  [
    'full',
    // Never below what is there: the next page is one too many.
    (disk) => disk.pragma('max_page_count = 1'),
    (disk) => disk.pragma('max_page_count = 4294967294'),
  ],
  ['read-only', (disk) => disk.pragma('query_only = 1'), (disk) => disk.pragma('query_only = 0')],
]

/** A log that fails when told to, as a disk does that has an error: before anything, or after the bytes are written. */
async function startFailing(): Promise<{ on: Set<keyof UpdateLog> }> {
  const failing = { on: new Set<keyof UpdateLog>() }
  const may = (call: keyof UpdateLog) => {
    if (failing.on.has(call)) throw new Error(`${call}: input/output error`)
  }
  server = await startSyncServer({
    lingerMs: 10,
    wrap: (log) => ({
      ...log,
      async commit(appends) {
        may('commit')
        return log.commit(appends)
      },
      async bind(...args) {
        may('bind')
        return log.bind(...args)
      },
      async load(key) {
        may('load')
        return log.load(key)
      },
      async compact(...args) {
        may('compact')
        return log.compact(...args)
      },
      async probe() {
        may('probe')
        return log.probe()
      },
    }),
  })
  return failing
}

describe.each(TROUBLES)('on a disk that is %s', (_, begin, end) => {
  test('[S15] nothing is acknowledged or sent, and all of it is stored when there is room again', async () => {
    const disk = await startOnDisk()
    const document = await server.document({ alice: 'owner', bob: 'editor' })
    const alice = join({ as: 'alice', document, room: 'notes' })
    const bob = join({ as: 'bob', document, room: 'notes' })
    await Promise.all([alice.whenSaved(), bob.whenSaved()])
    begin(disk)
    const stored = () => disk.prepare('SELECT count(*) FROM updates').pluck().get()
    let acked = new Set<string>()
    // What is still in the last page may take a note or two.
    for (let n = 0; n < 50 && alice.closed === null; n++) {
      alice.annotates(`${n}${LONG}`)
      await until('it is stored, or is not', () => alice.saved || alice.closed !== null)
      if (alice.closed === null) acked = new Set(alice.annotations.keys())
    }
    const rows = stored()
    expect(alice.closed).toEqual(STORAGE)
    expect(await bob.whenClosed()).toEqual(STORAGE)
    expect(alice.annotations.size).toBe(acked.size + 1)
    expect([...bob.annotations.keys()].sort()).toEqual([...acked].sort())

    // Whoever comes is told the same, and the other rooms are not harmed by it.
    const newcomer = join({ as: 'bob', document, connect: true })
    expect(await newcomer.whenClosed()).toEqual(STORAGE)
    bob.annotates('也沒存')
    expect([server.sync.stats().storageFailing, stored()]).toEqual([true, rows])

    end(disk)
    await until('all is stored', () => alice.saved && bob.saved && newcomer.provider.synced)
    await until('both have all', () => alice.annotations.size === bob.annotations.size)
    expect(alice.annotations.size).toBe(acked.size + 2)
    expect(server.sync.stats().storageFailing).toBe(false)
    // Once, however often it was tried.
    expect(server.errors).toHaveLength(1)
    server = await server.restart()
    const again = join({ as: 'bob', document, room: 'notes' })
    await again.synced()
    expect(again.notes).toEqual(alice.notes)
  })
})

test('[S15] [W4] the page keeps what could not be stored, says so, and brings it when it can', async () => {
  const disk = await startOnDisk()
  const document = await documentOf(server, { alice: 'owner', bob: 'editor' }, ['今天天氣很好。'])
  const alice = await openPage('alice', document).ready()
  await alice.saved()
  disk.pragma('query_only = 1')
  alice.comments('天氣', '存得住嗎')
  alice.types(0, 0, '昨天和')
  await until('it is not called saved', () => alice.document.saved.get().state === 'offline')
  expect(alice.document.trouble.get()).toEqual([])
  disk.pragma('query_only = 0')
  await until('the server can store again', () => !server.sync.stats().storageFailing)
  await alice.comesBack().saved()
  const bob = await openPage('bob', document).ready()
  await until(
    'bob has it',
    () => bob.talk[0] === '存得住嗎' && bob.blocks[0]?.text === '昨天和今天天氣很好。',
  )
})

describe('errors of the disk', () => {
  test('[S15] when a clientID is bound: nobody is let in under it, and it is free afterwards', async () => {
    const failing = await startFailing()
    const document = await server.document({ alice: 'owner', bob: 'editor' })
    const alice = join({ as: 'alice', document, room: 'notes' })
    await alice.whenSaved()
    failing.on = new Set(['bind', 'probe'])
    const url = `/sync/${document}/notes?client=77`
    const bob = new RawSocket(server, url, { as: 'bob' })
    expect(await bob.closed()).toBe(STORAGE.code)
    expect(alice.closed).toBeNull()
    failing.on = new Set()
    await until('the server can store again', () => !server.sync.stats().storageFailing)
    const other = new RawSocket(server, url, { as: 'alice' })
    await other.open()
    await until('it is hers', () => other.received.length > 0)
    expect(other.code).toBe(0)
    other.socket.terminate()
    expect(server.errors).toHaveLength(1)
  })

  test('[S15] when a room is read: it is not opened, the others are, and it is as soon as it can be read', async () => {
    const failing = await startFailing()
    const document = await server.document({ alice: 'owner' })
    const alice = join({ as: 'alice', document, room: 'notes' })
    await alice.whenSaved()
    await until('only her room is open', () => server.sync.stats().rooms === 1)
    failing.on = new Set(['load'])
    const text = join({ as: 'alice', document })
    for (let n = 0; n < 3; n++) {
      text.closed = null
      expect(await text.whenClosed()).toEqual(STORAGE)
    }
    alice.annotates('照常')
    await alice.whenSaved()
    expect(alice.closed).toBeNull()
    failing.on = new Set()
    await text.synced()
    expect(server.errors).toHaveLength(1)
  })

  test('[S15] when a log is folded: its rows stay, and the room is the same', async () => {
    const failing = await startFailing()
    const document = await server.document({ alice: 'owner' })
    const alice = join({ as: 'alice', document, room: 'notes' })
    for (let visit = 0; visit < 3; visit++) {
      await alice.comesAfresh().whenSaved()
      for (let n = 0; n < 180; n++) alice.annotates(`${visit}.${n}`, `${alice.id}:note0001`)
      await alice.whenSaved()
    }
    failing.on = new Set(['compact'])
    alice.goesOffline()
    await until('it was tried', () => server.errors.length === 1)
    alice.comesBack().annotates('接著', `${alice.id}:note0001`)
    await alice.whenSaved()
    failing.on = new Set()
    alice.goesOffline()
    const file = new Database(server.file, { readonly: true })
    await until('it is folded', () => file.prepare('SELECT count(*) FROM base_states').pluck().get() === 1)
    file.close()
    const again = join({ as: 'alice', document, room: 'notes' })
    await again.synced()
    expect(again.notes).toEqual({ [`${alice.id}:note0001`]: '接著' })
  })
})
