import Database from 'better-sqlite3'
import type { Append, BaseState, LogRow, RoomKey, StoredRoom, UpdateLog } from '../update-log.ts'
import { CorruptRow, roomId, SYSTEM } from '../update-log.ts'
import { isIntact, sha256 } from './checksum.ts'
import { type ArchivedRow, packRows } from './log-archive.ts'
import { type AttributionRow, attributedRange } from './log-attribution.ts'
import { openDisplaced } from './log-displaced.ts'
import { sqliteEpochs } from './log-epochs.ts'
import { openRestorePoints } from './log-restore-points.ts'

/**
 * The update log in a SQLite file and on a connection of its own: an append must never sit inside somebody else's
 * transaction, nor wait for one. WAL with `synchronous=FULL`: a commit is on the disk when it returns.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS updates(
  room TEXT NOT NULL, seq INTEGER NOT NULL, document TEXT NOT NULL, user TEXT NOT NULL, clocks TEXT NOT NULL,
  sha256 BLOB NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(room, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS base_states(
  room TEXT NOT NULL, seq INTEGER NOT NULL, sha256 BLOB NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(room, seq)) STRICT;
CREATE TABLE IF NOT EXISTS archive(
  room TEXT NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, rows BLOB NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(room, from_seq)) STRICT;
CREATE TABLE IF NOT EXISTS bindings(
  room TEXT NOT NULL, client INTEGER NOT NULL, document TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(room, client)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bindings_by_user ON bindings(document, user, at);
CREATE TABLE IF NOT EXISTS attribution(
  room TEXT NOT NULL, client INTEGER NOT NULL, from_clock INTEGER NOT NULL, to_clock INTEGER NOT NULL,
  user TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(room, client, from_clock)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS activity(document TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS probes(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
`

/** As much as an ordinary commit may need; a row of a few bytes would fit in anywhere. */
const PROBE_BYTES = 256 * 1024

