import type { IncomingHttpHeaders } from 'node:http'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { EpochChange, Incident } from '../storage/app-store.ts'

/** What sync needs from the rest of the server; main wires it. Nothing here knows of SQL, HTTP routes or better-auth. */

export interface SyncUser {
  id: string
  name: string
}

export interface Access {
  /** True for an exact match with one of the allowed origins; a missing Origin is foreign. */
  originAllowed(origin: string | undefined): boolean
  /** Who sent these headers (session cookie looked up, never cached); null when signed out. */
  userOf(headers: IncomingHttpHeaders): Promise<SyncUser | null>
  /** Synchronous, because it is asked for every writing frame. Null: not a member, or no such document. */
  roleOf(documentId: string, userId: string): Role | null
  /** Null when there is no such document (or it was deleted). */
  documentOf(documentId: string): { id: string; schema: number; epoch: string } | null
  /** The document takes nothing under this id any more. Synchronous, because it is asked for every annotation that is written. */
  isPurged(documentId: string, annotationId: string): boolean
}

/** Where a document's epoch is written down. */
export interface Epochs {
  /** The one moment at which it passes to another epoch; what {@link Access} answers changes with it. */
  changeEpoch(change: EpochChange): Promise<void>
  /** For what left the epoch as it is. */
  addIncident(incident: Incident): Promise<void>
}

/** Told after each commit, in commit order; for the projection. Must not throw. */
export interface CommitListener {
  committed(event: CommittedEvent): void
}
export interface CommittedEvent {
  documentId: string
  epoch: string
  room: RoomName
  /** For `private`: whose. Null for shared rooms. */
  userId: string | null
  /** Position in the room's log; grows by one a commit row. */
  seq: number
  at: Date
  /** Map roots only: root name → key → the value this commit left there (undefined: removed). */
  changed: ReadonlyMap<string, ReadonlyMap<string, unknown>>
}
