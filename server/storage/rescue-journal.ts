import type { RoomName } from '../../shared/rooms.ts'

/**
 * Text and records that a change by somebody who had not seen them swallowed, kept for who wrote them. They are stored
 * by {@link UpdateLog.commit}, in one commit with the row that swallowed them.
 */

export interface StructId {
  client: number
  clock: number
}

/** Something that lost its place. */
export interface LostPiece {
  /** Who wrote it. */
  user: string
  kind: 'text' | 'record'
  /** Id of the block it stood in, `<root>/<key>` of a record; a struct that is garbage: wherever that had stood. */
  place: string | StructId
  /** May be empty: then it only says where the one before it ends. */
  text: string
  value?: unknown
  /** What it stood behind, and its own last struct: so that what is typed on, one character an update, stays together. */
  after: StructId | null
  last: StructId
}

/** Structs that are garbage from now on, and where they stood: what is typed behind them later has lost that place. */
export interface Grave {
  client: number
  from: number
  to: number
  place: string | StructId
}

/** What one row has swallowed. */
export interface Rescue {
  graves: readonly Grave[]
  pieces: readonly LostPiece[]
}

/** As it is kept. */
export interface DisplacedRecord {
  id: string
  room: RoomName
  at: Date
  kind: 'text' | 'record'
  /** Empty when nobody knows any more. */
  place: string
  text: string
  value?: unknown
}

/** Part of the update log; an implementation must pass rescue-journal-contract.ts. */
export interface RescueJournal {
  /** One user's in a document, over all its epochs, the latest first. */
  displacedOf(documentId: string, user: string): Promise<DisplacedRecord[]>
  /** False when this user has no such piece there. */
  dropDisplaced(documentId: string, user: string, id: string): Promise<boolean>
}
