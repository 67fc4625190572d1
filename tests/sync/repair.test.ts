import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { RoomKey } from '../../server/storage/update-log.ts'
import { Authors } from '../../server/sync/epoch/authors.ts'
import { readValues } from '../../server/sync/epoch/read-values.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { fold } from '../../server/sync/room/compaction.ts'
import type { RepairDetail } from '../../shared/api.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { lose, rot, type StoredPiece, storedPieces } from '../support/bit-rot.ts'
import { comment } from '../support/content.ts'
import { emptyRoom } from '../support/guarded-room.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { startSyncServer, type TestServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let clients: Client[] = []
afterEach(async () => {
  await leave()
  await server.stop()
})
async function leave(): Promise<void> {
  for (const client of clients) client.leaves()
  clients = []
}
function join(as: string, document: string, room: RoomName = 'text'): Client {
  const client = new Client(server, { as, document, room, params: OURS })
  clients.push(client)
  return client
}

const PEOPLE = { alice: 'owner', bob: 'editor', carol: 'annotator' } as const

/** A document on which three people have worked, one stored row for each thing they did. */
async function workedOn() {
  server = await startSyncServer({ lingerMs: 5 })
  const document = await server.document(PEOPLE)
  const said: { user: string; text: string }[] = []
  const [alice, bob] = [join('alice', document), join('bob', document)]
  await Promise.all([alice.synced(), bob.synced()])
  for (let n = 0; n < 12; n++) {
    const writer = n % 3 === 2 ? bob : alice
    const text = `〔${n}〕`
    // Now at the end of what he wrote last, now somewhere else.
    writer.types(text, n % 4 === 3 ? 0 : undefined)
    said.push({ user: writer.id, text })
    await writer.whenSaved()
    await until('the other has it', () => (alice.text === bob.text ? true : null))
  }
  const notes: Record<string, { user: string; text: string }> = {}
  for (const [name, room] of [
    ['alice', 'notes'],
    ['bob', 'notes'],
    ['carol', 'notes'],
    ['carol', 'private'],
  ] as const) {
    const client = join(name, document, room)
    await client.synced()
    for (let n = 0; n < 4; n++) {
      const key = client.annotates(`${name} ${room} ${n}`)
      notes[key] = { user: client.id, text: `${name} ${room} ${n}` }
      await client.whenSaved()
    }
  }
  await leave()
  await until('nobody is there', () => server.sync.stats().rooms === 0)
  return { document, said, notes }
}
type Work = Awaited<ReturnType<typeof workedOn>>

/** The rooms as they are now, with who is on record for what. */
async function asRead(document: string, room: RoomName, user = '') {
  const epoch = server.access.documentOf(document)?.epoch as string
  const key: RoomKey = { documentId: document, epoch, room, userId: user }
  const stored = await server.log.load(key)
  const ydoc = emptyRoom(room)
  applyUpdates(ydoc, [...(stored.base ? [stored.base.bytes] : []), ...stored.rows.map((row) => row.bytes)])
  expect(ydoc.store.pendingStructs).toBeNull()
  return readValues(ydoc, room, new Authors(await server.log.attributionOf(key), stored.clients, new Date(0)))
}
async function textsBy(document: string): Promise<{ user: string; text: string }[]> {
  const { blocks } = await asRead(document, 'text')
  return blocks.flatMap(({ content }) =>
    content.flatMap((inline) =>
      inline.kind === 'text' ? inline.runs.map(({ text, author }) => ({ user: author.user, text })) : [],
    ),
  )
}
async function notesNow(document: string): Promise<Work['notes']> {
  const rooms = [await asRead(document, 'notes'), await asRead(document, 'private', userId('carol'))]
  return Object.fromEntries(
    rooms.flatMap(({ records }) =>
      (records.get('annotations') ?? []).map(({ key, value, author }) => [
        key,
        { user: author.user, text: JSON.stringify(value).match(/"text":"([^"]+)"/)?.[1] ?? '' },
      ]),
    ),
  )
}

/** Stops the server, ages one piece of its file, and starts it again. */
async function restarted(age: (file: string) => void): Promise<void> {
  server = await server.restart({ offline: age })
}
const piece = (pieces: StoredPiece[], which: number) => pieces.at(which) as StoredPiece

function detailOf(): RepairDetail {
  expect(server.access.incidents.map(({ kind }) => kind)).toEqual(['repaired'])
  return server.access.incidents[0]?.detail as unknown as RepairDetail
}

/** Somebody comes, finds it damaged, and is let in when it is repaired. */
async function comesBack(document: string, room: RoomName = 'text', as = 'bob'): Promise<Client> {
  const client = join(as, document, room)
  await client.synced()
  return client
}

/** What is left of the text names the right people, and nothing of it is missing but `lost`. */
async function expectText(document: string, said: Work['said'], lost: readonly number[]): Promise<void> {
  const now = await textsBy(document)
  for (const [n, { user, text }] of said.entries()) {
    const found = now.filter((run) => run.text.includes(text)).map((run) => run.user)
    expect(found, text).toEqual(lost.includes(n) ? [] : [user])
  }
}

