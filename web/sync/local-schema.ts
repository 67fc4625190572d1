import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Refusal } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'

/** Whose replica of which room. A refused replica is given up: the next one has a higher generation. */
export interface RoomPath {
  documentId: string
  room: RoomName
  userId: string
  epoch: string
}

/** A change that its tab made and the server hasn't acknowledged. `n` counts within the tab. */
export interface StoredEntry {
  /** Which room's, see outboxName. */
  store: string
  tab: string
  n: number
  update: Uint8Array
  /** `<root>/<key>` of what it set, in rooms made of maps. */
  keys: readonly string[]
  at: number
}

/** A block of the text that one wrote in, as words. */
export interface RescuedText {
  /** Empty where it is not known any more. */
  blockId: string
  /** The block as it was here; empty when it was deleted here. */
  here: string
  /** As the server had it, where that is known; undefined also where it had none. */
  there?: string
  /** What was typed into it and never arrived. */
  added?: readonly string[]
}

/** What could not be sent, and why: kept until its author has looked at it. */
export interface Rescue extends RoomPath {
  at: number
  code: number
  refusal: Refusal | undefined
  updates: readonly Uint8Array[]
  /** `<root>/<key>` → the record as it was here. */
  values: Readonly<Record<string, unknown>>
  texts?: readonly RescuedText[]
  /** What the records speak of, by id: a tag's label, the beginning of a note. */
  labels?: Readonly<Record<string, string>>
  /** What the document was called: it may not be there to ask any more. */
  title?: string
  /** Its records are to be sent again without being asked for; so many times it was begun in vain. */
  tries?: number
}

/** `former`: of another epoch; it waits to be compared with what the server has now. */
export interface StoredRoom {
  path: string
  generation: number
  former?: true
}

export interface Schema extends DBSchema {
  rooms: { key: string; value: StoredRoom }
  outbox: { key: [store: string, tab: string, n: number]; value: StoredEntry }
  rescue: { key: number; value: Rescue }
}

export type Database = IDBPDatabase<Schema>

const NAME = 'hezhu'

/** Rejects when this browser keeps nothing: private windows, a setting, a full disk. */
export async function openDatabase(): Promise<Database> {
  return openDB<Schema>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore('rooms', { keyPath: 'path' })
      db.createObjectStore('outbox')
      db.createObjectStore('rescue', { autoIncrement: true })
    },
  })
}

/** Under which name the unsent work of a room is kept, whatever becomes of its replica. */
export function outboxName({ documentId, room, userId, epoch }: RoomPath): string {
  return `${NAME}/${documentId}/${room}/${userId}/${epoch}`
}

/** All epochs of a room. */
export function epochsOf({ documentId, room, userId }: RoomPath): IDBKeyRange {
  const start = `${NAME}/${documentId}/${room}/${userId}/`
  return IDBKeyRange.bound(start, `${start}\uffff`)
}

/** What an outbox's name says; undefined when it is none. */
export function pathOfName(name: string): RoomPath | undefined {
  const [, documentId, room, userId, epoch] = name.split('/')
  if (!documentId || !room || !userId || epoch === undefined) return undefined
  return { documentId, room: room as RoomName, userId, epoch }
}
