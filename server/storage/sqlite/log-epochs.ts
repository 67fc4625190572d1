import type Database from 'better-sqlite3'
import type { DamagedPiece, EpochLog, LogPiece, NewRoom, RoomKey } from '../update-log.ts'
import { NOBODY, roomId, roomKeyOf, SYSTEM } from '../update-log.ts'
import { isIntact, sha256 } from './checksum.ts'
import { unpackRows } from './log-archive.ts'
import { type AttributionRow, attributedRange } from './log-attribution.ts'
import { below, ROOM_TABLES } from './log-tables.ts'
import { emptyWriteAheadLog, overwrite } from './scrub.ts'

/** What could not be believed is kept here as it was found: `columns` is JSON of all others. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS quarantine(
  room TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, document TEXT NOT NULL, reason TEXT NOT NULL,
  columns TEXT NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS quarantine_by_room ON quarantine(room);
`
type Purged = Parameters<EpochLog['eraseOtherEpochs']>[2]
/** What is about earlier epochs, but still of use to people. */
const KEPT = new Set<string>(['displaced', 'restore_points'])

interface StoredRow {
  seq: number
  user: string
  clocks: string
  sha256: Buffer
  bytes: Buffer
  at: number
}
type StoredBase = Omit<StoredRow, 'user' | 'clocks'>
interface StoredArchive {
  from_seq: number
  to_seq: number
  rows: Buffer
  at: number
}
/** A damaged piece and all its columns. */
type Found = DamagedPiece & { columns: object; bytes: Buffer }

