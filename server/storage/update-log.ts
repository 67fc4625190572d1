import type { RoomName } from '../../shared/rooms.ts'
import { isRoomName } from '../../shared/rooms.ts'
import type { Rescue, RescueJournal } from './rescue-journal.ts'
import type { NewRestorePoint, RestorePoints } from './restore-points.ts'

/** Which room's log: `userId` is empty but for `private`, where everyone has a log of his own. */
export interface RoomKey {
  documentId: string
  epoch: string
  room: RoomName
  userId: string
}

export interface ClockRange {
  client: number
  from: number
  to: number
}

export interface LogRow {
  seq: number
  bytes: Uint8Array
}

/** The fold of all rows up to and including `seq`. */
export interface BaseState {
  seq: number
  bytes: Uint8Array
}

export interface StoredRoom {
  base: BaseState | null
  rows: LogRow[]
  /** Who owns which Yjs clientID in this room. */
  clients: Map<number, string>
}

export interface Append {
  key: RoomKey
  /** The writer, or `system` for what the server's own Y.Doc did. */
  user: string
  clocks: readonly ClockRange[]
  bytes: Uint8Array
  /** clientIDs bound to `user` by this row. */
  claims: readonly number[]
  at: Date
  /** What this row has swallowed, stored with it. */
  rescue?: Rescue
  /** What the room held before this row, stored with it. */
  restorePoint?: NewRestorePoint
}

/** A stored row is missing, or does not have the bytes that were written. */
export class CorruptRow extends Error {
  readonly key: RoomKey
  readonly seq: number
  constructor(key: RoomKey, seq: number) {
    super(`row ${seq} of ${roomId(key)} is missing or does not match its checksum`)
    this.key = key
    this.seq = seq
  }
}

/** The disk did not do what it was asked for; nothing of it is stored. */
export class StorageFailure extends Error {
  constructor(cause: unknown) {
    super(`storage failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/**
 * The update log: what makes "saved" true. An implementation must pass update-log-contract.ts.
 * Calls for one room never overlap; commits are called one at a time.
 */
export interface UpdateLog extends RescueJournal, RestorePoints {
  /** Everything of a room in order. Rejects with {@link CorruptRow} rather than answer with a part of it. */
  load(key: RoomKey): Promise<StoredRoom>
  /** All or nothing, and on the disk when it resolves. Answers with one seq an append, growing by one within a room. */
  commit(appends: readonly Append[]): Promise<number[]>
  /** Binds a clientID for good; false when it is somebody else's already. */
  bind(key: RoomKey, client: number, user: string, at: Date): Promise<boolean>
  /** How many clientIDs this user has bound in the document since a time. */
  bindingsSince(documentId: string, user: string, since: Date): Promise<number>
  /** Puts `base` in the place of the rows up to its seq. The base state before it is kept, the rows go to an archive. */
  compact(key: RoomKey, base: BaseState, at: Date): Promise<void>
  /** Seq of the room's last row, folded or not; 0 when nothing was stored. */
  lastSeq(key: RoomKey): Promise<number>
  /** Rejects while nothing can be stored, for want of room or of the right to write. Leaves nothing behind. */
  probe(): Promise<void>
  /** Time of the last row in any shared room of these documents. */
  lastActivity(documentIds: readonly string[]): Promise<Map<string, Date>>
  close(): Promise<void>
}

export function roomId(key: RoomKey): string {
  return `${key.documentId}/${key.epoch}/${key.room}${key.userId === '' ? '' : `/${key.userId}`}`
}

/** The reverse of {@link roomId}; null for what it never makes. */
export function roomKeyOf(id: string): RoomKey | null {
  const [documentId = '', epoch = '', room = '', userId = '', ...more] = id.split('/')
  if (documentId === '' || epoch === '' || !isRoomName(room) || more.length > 0) return null
  return (room === 'private') === (userId !== '') ? { documentId, epoch, room, userId } : null
}
