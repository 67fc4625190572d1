import type { AnnotationRecord } from '../../shared/annotation.ts'
import {
  annotationSchema,
  isPassage,
  moderationSchema,
  statusSchema,
  tagOverlaySchema,
  tagSchema,
  textOfBody,
} from '../../shared/annotation.ts'
import type { RecordId } from '../../shared/ids.ts'
import { creatorOf, keyParts } from '../../shared/ids.ts'
import type {
  EntryKey,
  IndexChange,
  IndexedAnnotation,
  IndexedEntry,
  IndexPosition,
} from '../storage/annotation-index.ts'
import { foldText } from './search-text.ts'

/** Root → key → value as it is now; undefined: removed. What a commit changed, or all there is. */
export type NotesChange = ReadonlyMap<string, ReadonlyMap<string, unknown>>

/** What this means for the index. A value that is none of ours counts as removed: rows are made of checked records only. */
export function foldNotes(
  documentId: string,
  position: IndexPosition | null,
  changed: NotesChange,
): IndexChange {
  const change = {
    documentId,
    position,
    annotations: [] as IndexedAnnotation[],
    entries: [] as IndexedEntry[],
    gone: { annotations: [] as RecordId[], entries: [] as EntryKey[] },
  }
  for (const [id, value] of changed.get('annotations') ?? []) {
    const creator = creatorOf(id)
    const read = annotationSchema.safeParse(value)
    if (creator !== null && read.success) change.annotations.push(annotationRow(id, creator, read.data))
    else change.gone.annotations.push(id)
  }
  for (const root of ['status', 'moderation', 'codebook'] as const) {
    for (const [key, value] of changed.get(root) ?? []) {
      const [subject = '', user = ''] = keyParts(key)
      const entry = readEntry(root, user, value)
      if (entry === null) change.gone.entries.push({ root, subject, user })
      else change.entries.push({ root, subject, user, ...entry })
    }
  }
  return change
}

function annotationRow(id: RecordId, creator: string, record: AnnotationRecord): IndexedAnnotation {
  const deleted = record.deleted === true
  const blocks = record.target.flatMap((target) =>
    isPassage(target) && target.endBlockId !== undefined
      ? [target.blockId, target.endBlockId]
      : [target.blockId],
  )
  const quotes = record.target.flatMap((target) => (isPassage(target) ? [target.quote] : []))
  const words = [textOfBody(record.body), record.replacement ?? '', ...quotes]
  return {
    id,
    creator,
    thread: record.replyTo ?? id,
    created: Date.parse(record.created),
    modified: Date.parse(record.modified),
    deleted,
    blocks: [...new Set(blocks)],
    tags: deleted ? [] : [...new Set(record.tags ?? [])],
    search: deleted ? '' : foldText(words.join('\n')),
    record,
  }
}

function readEntry(
  root: IndexedEntry['root'],
  user: string,
  value: unknown,
): Pick<IndexedEntry, 'rev' | 'value'> | null {
  switch (root) {
    case 'status': {
      const read = statusSchema.safeParse(value)
      return read.success ? { rev: read.data.rev, value: read.data.status } : null
    }
    case 'moderation': {
      const read = moderationSchema.safeParse(value)
      return read.success ? { rev: read.data.rev, value: read.data.hidden ? 'hidden' : 'shown' } : null
    }
    case 'codebook': {
      const read = (user === '' ? tagSchema : tagOverlaySchema).safeParse(value)
      return read.success ? { rev: read.data.rev, value: JSON.stringify(read.data) } : null
    }
    default:
      return root satisfies never
  }
}
