import type { CloseCode } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'

/** What the routes need from sync; main wires it. */
export interface Rooms {
  /** Writes server-made content as the first commit of a new document's room. Durable when it resolves. */
  create(documentId: string, room: RoomName, update: Uint8Array): Promise<void>
  /** Committed state of a room as one Yjs update (base state and tail merged). Never the live Y.Doc. */
  read(documentId: string, room: RoomName): Promise<Uint8Array>
  /** Closes matching connections at once with a code; all of a document, or one user's in it. */
  close(filter: { documentId: string; userId?: string }, code: CloseCode, reason: string): void
  /** Time of the last commit in any shared room of each document; missing when nothing was stored. */
  lastActivity(documentIds: readonly string[]): Promise<Map<string, Date>>
}