/** New epochs in the log's file, on its connection; what is deleted there for good is also overwritten. */
export function sqliteEpochs(db: Database.Database): EpochLog {
  db.pragma('secure_delete = ON')
  db.exec(SCHEMA)

  const bases = db.prepare<[string], StoredBase>(
    'SELECT seq, sha256, bytes, at FROM base_states WHERE room = ? ORDER BY seq',
  )
  const archives = db.prepare<[string], StoredArchive>(
    'SELECT from_seq, to_seq, rows, at FROM archive WHERE room = ? ORDER BY from_seq',
  )
  const row = 'SELECT seq, user, clocks, sha256, bytes, at FROM updates WHERE room = ? ORDER BY seq'
  const rowsForwards = db.prepare<[string], StoredRow>(row)
  const rowsBackwards = db.prepare<[string], StoredRow>(`${row} DESC`)
  const attribution = db.prepare<[string], AttributionRow>(
    'SELECT client, from_clock, to_clock, user, at FROM attribution WHERE room = ? ORDER BY client, from_clock',
  )

  const owners = db.prepare<[string], { client: number; user: string }>(
    'SELECT client, user FROM bindings WHERE room = ?',
  )

  function read(room: string) {
    const intact: LogPiece[] = []
    const found: Found[] = []
    const archived: [number, number][] = []
    const base = all(bases.iterate(room))
    for (const row of base) {
      const { seq, at, sha256, bytes } = row
      if (isIntact(row)) intact.push({ seq, user: null, at: new Date(at), bytes })
      else found.push(damaged('base', seq, 'checksum', bytes, { sha256, at }, null, at))
    }
    for (const { from_seq, to_seq, rows, at } of all(archives.iterate(room))) {
      const unpacked = unpackRows(rows)
      archived.push([from_seq, to_seq])
      if (unpacked === null)
        found.push(damaged('archive', from_seq, 'checksum', rows, { to_seq, at }, null, at))
      for (const { seq, user, at, bytes } of unpacked ?? [])
        intact.push({ seq, user, at: new Date(at), bytes })
    }
    const rows = readRows(room)
    let next = (base.at(-1)?.seq ?? 0) + 1
    const isArchived = (seq: number) => archived.some(([from, to]) => from <= seq && seq <= to)
    for (const row of rows) {
      const { seq, user, clocks, sha256, bytes, at } = row
      for (; next < seq; next++)
        if (!isArchived(next)) found.push(damaged('update', next, 'missing', NOTHING, {}, null, null))
      next = seq + 1
      if (isIntact(row)) intact.push({ seq, user, at: new Date(at), bytes })
      else found.push(damaged('update', seq, 'checksum', bytes, { user, clocks, sha256, at }, user, at))
    }
    return { intact, found }
  }

  /** A page that can't be read is passed by from the other side; what lies between is missing. */
  function readRows(room: string): StoredRow[] {
    const rows = all(rowsForwards.iterate(room))
    const last = rows.at(-1)?.seq ?? 0
    const behind = all(rowsBackwards.iterate(room)).filter(({ seq }) => seq > last)
    return [...rows, ...behind.reverse()]
  }

  const insertQuarantine = db.prepare('INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const moveAway = {
    update: db.prepare('DELETE FROM updates WHERE room = ? AND seq = ?'),
    base: db.prepare('DELETE FROM base_states WHERE room = ? AND seq = ?'),
    archive: db.prepare('DELETE FROM archive WHERE room = ? AND from_seq = ?'),
  }
  const quarantine = db.transaction((key: RoomKey, at: number) => {
    const room = roomId(key)
    for (const { kind, seq, reason, columns, bytes } of read(room).found) {
      insertQuarantine.run(room, kind, seq, key.documentId, reason, JSON.stringify(columns), bytes, at)
      moveAway[kind].run(room, seq)
    }
  })

  const insertRow = db.prepare('INSERT INTO updates VALUES (?, 1, ?, ?, ?, ?, ?, ?)')
  const bind = db.prepare('INSERT INTO bindings VALUES (?, ?, ?, ?, ?)')
  const attribute = db.prepare('INSERT INTO attribution VALUES (?, ?, ?, ?, ?, ?)')
  function writeRoom({ key, bytes, client, attribution }: NewRoom, at: number): void {
    const room = roomId(key)
    const to = attribution.at(-1)?.to ?? 0
    const clocks = JSON.stringify([{ client, from: 0, to }])
    insertRow.run(room, key.documentId, SYSTEM, clocks, sha256(bytes), bytes, at)
    bind.run(room, client, key.documentId, SYSTEM, at)
    for (const range of attribution)
      attribute.run(room, range.client, range.from, range.to, range.user, range.at.getTime())
  }
  const writeAll = db.transaction((rooms: readonly NewRoom[], at: number) => {
    for (const room of rooms) writeRoom(room, at)
  })

  const eraseAll = db.transaction((documentId: string, epoch: string, purged: Purged) => {
    for (const table of ROOM_TABLES.filter((name) => !KEPT.has(name)))
      db.prepare(`DELETE FROM "${table}" WHERE room >= ? AND room < ? AND NOT (room >= ? AND room < ?)`).run(
        ...below(documentId),
        ...below(`${documentId}/${epoch}`),
      )
    const what = 'userId' in purged ? purged.userId : purged.annotationId
    db.prepare('DELETE FROM displaced WHERE document = ? AND (user = ? OR instr(place, ?) > 0)').run(
      documentId,
      what,
      what,
    )
    // A commentary's may hold citations; a text has none.
    db.prepare("DELETE FROM restore_points WHERE document = ? AND name <> 'text'").run(documentId)
    db.prepare('UPDATE restore_points SET user = ? WHERE document = ? AND user = ?').run(
      NOBODY,
      documentId,
      what,
    )
  })

  return {
    async roomsOf(documentId, epoch) {
      const range = below(`${documentId}/${epoch}`)
      const ids = db
        .prepare<unknown[], string>(
          ['updates', 'base_states', 'archive']
            .map((table) => `SELECT room FROM ${table} WHERE room >= ? AND room < ?`)
            .join(' UNION '),
        )
        .pluck()
        .all(...range, ...range, ...range)
      return ids.flatMap((id) => roomKeyOf(id) ?? [])
    },
    async attributionOf(key) {
      return attribution.all(roomId(key)).map(attributedRange)
    },
    async piecesOf(key) {
      const room = roomId(key)
      const { intact, found } = read(room)
      const clients = new Map(owners.all(room).map(({ client, user }) => [client, user]))
      return { intact, damaged: found.map(({ columns: _, bytes: __, ...piece }) => piece), clients }
    },
    async writeEpoch(rooms, at) {
      writeAll.immediate(rooms, at.getTime())
    },
    async quarantine(key, at) {
      quarantine.immediate(key, at.getTime())
    },
    async eraseOtherEpochs(documentId, epoch, purged) {
      eraseAll.immediate(documentId, epoch, purged)
      overwrite(db)
    },
    async leftNothing() {
      return emptyWriteAheadLog(db)
    },
  }
}

const NOTHING = Buffer.alloc(0)

function damaged(
  kind: Found['kind'],
  seq: number,
  reason: Found['reason'],
  bytes: Buffer,
  columns: Record<string, unknown>,
  user: string | null,
  at: number | null,
): Found {
  const { sha256, ...rest } = columns
  const all = Buffer.isBuffer(sha256) ? { ...rest, sha256: sha256.toString('hex') } : rest
  return { kind, seq, reason, bytes, columns: all, user, at: at === null ? null : new Date(at) }
}

/** As far as they can be read. */
function all<T>(rows: Iterable<T>): T[] {
  const read: T[] = []
  try {
    for (const row of rows) read.push(row)
  } catch {
    // What lies on a damaged page is missing then, and told so.
  }
  return read
}
