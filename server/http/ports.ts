import type { BlockInfo, Displaced, ProblemCode, SourceRecord } from '../../shared/api.ts'
import type { Block } from '../../shared/blocks.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RestorePoint } from '../storage/restore-points.ts'

type Purged = { annotationId: string } | { userId: string }

/** What the routes need from sync; main wires it. */
export interface Rooms {
  /** Writes server-made content as the first commit of a new document's room. Durable when it resolves. */
  create(documentId: string, room: RoomName, update: Uint8Array): Promise<void>
  /** Committed state of a room as one Yjs update (base state and tail merged). Never the live Y.Doc. */
  read(documentId: string, room: RoomName): Promise<Uint8Array>
  /** Closes matching connections at once with a code; all of a document, or one user's in it. */
  close(filter: { documentId: string; userId?: string }, code: CloseCode, reason: string): void
  /** Takes a note, or what a person wrote but the text, out of the document. Rejects with everything as it was. */
  purge(documentId: string, purgeId: string, what: Purged): Promise<void>
  /** Overwrites all that was stored of it before. */
  erase(documentId: string, what: Purged): Promise<void>
  /** Nothing of what was overwritten is left in any file. False while somebody reads them; to be asked again. */
  leftNothing(): Promise<boolean>
  /** Time of the last commit in any shared room of each document; missing when nothing was stored. */
  lastActivity(documentIds: readonly string[]): Promise<Map<string, Date>>
}

/** What was kept of what people lost to one another (server/sync/rescue.ts). */
export interface Rescue {
  /** One user's displaced text in a document, the latest first. */
  displaced(documentId: string, userId: string): Promise<Displaced[]>
  /** False: this user has no such piece there. */
  dropDisplaced(documentId: string, userId: string, id: string): Promise<boolean>
  /** A document's, the latest first; `by` is a user's id. */
  restorePoints(documentId: string): Promise<RestorePoint[]>
  /** The state it holds, as one Yjs update of that room; null: there is none. */
  restorePoint(documentId: string, id: string): Promise<{ room: RoomName; bytes: Uint8Array } | null>
  /** An ordinary edit, made by the server because `by` asks for it; durable when it resolves. False: there is no such point. */
  restore(documentId: string, id: string, by: string): Promise<boolean>
}

export type ImportFormat = 'text' | 'markdown' | 'html'
export type Imported =
  | { ok: true; document: { title: string | null; blocks: Block[]; source: SourceRecord } }
  | { ok: false; problem: ProblemCode }

/** Between what people bring and a text room, both ways (server/import). */
export interface Importer {
  /** However long it takes, it holds nobody else up; never fails because of the text. */
  importDocument(input: { text: string; format: ImportFormat }): Promise<Imported>
  /** A file's bytes as text, whatever it is encoded in; null when it is no text. */
  decodeTextFile(bytes: Uint8Array): string | null
  /** The first update of a new text room. */
  textRoomUpdate(blocks: Block[]): Uint8Array
  /** A text's blocks in order; of the room `text` when none is named. */
  blocksOf(update: Uint8Array, room?: RoomName): BlockInfo[]
}

/** Filters of the list of annotations; all that are given must hold. `page` counts from 0. */
export interface AnnotationQuery {
  author?: string
  tag?: string
  status?: 'open' | 'resolved'
  block?: string
  q?: string
  since?: Date
  page: number
}

/** The projection of the `notes` rooms (server/projection). */
export interface AnnotationIndex {
  /** A W3C AnnotationPage; `base` is the address of the document's list, for its ids and links. */
  list(documentId: string, query: AnnotationQuery, base: string): Promise<object>
  /** Forgets the document, and leaves no trace of it on the disk; it is read again from the log. */
  erase(documentId: string): Promise<void>
  /** How many annotations are not deleted; replies count. */
  countsOf(documentIds: readonly string[]): Promise<Map<string, number>>
}

/** Where this server is reached; all are origins: `https://notes.example`. */
export interface Addresses {
  /** What a link leads to when nothing else is said. */
  main: string
  /** Every address that is announced to people. */
  all: readonly string[]
  /** Exactly those that may write and open sockets. */
  origins: readonly string[]
}

/** `unwritable`: it answers, but what people write can't be stored now. */
export type ServerState = 'starting' | 'ready' | 'unwritable' | 'draining'
