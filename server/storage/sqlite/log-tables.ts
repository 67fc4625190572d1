import type Database from 'better-sqlite3'

/**
 * The tables of log.sqlite that belong to a room, named by their column `room`: whoever renames, counts or copies rooms goes
 * through this list. A test compares it with the tables that opening the log makes.
 */
export const ROOM_TABLES = [
  'updates',
  'base_states',
  'archive',
  'bindings',
  'attribution',
  'displaced',
  'graves',
  'restore_points',
  'quarantine',
] as const

/** Tables by room that this program does not know: the file is from a newer one. */
export function unknownRoomTables(log: Database.Database): string[] {
  const known: readonly string[] = ROOM_TABLES
  return log
    .prepare<[], string>(
      `SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
       WHERE m.type = 'table' AND c.name = 'room' ORDER BY m.name`,
    )
    .pluck()
    .all()
    .filter((name) => !known.includes(name))
}

/** Ids of all rooms that anything is stored of. */
export function roomsIn(log: Database.Database): string[] {
  const parts = roomTablesIn(log).map((name) => `SELECT room FROM ${name}`)
  return parts.length === 0
    ? []
    : log
        .prepare<[], string>(`${parts.join(' UNION ')} ORDER BY room`)
        .pluck()
        .all()
}

/** The bounds of all ids of rooms that begin with this and a slash: '0' comes after '/'. */
export function below(prefix: string): [from: string, end: string] {
  return [`${prefix}/`, `${prefix}0`]
}

/** Moves all that is stored of a document's rooms from one epoch to another; what is in the rows stays as it is. */
export function renameEpoch(log: Database.Database, documentId: string, from: string, to: string): void {
  const [old, end] = below(`${documentId}/${from}`)
  for (const table of roomTablesIn(log))
    log
      .prepare(`UPDATE ${table} SET room = ? || substr(room, ?) WHERE room >= ? AND room < ?`)
      .run(`${documentId}/${to}/`, old.length + 1, old, end)
}

/** Rooms of which something damaged was moved away. */
export function quarantinedRooms(log: Database.Database): Set<string> {
  return hasTable(log, 'quarantine')
    ? new Set(log.prepare<[], string>('SELECT DISTINCT room FROM quarantine').pluck().all())
    : new Set()
}

/** An older log has fewer of them. */
function roomTablesIn(log: Database.Database): string[] {
  return ROOM_TABLES.filter((name) => hasTable(log, name))
}

export function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined
}
