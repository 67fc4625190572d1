import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { STORED, storeData } from '../../../tests/support/stored-data.ts'
import { temporaryFolder } from '../../../tests/support/temporary.ts'
import { ROOM_TABLES, renameEpoch, roomsIn, unknownRoomTables } from './log-tables.ts'

async function stored<T>(file: 'app' | 'log', use: (db: Database.Database) => T): Promise<T> {
  const db = new Database(join(await storeData(temporaryFolder()), `${file}.sqlite`))
  try {
    return use(db)
  } finally {
    db.close()
  }
}
const tablesWith = (db: Database.Database, column: string) =>
  db
    .prepare(
      "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name = ?",
    )
    .pluck()
    .all(column)

describe('the tables that belong to rooms', () => {
  test('[B4] are all in the list, and nothing else has an epoch but the documents', async () => {
    await stored('log', (log) => {
      expect([...ROOM_TABLES].sort()).toEqual(tablesWith(log, 'room').sort())
      expect(tablesWith(log, 'epoch')).toEqual([])
      expect(unknownRoomTables(log)).toEqual([])
      log.exec('CREATE TABLE sketches(room TEXT)')
      expect(unknownRoomTables(log)).toEqual(['sketches'])
    })
    await stored('app', (app) => {
      expect(tablesWith(app, 'epoch')).toEqual(['documents'])
      expect(tablesWith(app, 'room')).toEqual([])
    })
  })

  test('[B4] move to another epoch together, and only those of that document and epoch', async () => {
    await stored('log', (log) => {
      const { documentId, epoch } = STORED
      for (const other of [`${documentId}/${epoch}0`, `${documentId}0/${epoch}`, `x${documentId}/${epoch}`])
        log.prepare('INSERT INTO archive VALUES (?, 1, 1, zeroblob(1), 1)').run(`${other}/notes`)
      const counts = () =>
        ROOM_TABLES.map((table) => log.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
      const before = { rooms: roomsIn(log), counts: counts() }
      renameEpoch(log, documentId, epoch, 'epoch-2')
      const moved = (room: string) =>
        room.startsWith(`${documentId}/${epoch}/`) ? room.replace(epoch, 'epoch-2') : room
      expect(roomsIn(log)).toEqual(before.rooms.map(moved).sort())
      expect(roomsIn(log)).not.toEqual(before.rooms)
      expect(counts()).toEqual(before.counts)
    })
  })
})