/** `db` is the connection that is used: what a connection may do can be changed only on itself. */
export function openSqliteUpdateLog(file: string, db = new Database(file)): UpdateLog {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('busy_timeout = 3000')
  db.exec(SCHEMA)
  const displaced = openDisplaced(db)
  const points = openRestorePoints(db)
  const epochs = sqliteEpochs(db)

  const insert = db.prepare('INSERT INTO updates VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const lastSeq = db.prepare<[string, string], { seq: number | null }>(
    'SELECT max(seq) AS seq FROM (SELECT max(seq) AS seq FROM updates WHERE room = ? UNION ALL SELECT max(seq) FROM base_states WHERE room = ?)',
  )
  const bindClient = db.prepare('INSERT OR IGNORE INTO bindings VALUES (?, ?, ?, ?, ?)')
  const boundTo = db.prepare<[string, number], { user: string }>(
    'SELECT user FROM bindings WHERE room = ? AND client = ?',
  )
  const attribute = db.prepare('INSERT OR IGNORE INTO attribution VALUES (?, ?, ?, ?, ?, ?)')
  const active = db.prepare(
    'INSERT INTO activity VALUES (?, ?) ON CONFLICT(document) DO UPDATE SET at = excluded.at',
  )
  const rowsAfter = db.prepare<[string, number], { seq: number; sha256: Buffer; bytes: Buffer }>(
    'SELECT seq, sha256, bytes FROM updates WHERE room = ? AND seq > ? ORDER BY seq',
  )
  const coveredRows = db.prepare<[string, number], ArchivedRow>(
    'SELECT seq, user, clocks, at, bytes FROM updates WHERE room = ? AND seq <= ? ORDER BY seq',
  )
  const newestBase = db.prepare<[string], { seq: number; sha256: Buffer; bytes: Buffer }>(
    'SELECT seq, sha256, bytes FROM base_states WHERE room = ? ORDER BY seq DESC LIMIT 1',
  )
  const allBindings = db.prepare<[string], { client: number; user: string }>(
    'SELECT client, user FROM bindings WHERE room = ?',
  )
  const ofSystem = db.prepare<[string, string], AttributionRow>(
    `SELECT a.client, from_clock, to_clock, a.user, a.at FROM bindings b JOIN attribution a USING(room, client)
     WHERE b.room = ? AND b.user = ? ORDER BY a.client, from_clock`,
  )
  const countBindings = db.prepare<[string, string, number], { n: number }>(
    'SELECT count(*) AS n FROM bindings WHERE document = ? AND user = ? AND at >= ?',
  )
  const lastActive = db.prepare<[string], { at: number }>('SELECT at FROM activity WHERE document = ?')

  /** The next seq of each room that has been written since start; the log is the only writer. */
  const nextSeq = new Map<string, number>()
  const takeSeq = (room: string): number => {
    const seq = nextSeq.get(room) ?? (lastSeq.get(room, room)?.seq ?? 0) + 1
    nextSeq.set(room, seq + 1)
    return seq
  }

  const commitAll = db.transaction((appends: readonly Append[]): number[] => {
    const touched = new Map<string, number>()
    const seqs = appends.map(({ key, user, clocks, bytes, claims, at, rescue, restorePoint }) => {
      const room = roomId(key)
      const time = at.getTime()
      const seq = takeSeq(room)
      insert.run(room, seq, key.documentId, user, JSON.stringify(clocks), sha256(bytes), bytes, time)
      for (const client of claims) {
        bindClient.run(room, client, key.documentId, user, time)
        if (boundTo.get(room, client)?.user !== user)
          throw new Error(`client ${client} is bound to somebody else`)
      }
      for (const range of clocks) attribute.run(room, range.client, range.from, range.to, user, time)
      if (rescue !== undefined) displaced.keep(key, seq, rescue, time)
      if (restorePoint !== undefined) points.keep(key, seq, restorePoint, time)
      if (key.userId === '') touched.set(key.documentId, time)
      return seq
    })
    for (const [document, time] of touched) active.run(document, time)
    return seqs
  })

  const compactAll = db.transaction((room: string, base: BaseState, at: number) => {
    const covered = coveredRows.all(room, base.seq)
    const first = covered[0]
    if (first === undefined) return
    const packed = packRows(covered)
    db.prepare('INSERT INTO archive VALUES (?, ?, ?, ?, ?)').run(room, first.seq, base.seq, packed, at)
    // The previous base state stays beside the new one, older ones go.
    db.prepare(
      'DELETE FROM base_states WHERE room = ? AND seq < (SELECT max(seq) FROM base_states WHERE room = ?)',
    ).run(room, room)
    db.prepare('INSERT INTO base_states VALUES (?, ?, ?, ?, ?)').run(
      room,
      base.seq,
      sha256(base.bytes),
      base.bytes,
      at,
    )
    db.prepare('DELETE FROM updates WHERE room = ? AND seq <= ?').run(room, base.seq)
  })

  function load(key: RoomKey): StoredRoom {
    const room = roomId(key)
    const checked = (row: { seq: number; sha256: Buffer; bytes: Buffer }): LogRow => {
      if (!isIntact(row)) throw new CorruptRow(key, row.seq)
      return { seq: row.seq, bytes: row.bytes }
    }
    const stored = newestBase.get(room)
    const base = stored === undefined ? null : checked(stored)
    const first = (base?.seq ?? 0) + 1
    const rows = rowsAfter.all(room, first - 1).map((row, index) => {
      if (row.seq !== first + index) throw new CorruptRow(key, first + index)
      return checked(row)
    })
    const clients = new Map(allBindings.all(room).map(({ client, user }) => [client, user]))
    const bySystem = ofSystem.all(room, SYSTEM).map(attributedRange)
    return { base, rows, clients, bySystem }
  }

  return {
    ...epochs,
    async load(key) {
      try {
        return load(key)
      } catch (error) {
        // A page of the file is damaged; the rows on the others can still be saved.
        if (/^SQLITE_(CORRUPT|NOTADB)/.test(String((error as { code?: unknown }).code)))
          throw new CorruptRow(key, 0)
        throw error
      }
    },
    async commit(appends) {
      if (db.inTransaction) throw new Error('the log has an open transaction')
      try {
        return commitAll.immediate(appends)
      } catch (error) {
        for (const { key } of appends) nextSeq.delete(roomId(key))
        throw error
      }
    },
    async bind(key, client, user, at) {
      const room = roomId(key)
      bindClient.run(room, client, key.documentId, user, at.getTime())
      return boundTo.get(room, client)?.user === user
    },
    async bindingsSince(documentId, user, since) {
      return countBindings.get(documentId, user, since.getTime())?.n ?? 0
    },
    async compact(key, base, at) {
      compactAll.immediate(roomId(key), base, at.getTime())
    },
    async probe() {
      db.exec('DELETE FROM probes')
      db.prepare('INSERT INTO probes(bytes) VALUES (zeroblob(?))').run(PROBE_BYTES)
      db.exec('DELETE FROM probes')
    },
    async lastSeq(key) {
      const room = roomId(key)
      return lastSeq.get(room, room)?.seq ?? 0
    },
    async lastActivity(documentIds) {
      const found = new Map<string, Date>()
      for (const id of documentIds) {
        const row = lastActive.get(id)
        if (row !== undefined) found.set(id, new Date(row.at))
      }
      return found
    },
    displacedOf: displaced.of,
    dropDisplaced: displaced.drop,
    restorePointsOf: points.of,
    restorePoint: points.get,
    async close() {
      db.close()
    },
  }
}