describe('[E2] a stored row that has changed on the disk', () => {
  test.each([0, 2, 5, 6, 11])('of the text, the %i. of twelve', async (which) => {
    const { document, said, notes } = await workedOn()
    const damaged = piece(storedPieces(server.file, new RegExp(`^${document}/.*/text$`)), which + 1)
    await restarted((file) => rot(file, damaged))
    const bob = await comesBack(document)
    await expectText(document, said, [which])
    expect(await notesNow(document)).toEqual(notes)
    const { rooms, outcome } = detailOf()
    expect([outcome, rooms.length]).toEqual(['repaired', 1])
    expect(rooms[0]).toMatchObject({
      room: 'text',
      damaged: [{ kind: 'update', seq: damaged.seq, user: said[which]?.user, reason: 'checksum' }],
      missing: [{ user: said[which]?.user, atMost: said[which]?.text.length }],
    })
    bob.types('還在寫')
    await bob.whenSaved()
  })

  test('of the text, the one with the block that all else stands in', async () => {
    const { document, said, notes } = await workedOn()
    await restarted((file) => rot(file, piece(storedPieces(file, /\/text$/), 0)))
    const bob = await comesBack(document)
    await expectText(document, said, [])
    expect(await notesNow(document)).toEqual(notes)
    const { blocks } = await asRead(document, 'text')
    for (const { attributes } of blocks)
      expect(attributes.map(({ key }) => key).sort()).toEqual(['id', 'indent', 'kind', 'level'])
    bob.types('還在寫')
    await bob.whenSaved()
  })

  test.each([0, 5, 11])('of the notes, the %i. of twelve', async (which) => {
    const { document, said, notes } = await workedOn()
    const [key, lost] = Object.entries(notes)[which] as [string, { user: string; text: string }]
    await restarted((file) => rot(file, piece(storedPieces(file, /\/notes$/), which)))
    await comesBack(document, 'notes')
    const { [key]: _, ...left } = notes
    expect(await notesNow(document)).toEqual(left)
    await expectText(document, said, [])
    expect(detailOf().rooms).toMatchObject([
      {
        room: 'notes',
        damaged: [{ user: lost.user }],
        missing: [{ user: lost.user, atMost: 1 }],
        unplacedCount: 0,
      },
    ])
  })

  test('of somebody’s private room: nobody is told what stood in it', async () => {
    const { document, said, notes } = await workedOn()
    const privates = Object.keys(notes).slice(12)
    await restarted((file) => rot(file, piece(storedPieces(file, /\/private\//), 1)))
    await comesBack(document, 'private', 'carol')
    const { [privates[1] as string]: _, ...left } = notes
    expect(await notesNow(document)).toEqual(left)
    await expectText(document, said, [])
    expect(detailOf().rooms).toMatchObject([{ room: 'private', user: userId('carol') }])
    expect(JSON.stringify(detailOf())).not.toContain('carol private')
  })

  test('several at once, in several rooms, and one that is gone', async () => {
    const { document, said, notes } = await workedOn()
    const text = storedPieces(server.file, /\/text$/)
    await restarted((file) => {
      rot(file, piece(text, 3))
      rot(file, piece(storedPieces(file, /\/notes$/), 7))
      lose(file, piece(text, 6))
      lose(file, piece(text, 7))
    })
    await comesBack(document)
    await expectText(document, said, [2, 5, 6])
    const { [Object.keys(notes)[7] as string]: _, ...left } = notes
    expect(await notesNow(document)).toEqual(left)
    expect(
      detailOf()
        .rooms.map(({ room, damagedCount }) => [room, damagedCount])
        .sort(),
    ).toEqual([
      ['notes', 1],
      ['text', 3],
    ])
  })

  test('of a note that was changed again later: the last word is there, under its key', async () => {
    server = await startSyncServer({ lingerMs: 5 })
    const document = await server.document(PEOPLE)
    const carol = join('carol', document, 'notes')
    await carol.synced()
    const keys = [carol.annotates('甲一'), carol.annotates('乙一')] as const
    for (const [n, text] of ['一', '二', '三', '四'].entries())
      for (const [i, key] of keys.entries()) {
        carol.annotations.set(key, {
          ...comment(`${'甲乙'[i]}${text}`, n + 1),
          created: `2026-03-0${i + 1}T08:00:00.000Z`,
        })
        await carol.whenSaved()
      }
    await leave()
    // What is lost are the third words on both.
    await restarted((file) => {
      const rows = storedPieces(file, /\/notes$/)
      for (const row of rows.slice(-4, -2)) rot(file, row)
    })
    const again = await comesBack(document, 'notes', 'carol')
    expect(again.notes).toEqual({ [keys[0]]: '甲四', [keys[1]]: '乙四' })
    expect(detailOf().rooms).toMatchObject([{ recovered: { records: 2 }, unplacedCount: 0 }])
  })
})

describe('[E2] folded logs', () => {
  /** Folds what there is in text and notes, as an unload does after a long session. */
  async function folded(document: string): Promise<void> {
    for (const room of ['text', 'notes'] as const) {
      const key: RoomKey = { documentId: document, epoch: 'epoch-1', room, userId: '' }
      const { base, rows } = await server.log.load(key)
      const updates = [...(base ? [base.bytes] : []), ...rows.map((row) => row.bytes)]
      const seq = rows.at(-1)?.seq ?? 0
      await server.log.compact(key, { seq, bytes: fold(room, updates, null) }, new Date())
    }
  }
  /** Two base states and two archives lie under a few rows. */
  async function longWorkedOn() {
    const work = await workedOn()
    const { document, said } = work
    const visit = async (name: 'alice' | 'bob', text: string) => {
      const client = join(name, document)
      await client.synced()
      client.types(text)
      said.push({ user: client.id, text })
      await client.whenSaved()
      await leave()
      await until('nobody is there', () => server.sync.stats().rooms === 0)
    }
    await folded(document)
    await visit('bob', '〔之後〕')
    await folded(document).catch(() => {})
    await visit('alice', '〔最後〕')
    return work
  }

  test.each([
    ['the newest base state', [['base_states', -1]]],
    [
      'both base states',
      [
        ['base_states', -1],
        ['base_states', 0],
      ],
    ],
    [
      'the newest base state and the last row',
      [
        ['base_states', -1],
        ['updates', -1],
      ],
    ],
  ] as const)('%s: all is there from what is older', async (_, which) => {
    const { document, said, notes } = await longWorkedOn()
    await restarted((file) => {
      for (const [table, at] of which)
        rot(
          file,
          piece(
            storedPieces(file, /\/text$/).filter((one) => one.table === table),
            at,
          ),
        )
    })
    await comesBack(document)
    await expectText(document, said, which.length === 2 && which[1]?.[0] === 'updates' ? [13] : [])
    expect(await notesNow(document)).toEqual(notes)
  })

  test('the newest base state and an archive: what is older is there, and it is told what is not', async () => {
    const { document, said } = await longWorkedOn()
    await restarted((file) => {
      const pieces = storedPieces(file, /\/text$/)
      rot(
        file,
        piece(
          pieces.filter(({ table }) => table === 'base_states'),
          -1,
        ),
      )
      rot(
        file,
        piece(
          pieces.filter(({ table }) => table === 'archive'),
          -1,
        ),
      )
    })
    await comesBack(document)
    await expectText(document, said, [12])
    expect(detailOf().rooms).toMatchObject([
      { damaged: [{ kind: 'base' }, { kind: 'archive' }], missing: [{ user: userId('bob'), atMost: 4 }] },
    ])
  })

  test('a lost base state is put together from the archives', async () => {
    const { document, said } = await longWorkedOn()
    await restarted((file) => {
      for (const base of storedPieces(file, /\/text$/).filter(({ table }) => table === 'base_states'))
        lose(file, base)
    })
    await comesBack(document)
    await expectText(document, said, [])
  })
})

test('[E3] what could not be believed is kept as it was found', async () => {
  const { document } = await workedOn()
  const damaged = piece(storedPieces(server.file, /\/text$/), 4)
  await restarted((file) => rot(file, damaged))
  await comesBack(document)
  const db = new Database(server.file, { readonly: true })
  const kept = db
    .prepare<[], { room: string; seq: number; bytes: Buffer; columns: string }>('SELECT * FROM quarantine')
    .all()
  db.close()
  expect(kept).toHaveLength(1)
  expect([kept[0]?.room, kept[0]?.seq]).toEqual([damaged.room, damaged.seq])
  expect(JSON.parse(kept[0]?.columns ?? '')).toMatchObject({
    user: damaged.user,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(kept[0]?.bytes.length).toBe(damaged.bytes.length)
  expect(kept[0]?.bytes.equals(damaged.bytes)).toBe(false)
})

test('[E2] who comes while it is being repaired is asked to wait, and who knew the old epoch to begin anew', async () => {
  const { document } = await workedOn()
  await restarted((file) => rot(file, piece(storedPieces(file, /\/text$/), 4)))
  const old = new Client(server, { as: 'alice', document, params: { ...OURS, epoch: 'epoch-1' } })
  clients.push(old)
  await until('he is sent on', () => old.closed?.code === 4409)
  expect(old.closed).toEqual({ code: 4409, reason: 'other-epoch' })
})

test('[S14] a room of which nothing can be read says so, and keeps its bytes; the others are open', async () => {
  const { document } = await workedOn()
  const before = storedPieces(server.file, /\/notes$/)
  await restarted((file) => {
    const db = new Database(file)
    db.exec(
      "DELETE FROM attribution WHERE room LIKE '%/notes'; UPDATE updates SET sha256 = zeroblob(32) WHERE room LIKE '%/notes'",
    )
    db.close()
  })
  const carol = join('carol', document, 'notes')
  await until('it is given up', () => carol.closed?.reason === 'room-damaged')
  expect(carol.closed?.code).toBe(1013)
  expect((await comesBack(document)).text).toContain('〔0〕')
  expect(server.access.incidents).toMatchObject([
    { kind: 'repaired', detail: { outcome: 'failed', to: null } },
  ])
  expect(storedPieces(server.file, /\/notes$/)).toEqual(before)
})
