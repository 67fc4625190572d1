import type Database from 'better-sqlite3'
import { LIMITS } from '../../../shared/limits.ts'
import type { RoomName } from '../../../shared/rooms.ts'
import type { NewRestorePoint, RestorePoint, RestoreReason } from '../restore-points.ts'
import { type RoomKey, roomId } from '../update-log.ts'
import { isIntact, sha256 } from './checksum.ts'

/** `seq`: the row that it goes before. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS restore_points(
  id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL, seq INTEGER NOT NULL, document TEXT NOT NULL,
  name TEXT NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL, deleted INTEGER NOT NULL, total INTEGER NOT NULL,
  at INTEGER NOT NULL, sha256 BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS restore_points_by_document ON restore_points(document, id);
CREATE INDEX IF NOT EXISTS restore_points_by_room ON restore_points(room, at, id);
`

interface Row {
  id: number
  name: RoomName
  user: string
  reason: RestoreReason
  deleted: number
  total: number
  at: number
}
const COLUMNS = 'id, name, user, reason, deleted, total, at'

/** The restore points' table in the log's file, on its connection; `keep` runs inside the commit. */
export function openRestorePoints(db: Database.Database) {
  db.exec(SCHEMA)
  const insert = db.prepare(
    `INSERT INTO restore_points(room, seq, document, name, user, reason, deleted, total, at, sha256, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const count = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM restore_points WHERE room = ?')
  // Many that follow closely upon one another are one story, of which the beginning matters; never the newest itself.
  const thin = db.prepare(
    `DELETE FROM restore_points WHERE id = (SELECT id FROM (
       SELECT id, at - lag(at) OVER older AS gap, lead(id) OVER older AS next
       FROM restore_points WHERE room = ? WINDOW older AS (ORDER BY at, id))
     WHERE gap IS NOT NULL AND next IS NOT NULL ORDER BY gap, id LIMIT 1)`,
  )
  const all = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM restore_points WHERE document = ? ORDER BY id DESC`,
  )
  const one = db.prepare<[number, string], Row & { sha256: Buffer; bytes: Buffer }>(
    `SELECT ${COLUMNS}, sha256, bytes FROM restore_points WHERE id = ? AND document = ?`,
  )

  return {
    keep(key: RoomKey, seq: number, point: NewRestorePoint, at: number): void {
      const room = roomId(key)
      const { by, reason, deletedChars, totalChars, bytes } = point
      insert.run(
        ...[room, seq, key.documentId, key.room, by, reason, deletedChars, totalChars, at],
        sha256(bytes),
        bytes,
      )
      if ((count.get(room)?.n ?? 0) > LIMITS.restorePoints) thin.run(room)
    },
    async of(documentId: string): Promise<RestorePoint[]> {
      return all.all(documentId).map(pointOf)
    },
    async get(documentId: string, id: string): Promise<{ point: RestorePoint; bytes: Uint8Array } | null> {
      const row = /^\d{1,15}$/.test(id) ? one.get(Number(id), documentId) : undefined
      if (row === undefined) return null
      if (!isIntact(row)) throw new Error(`restore point ${id} of ${documentId} does not match its checksum`)
      return { point: pointOf(row), bytes: row.bytes }
    },
  }
}

function pointOf({ id, name, user, reason, deleted, total, at }: Row): RestorePoint {
  return {
    id: String(id),
    room: name,
    by: user,
    reason,
    deletedChars: deleted,
    totalChars: total,
    at: new Date(at),
  }
}
