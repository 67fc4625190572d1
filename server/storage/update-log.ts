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

/** Stands as the writer of what nobody but the server has written. */
export const SYSTEM = 'system'
/** Stands in the attribution for who was purged. */
export const NOBODY = 'nobody'

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
  /** Who wrote what stands under clientIDs of `system`, ordered by client and clock: others, where an epoch was begun from values. */
  bySystem: AttributedRange[]
}

export interface Append {
  key: RoomKey
  /** The writer, or {@link SYSTEM}. */
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

/** Who wrote these clocks, and when. */
export interface AttributedRange extends ClockRange {
  user: string
  at: Date
}

/** A stored update and what is known of it. */
export interface LogPiece {
  seq: number
  /** Null where that is not known. */
  user: string | null
  at: Date | null
  bytes: Uint8Array
}

/** Why something that is stored can't be believed. */
export type DamageReason = 'checksum' | 'missing' | 'unreadable'
export interface DamagedPiece {
  kind: 'update' | 'base' | 'archive'
  /** Of an archive the first one. */
  seq: number
  user: string | null
  at: Date | null
  reason: DamageReason
}

/** All that is there of a room, believed or not. */
export interface RoomPieces {
  /** Whatever of base states, archives and rows is intact, in the order in which it was written. */
  intact: LogPiece[]
  damaged: DamagedPiece[]
  clients: Map<number, string>
}

/** A room of a new epoch: one update that holds all of it, and who is to be named for what. */
export interface NewRoom {
  key: RoomKey
  bytes: Uint8Array
  /** Bound to `system`. */
  client: number
  attribution: readonly AttributedRange[]
}

/** The part of the update log that moves a document to a new epoch, reading what is damaged too, and writing rooms as a whole. */
export interface EpochLog {
  /** Every room of which anything is stored in this epoch. */
  roomsOf(documentId: string, epoch: string): Promise<RoomKey[]>
  /** Never compacted, ordered by client and clock. */
  attributionOf(key: RoomKey): Promise<AttributedRange[]>
  /** Unlike `load` it answers whatever can be read. */
  piecesOf(key: RoomKey): Promise<RoomPieces>
  /** These rooms in one transaction, each as its first row. One that has content already makes it fail. */
  writeEpoch(rooms: readonly NewRoom[], at: Date): Promise<void>
  /**
   * Moves what is damaged in a room away, with everything that is known of it. For rooms of an epoch that has been left: what
   * remains may look whole, and be older than it was.
   */
  quarantine(key: RoomKey, at: Date): Promise<void>
  /**
   * Deletes all that belongs to other epochs of the document, quarantine included. Displaced pieces go as far as they are
   * somebody's or about a note that was purged, restore points stay and name nobody who was. What was deleted is overwritten.
   */
  eraseOtherEpochs(
    documentId: string,
    epoch: string,
    purged: { annotationId: string } | { userId: string },
  ): Promise<void>
  /** True: nothing of what was overwritten is left in any file. False while somebody else reads them; to be asked again. */
  leftNothing(): Promise<boolean>
}

/**
 * The update log: what makes "saved" true. An implementation must pass update-log-contract.ts.
 * Calls for one room never overlap; commits are called one at a time.
 */
export interface UpdateLog extends RescueJournal, RestorePoints, EpochLog {
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
