import type { IncomingHttpHeaders } from 'node:http'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'

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
}

/** Told after a commit, in commit order; for the projection. Must not throw; awaited only at drain. */
export interface CommitListener {
  /** `changed`: root name → keys of the map that changed (empty for fragments); `read` gives the committed value now. */
  committed(event: CommittedEvent): void
}
export interface CommittedEvent {
  documentId: string
  room: RoomName
  /** For `private`: whose. */
  userId: string | null
  seq: number
  at: Date
  changed: ReadonlyMap<string, ReadonlySet<string>>
  read(root: string, key: string): unknown
}
