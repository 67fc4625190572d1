import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'

/** What ages in a log's file. */
export interface StoredPiece {
  table: 'updates' | 'base_states' | 'archive'
  room: string
  seq: number
  user: string | null
  bytes: Buffer
}

/** Everything that is stored of rooms whose id matches, in order. */
export function storedPieces(file: string, room: RegExp): StoredPiece[] {
  const db = new Database(file, { readonly: true })
  const rows = db
    .prepare<[], StoredPiece>(
      `SELECT 'updates' AS "table", room, seq, user, bytes FROM updates
       UNION ALL SELECT 'base_states', room, seq, NULL, bytes FROM base_states
       UNION ALL SELECT 'archive', room, from_seq, NULL, rows FROM archive ORDER BY 1, 2, 3`,
    )
    .all()
  db.close()
  return rows.filter((row) => room.test(row.room))
}

/** Two bits of this piece change on the disk, as bits do; nobody may have the file open. */
export function rot(file: string, { bytes }: StoredPiece): void {
  const disk = readFileSync(file)
  // A long one goes on elsewhere; its beginning lies in one place.
  const at = disk.indexOf(bytes.subarray(0, Math.min(bytes.length, 200)))
  if (at === -1 || bytes.length < 4) throw new Error('this piece is not in the file as it is')
  const middle = at + Math.min(bytes.length >> 1, 100)
  disk[middle] = (disk[middle] as number) ^ 0b100
  disk[middle + 1] = (disk[middle + 1] as number) ^ 0b1
  writeFileSync(file, disk)
}

/** A row is not there any more. */
export function lose(file: string, { table, room, seq }: StoredPiece): void {
  const db = new Database(file)
  const column = table === 'archive' ? 'from_seq' : 'seq'
  const { changes } = db.prepare(`DELETE FROM ${table} WHERE room = ? AND ${column} = ?`).run(room, seq)
  db.close()
  if (changes !== 1) throw new Error('this piece is not in the file')
}
