import type Database from 'better-sqlite3'
import { MIGRATIONS } from '../../storage/sqlite/app-schema.ts'
import { readLog } from '../../storage/sqlite/log-reader.ts'
import { quarantinedRooms, roomsIn, unknownRoomTables } from '../../storage/sqlite/log-tables.ts'
import type { Snapshot } from '../../storage/sqlite/snapshot.ts'
import { roomId, roomKeyOf } from '../../storage/update-log.ts'
import type { RoomCheck } from './check-room.ts'
import { checkRoom } from './check-room.ts'
import type { RoomFacts } from './manifest.ts'

/** One thing that is wrong, in words for whoever runs the server. */
export interface Problem {
  /** The file, or the room and the document that people know by its title. */
  where: string
  what: string
  /** `content`: a backup is needed. `history`: what people see is whole. `version`: another program wrote this. */
  touches: 'content' | 'history' | 'version'
}

export interface Summary {
  documents: number
  rooms: number
  rows: number
  bases: number
  archives: number
  problems: number
}

interface LivingDocument {
  id: string
  title: string
  epoch: string
}

/**
 * Checks everything that is stored, room by room, and tells each problem as it is found. Rooms of documents that are in use
 * are replayed as well, unless that is left to somebody else; of deleted ones and of earlier epochs, which nobody opens, the
 * bytes are checked.
 */
export function checkData(
  { app, log }: Snapshot,
  tell: (problem: Problem) => void,
  replayed = true,
): { summary: Summary; rooms: RoomFacts[] } {
  const summary: Summary = { documents: 0, rooms: 0, rows: 0, bases: 0, archives: 0, problems: 0 }
  const bad = (problem: Problem) => {
    summary.problems++
    tell(problem)
  }
  checkFile(app, 'app.sqlite', bad)
  checkFile(log, 'log.sqlite', bad)
  const rooms: RoomFacts[] = []
  try {
    // What this program would say of a newer one's files could be wrong.
    if (newerParts({ app, log }, bad) === 0) checkRooms({ app, log }, { summary, rooms, bad, replayed })
  } catch (error) {
    bad({ where: 'app.sqlite or log.sqlite', what: unreadable(error), touches: 'content' })
  }
  return { summary, rooms }
}

interface Course {
  summary: Summary
  rooms: RoomFacts[]
  bad(problem: Problem): void
  replayed: boolean
}

function checkRooms({ app, log }: Pick<Snapshot, 'app' | 'log'>, course: Course): void {
  const { summary, rooms, bad, replayed } = course
  const documents = app
    .prepare<[], LivingDocument>('SELECT id, title, epoch FROM documents WHERE deleted_at IS NULL')
    .all()
  summary.documents = documents.length
  const living = new Map(documents.map((document) => [document.id, document]))
  const names = roomsIn(log)
  const there = new Set(names)
  for (const { id, epoch, title } of documents)
    if (!there.has(roomId({ documentId: id, epoch, room: 'text', userId: '' })))
      bad({ where: `text of ${named(title, id)}`, what: 'is not in the log', touches: 'content' })

  const reader = readLog(log)
  const left = quarantinedRooms(log)
  for (const name of names) {
    const key = roomKeyOf(name)
    if (key === null) {
      bad({ where: 'log.sqlite', what: `${JSON.stringify(name)} is no room`, touches: 'content' })
      continue
    }
    const document = living.get(key.documentId)
    const inUse = document?.epoch === key.epoch
    const where = `${key.room} of ${named(document?.title ?? '', key.documentId)}${inUse ? '' : `, epoch ${key.epoch}`}`
    const check = checkSafely(() => checkRoom(key, reader, replayed && inUse))
    if (check instanceof Error) {
      bad({ where, what: unreadable(check), touches: inUse ? 'content' : 'history' })
      continue
    }
    rooms.push(check.facts)
    summary.rooms++
    summary.rows += check.facts.rows
    summary.bases += check.bases
    summary.archives += check.archives
    // An epoch that was left because it was damaged is known to be so: what was wrong with it has been moved away.
    if (!inUse && left.has(name)) continue
    for (const { what, touches } of check.problems) bad({ where, what, touches: inUse ? touches : 'history' })
  }
}

/** A damaged file or update may make SQLite or Yjs throw anywhere. */
function checkSafely(check: () => RoomCheck): RoomCheck | Error {
  try {
    return check()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** SQLite's own checks. Whatever they say, the rooms on other pages can still be read. */
function checkFile(db: Database.Database, name: string, bad: (problem: Problem) => void): void {
  const wrong = (what: string) => bad({ where: name, what, touches: 'content' })
  try {
    const said = db.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all()
    if (said.join() !== 'ok') wrong(oneLine(said.join('; ')))
    const strays = db.pragma('foreign_key_check') as { table: string; parent: string }[]
    const pairs = new Set(strays.map(({ table, parent }) => `${table} → ${parent}`))
    if (strays.length > 0) wrong(`${strays.length} rows name what is not there (${[...pairs].join(', ')})`)
  } catch (error) {
    wrong(unreadable(error))
  }
}

/** How many of the files a newer program has written. */
function newerParts({ app, log }: Pick<Snapshot, 'app' | 'log'>, bad: (problem: Problem) => void): number {
  const done = app.prepare<[], string>('SELECT name FROM kysely_migration').pluck().all()
  const newer = [
    ...(done.every((name) => name in MIGRATIONS) ? [] : ['app.sqlite']),
    ...(unknownRoomTables(log).length === 0 ? [] : ['log.sqlite']),
  ]
  for (const where of newer)
    bad({ where, what: 'was written by a newer version of the program', touches: 'version' })
  return newer.length
}

function unreadable(error: unknown): string {
  return `can't be read (${oneLine(error instanceof Error ? error.message : String(error))})`
}

function named(title: string, id: string): string {
  return title === '' ? `document ${id}` : `${JSON.stringify(title)} (document ${id})`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 300)
}
