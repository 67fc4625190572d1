import type { RoomName } from '../../shared/rooms.ts'

/**
 * States of a room from before much of it was deleted. They are stored by {@link UpdateLog.commit}, in one commit with
 * the row that deletes, so that there is none of the one without the other.
 */

export type RestoreReason = 'mass-deletion'

export interface NewRestorePoint {
  /** Whose deletion it goes before. */
  by: string
  reason: RestoreReason
  /** UTF-16 units, of how many there were. */
  deletedChars: number
  totalChars: number
  /** The room's state as one Yjs update. */
  bytes: Uint8Array
}

export interface RestorePoint extends Omit<NewRestorePoint, 'bytes'> {
  id: string
  room: RoomName
  at: Date
}

/** Part of the update log; an implementation must pass restore-points-contract.ts. */
export interface RestorePoints {
  /** Those of a document, over all its rooms and epochs, the latest first. */
  restorePointsOf(documentId: string): Promise<RestorePoint[]>
  /** Null: the document has no such point. Rejects when its bytes are not those that were written. */
  restorePoint(documentId: string, id: string): Promise<{ point: RestorePoint; bytes: Uint8Array } | null>
}
