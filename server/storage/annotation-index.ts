import type { AnnotationRecord } from '../../shared/annotation.ts'
import type { RecordId } from '../../shared/ids.ts'

/** Up to where in the log of a document's notes the index has read. */
export interface IndexPosition {
  epoch: string
  seq: number
}

/** An annotation as a row; what it is found by is taken out of its record. Times are milliseconds since 1970. */
export interface IndexedAnnotation {
  id: RecordId
  creator: string
  /** The thread's root; its own id for a root. */
  thread: RecordId
  created: number
  modified: number
  /** A tombstone is never found, but its replies are still about its blocks. */
  deleted: boolean
  blocks: readonly string[]
  tags: readonly RecordId[]
  /** What words are looked for in, folded. */
  search: string
  record: AnnotationRecord
}

/**
 * What one person says on a subject, of those roots of which several people may. `status`: open or resolved; `moderation`: hidden
 * or shown; `codebook`: JSON of the tag (user empty) or of an editor's overlay. The highest rev counts, then the user id
 * (docs/SPEC.md, N5).
 */
export interface IndexedEntry {
  root: 'status' | 'moderation' | 'codebook'
  subject: RecordId
  user: string
  rev: number
  value: string
}
export type EntryKey = Pick<IndexedEntry, 'root' | 'subject' | 'user'>

/** What changed in one document, all of it or nothing. */
export interface IndexChange {
  documentId: string
  /** Null in the middle of a rebuild: what is there is a part, and not to be built on. */
  position: IndexPosition | null
  annotations: readonly IndexedAnnotation[]
  entries: readonly IndexedEntry[]
  gone: { annotations: readonly RecordId[]; entries: readonly EntryKey[] }
}

/** All that is given must hold. */
export interface AnnotationFilter {
  author?: string
  /** Any of them. */
  tags?: readonly RecordId[]
  /** Of the thread. */
  status?: 'open' | 'resolved'
  /** The annotation or its thread's root is about this block. */
  block?: string
  /** Each must occur in the search text. */
  words?: readonly string[]
  /** Modified then or later. */
  since?: number
  offset: number
  limit: number
}
export interface FoundAnnotation {
  id: RecordId
  creator: string
  record: AnnotationRecord
  status: 'open' | 'resolved'
}

/**
 * Annotations as rows, for lists, search and counts. It holds nothing that the log does not, and may be thrown away at
 * any time. An implementation must pass annotation-index-contract.ts.
 */
export interface AnnotationIndex {
  /** Documents that are missing have to be rebuilt. */
  positions(documentIds: readonly string[]): Promise<Map<string, IndexPosition>>
  /** One transaction. */
  apply(changes: readonly IndexChange[]): Promise<void>
  /** Forgets the document, its position too. */
  clear(documentId: string): Promise<void>
  /** The same, and nothing that was deleted is left in the file. */
  erase(documentId: string): Promise<void>
  /** In order of creation; `total` is without offset and limit. Neither tombstones nor what editors have hidden. */
  find(documentId: string, filter: AnnotationFilter): Promise<{ total: number; found: FoundAnnotation[] }>
  /** The document's codebook entries. */
  codebook(documentId: string): Promise<IndexedEntry[]>
  /** How many annotations would be found without a filter. */
  countsOf(documentIds: readonly string[]): Promise<Map<string, number>>
  close(): Promise<void>
}
