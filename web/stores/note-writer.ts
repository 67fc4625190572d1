import type * as Y from 'yjs'
import {
  type AnnotationRecord,
  annotationSchema,
  type Body,
  PATTERNS,
  type Pattern,
  PIGMENTS,
  type Pigment,
  type StatusRecord,
  statusSchema,
  type TagRecord,
  tagSchema,
} from '../../shared/annotation.ts'
import { nextRev } from '../../shared/fold.ts'
import { creatorOf, entryKey, type RecordId, recordId } from '../../shared/ids.ts'
import { can, type Role } from '../../shared/roles.ts'
import { foldLabel } from './codebook.ts'
import type { NotesStore } from './notes-store.ts'
import type { NewAnnotation, RemovedNote, Tag } from './types.ts'

export interface WriterOptions {
  ydoc: Y.Doc
  notes: NotesStore
  userId: string
  role: Role
  now: () => number
  newId: () => string
}

/**
 * Writes records into the notes room: only under one's own keys, and only what their schemas allow, so that the server
 * never has a reason to refuse. The page offers nothing that would be refused here; so a refusal is an error, thrown.
 */
export class NoteWriter {
  readonly #options: WriterOptions

  constructor(options: WriterOptions) {
    this.#options = options
  }

  annotate(note: NewAnnotation): RecordId {
    const { target, motivation, body, tags } = note
    const at = this.#time()
    if (target.length === 0) throw new RangeError('an annotation needs a target')
    return this.#add({ target, motivation, ...said(body, tags), created: at, modified: at, rev: 1 })
  }

  reply(threadId: RecordId, body: Body): RecordId {
    const root = this.#options.notes.annotation(threadId)
    if (!root || root.replyTo) throw new RangeError('there is no such thread')
    const at = this.#time()
    return this.#add({
      target: [],
      motivation: 'replying',
      body,
      replyTo: threadId,
      created: at,
      modified: at,
      rev: 1,
    })
  }

  edit(id: RecordId, change: { body?: Body; tags?: readonly RecordId[] }): void {
    const record = this.#own(id)
    if (!record || record.deleted) throw new RangeError('there is no such annotation of one’s own')
    const { body: _body, tags: _tags, ...rest } = record
    const spoken = said(change.body ?? record.body, change.tags ?? record.tags)
    this.#put(id, { ...rest, ...spoken, modified: this.#time(), rev: record.rev + 1 })
  }

  remove(id: RecordId): RemovedNote | undefined {
    const previous = this.#own(id)
    if (!previous || previous.deleted) return undefined
    const { body: _body, tags: _tags, replacement: _replacement, ...rest } = previous
    this.#put(id, { ...rest, modified: this.#time(), rev: previous.rev + 1, deleted: true })
    return { id, previous }
  }

  restore({ id, previous }: RemovedNote): void {
    const now = this.#own(id)
    if (!now?.deleted) return
    this.#put(id, { ...previous, rev: now.rev + 1 })
  }

  setStatus(threadId: RecordId, status: StatusRecord['status'], reason?: string): void {
    const { notes, userId, role, ydoc } = this.#options
    if (!notes.annotation(threadId)) throw new RangeError('there is no such thread')
    if (creatorOf(threadId) !== userId && !can(role, 'status:setAny'))
      throw new RangeError('not one’s own thread')
    const rev = nextRev(notes.statuses(threadId).map((entry) => entry.value))
    const why = reason?.trim()
    const record: StatusRecord = { status, ...(why ? { reason: why } : {}), at: this.#time(), rev }
    statusSchema.parse(record)
    this.#write(() => ydoc.getMap('status').set(entryKey(threadId, userId), record))
  }

  createTag({ label, color, pattern }: { label: string; color?: Pigment; pattern?: Pattern }): RecordId {
    const { notes, ydoc, userId, newId } = this.#options
    const words = label.normalize('NFC').replace(/\s+/g, ' ').trim()
    const known = notes.codebook.byLabel.get(foldLabel(words))
    if (known !== undefined) return known
    const look = freshLook(notes.tags.get())
    const at = this.#time()
    const record: TagRecord = {
      label: words,
      color: color ?? look.color,
      pattern: pattern ?? look.pattern,
      created: at,
      modified: at,
      rev: 1,
    }
    tagSchema.parse(record)
    const id = recordId(userId, newId())
    this.#write(() => ydoc.getMap('codebook').set(id, record))
    return id
  }

  #add(record: AnnotationRecord): RecordId {
    const id = recordId(this.#options.userId, this.#options.newId())
    this.#put(id, record)
    return id
  }

  #put(id: RecordId, record: AnnotationRecord): void {
    annotationSchema.parse(record)
    this.#write(() => this.#options.ydoc.getMap('annotations').set(id, record))
  }

  #own(id: RecordId): AnnotationRecord | undefined {
    if (creatorOf(id) !== this.#options.userId) return undefined
    return this.#options.ydoc.getMap<AnnotationRecord>('annotations').get(id)
  }

  #write(write: () => void): void {
    if (!can(this.#options.role, 'notes:write')) throw new RangeError('this role writes no notes')
    this.#options.ydoc.transact(write)
  }

  #time(): string {
    return new Date(this.#options.now()).toISOString()
  }
}

/** Fields that aren't there are left out: the schema knows no undefined. */
function said(
  body: Body | undefined,
  tags: readonly RecordId[] | undefined,
): Pick<AnnotationRecord, 'body' | 'tags'> {
  return { ...(body ? { body } : {}), ...(tags && tags.length > 0 ? { tags: [...new Set(tags)] } : {}) }
}

/** The pair of pigment and pattern that is used least; pigments first, since they are seen first. */
function freshLook(tags: readonly Tag[]): { color: Pigment; pattern: Pattern } {
  const least = <T>(all: readonly T[], count: (one: T) => number): T =>
    all.reduce((best, one) => (count(one) < count(best) ? one : best))
  const color = least(PIGMENTS, (one) => tags.filter((tag) => tag.color === one).length)
  const pattern = least(
    PATTERNS,
    (one) => tags.filter((tag) => tag.color === color && tag.pattern === one).length,
  )
  return { color, pattern }
}
