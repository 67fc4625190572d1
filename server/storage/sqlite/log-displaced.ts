import type Database from 'better-sqlite3'
import { LIMITS } from '../../../shared/limits.ts'
import type { RoomName } from '../../../shared/rooms.ts'
import type { DisplacedRecord, LostPiece, Rescue, StructId } from '../rescue-journal.ts'
import { type RoomKey, roomId } from '../update-log.ts'

/** `graves`: which clocks are garbage, and where it lies. `displaced`: what was lost there, for `user`, who wrote it. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS displaced(
  id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL, seq INTEGER NOT NULL, document TEXT NOT NULL,
  name TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL,
  client INTEGER NOT NULL, clock INTEGER NOT NULL, chars INTEGER NOT NULL, at INTEGER NOT NULL,
  value TEXT, text TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS displaced_by_user ON displaced(document, user, id, chars);
CREATE INDEX IF NOT EXISTS displaced_by_end ON displaced(room, client, clock);
CREATE TABLE IF NOT EXISTS graves(
  room TEXT NOT NULL, client INTEGER NOT NULL, from_clock INTEGER NOT NULL, to_clock INTEGER NOT NULL,
  place TEXT NOT NULL, PRIMARY KEY(room, client, from_clock)) STRICT, WITHOUT ROWID;
`

/** The rescue journal's tables in the log's file, on its connection; `keep` runs inside the commit. */
export function openDisplaced(db: Database.Database) {
  db.exec(SCHEMA)
  const dig = db.prepare('INSERT OR REPLACE INTO graves VALUES (?, ?, ?, ?, ?)')
  const graveAt = db.prepare<[string, number, number], { to_clock: number; place: string }>(
    'SELECT to_clock, place FROM graves WHERE room = ? AND client = ? AND from_clock <= ? ORDER BY from_clock DESC LIMIT 1',
  )
  const insert = db.prepare(
    `INSERT INTO displaced(room, seq, document, name, user, kind, place, client, clock, chars, at, value, text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const endingAt = db.prepare<[string, number, number, string], { id: number; chars: number }>(
    `SELECT id, chars FROM displaced WHERE room = ? AND client = ? AND clock = ? AND user = ? AND kind = 'text'
     ORDER BY id DESC LIMIT 1`,
  )
  const prolong = db.prepare(
    'UPDATE displaced SET text = text || ?, chars = chars + ?, client = ?, clock = ? WHERE id = ?',
  )
  const trim = db.prepare(
    `DELETE FROM displaced WHERE id IN (SELECT id FROM (
       SELECT id, row_number() OVER newer AS pieces, sum(chars) OVER newer AS total
       FROM displaced WHERE document = ? AND user = ? WINDOW newer AS (ORDER BY id DESC))
     WHERE pieces > ? OR total > ?)`,
  )
  const ofUser = db.prepare<
    [string, string],
    {
      id: number
      name: RoomName
      at: number
      kind: LostPiece['kind']
      place: string
      value: string | null
      text: string
    }
  >(
    'SELECT id, name, at, kind, place, value, text FROM displaced WHERE document = ? AND user = ? ORDER BY id DESC',
  )
  const remove = db.prepare('DELETE FROM displaced WHERE id = ? AND document = ? AND user = ?')

  function placeOf(room: string, place: string | StructId): string {
    if (typeof place === 'string') return place
    const grave = graveAt.get(room, place.client, place.clock)
    return grave === undefined || place.clock >= grave.to_clock ? '' : grave.place
  }

  function keepPiece(key: RoomKey, seq: number, piece: LostPiece, at: number): void {
    const room = roomId(key)
    const { user, kind, after, last, value } = piece
    const before =
      kind === 'record' || after === null ? undefined : endingAt.get(room, after.client, after.clock, user)
    if (before !== undefined && before.chars + piece.text.length <= LIMITS.displacedPieceChars) {
      prolong.run(piece.text, piece.text.length, last.client, last.clock, before.id)
      return
    }
    const place = placeOf(room, piece.place)
    const json = value === undefined ? null : JSON.stringify(value)
    for (const text of cut(piece.text, kind === 'record')) {
      const chars = text.length + (json?.length ?? 0)
      insert.run(
        ...[room, seq, key.documentId, key.room, user, kind, place],
        ...[last.client, last.clock, chars, at, json, text],
      )
    }
  }

  return {
    keep(key: RoomKey, seq: number, { graves, pieces }: Rescue, at: number): void {
      const room = roomId(key)
      for (const { client, from, to, place } of graves) dig.run(room, client, from, to, placeOf(room, place))
      for (const piece of pieces) keepPiece(key, seq, piece, at)
      for (const user of new Set(pieces.map((piece) => piece.user)))
        trim.run(key.documentId, user, LIMITS.displacedPieces, LIMITS.displacedChars)
    },
    async of(documentId: string, user: string): Promise<DisplacedRecord[]> {
      return ofUser.all(documentId, user).map(({ id, name, at, value, ...row }) => ({
        ...row,
        id: String(id),
        room: name,
        at: new Date(at),
        ...(value === null ? {} : { value: JSON.parse(value) as unknown }),
      }))
    },
    async drop(documentId: string, user: string, id: string): Promise<boolean> {
      return /^\d{1,15}$/.test(id) && remove.run(Number(id), documentId, user).changes > 0
    },
  }
}

/** Pieces of the size that is kept as one, never through a surrogate pair. What has no text is worth a row as a record only. */
function cut(text: string, record: boolean): string[] {
  if (record) return [text]
  const parts: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + LIMITS.displacedPieceChars)
    if (to < text.length && /[\uD800-\uDBFF]/.test(text[to - 1] as string)) to--
    parts.push(text.slice(from, to))
    from = to
  }
  return parts
}
