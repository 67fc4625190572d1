import type * as Y from 'yjs'
import type { StatusRecord } from '../../shared/annotation.ts'
import type { Entry } from '../../shared/fold.ts'
import type { RecordId } from '../../shared/ids.ts'
import { ValueStore } from '../sync/value-store.ts'
import { type Codebook, readCodebook } from './codebook.ts'
import { buildThread, readAnnotation, readStatus, subjectAndWriter } from './records.ts'
import type { Annotation, Tag, Thread } from './types.ts'

/** Of a room: what has been changed here and isn't on the server's disk, as `<root>/<key>`. */
export interface PendingKeys {
  pendingKeys(): ReadonlySet<string>
}

type StatusEntry = Entry<StatusRecord> & { pending: boolean }

/** So long are others' changes gathered; one's own show at once. */
const GATHER_MS = 16
/** Most notes are durable before anybody could read that they aren't: only what waits longer says so. */
const PENDING_AFTER_MS = 400

/**
 * Annotations, threads and tags, derived from the notes room. Only what a change touches is read again; everything
 * else stays the same object, so that nothing else is drawn again.
 */
export class NotesStore {
  /** In no order yet: their place in the text decides that. */
  readonly threads = new ValueStore<ReadonlyMap<RecordId, Thread>>(new Map())
  readonly tags = new ValueStore<readonly Tag[]>([])
  readonly #ydoc: Y.Doc
  readonly #pending: PendingKeys
  readonly #annotations = new Map<RecordId, Annotation>()
  readonly #replies = new Map<RecordId, Set<RecordId>>()
  readonly #statuses = new Map<RecordId, Map<string, StatusEntry>>()
  #codebook: Codebook = readCodebook([])
  #uses = new Map<RecordId, number>()
  #dirty = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #pendingDirty = new Set<string>()
  #pendingTimer: ReturnType<typeof setTimeout> | undefined

  constructor(ydoc: Y.Doc, pending: PendingKeys) {
    this.#ydoc = ydoc
    this.#pending = pending
    for (const root of ['annotations', 'status', 'codebook'] as const) {
      const map = ydoc.getMap(root)
      for (const key of map.keys()) this.#dirty.add(`${root}/${key}`)
      map.observe((event, transaction) => {
        this.#touch(
          [...event.keysChanged].map((key) => `${root}/${String(key)}`),
          transaction.local,
        )
      })
    }
    this.flush()
  }

  get codebook(): Codebook {
    return this.#codebook
  }

  annotation(id: RecordId): Annotation | undefined {
    return this.#annotations.get(id)
  }

  /** The entries on a thread's status, whoever wrote them. */
  statuses(id: RecordId): readonly StatusEntry[] {
    return [...(this.#statuses.get(id)?.values() ?? [])]
  }

  /** Records have been sent, or have been found durable. */
  pendingChanged(keys: readonly string[]): void {
    for (const key of keys) this.#pendingDirty.add(key)
    if (keys.length === 0) return
    this.#pendingTimer ??= setTimeout(() => {
      this.#pendingTimer = undefined
      const dirty = this.#pendingDirty
      this.#pendingDirty = new Set()
      this.#touch([...dirty], true)
    }, PENDING_AFTER_MS)
  }

  /** Takes in at once what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#dirty.size === 0) return
    const dirty = this.#dirty
    this.#dirty = new Set()
    const pending = this.#pending.pendingKeys()
    const touched = new Set<RecordId>()
    if ([...dirty].some((path) => path.startsWith('codebook/'))) this.#readCodebook(touched)
    for (const path of dirty) {
      const slash = path.indexOf('/')
      const key = path.slice(slash + 1)
      const root = path.slice(0, slash)
      if (root === 'annotations') this.#readAnnotation(key, pending, touched)
      else if (root === 'status') this.#readStatus(key, pending, touched)
    }
    this.#rebuild(touched)
    this.#countUses()
  }

  destroy(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#pendingTimer)
  }

  #touch(paths: readonly string[], now: boolean): void {
    for (const path of paths) this.#dirty.add(path)
    if (now) this.flush()
    else if (paths.length > 0) this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  #readAnnotation(id: RecordId, pending: ReadonlySet<string>, touched: Set<RecordId>): void {
    const before = this.#annotations.get(id)
    const value = this.#ydoc.getMap('annotations').get(id)
    const after = readAnnotation(id, value, pending.has(`annotations/${id}`), (ids) => this.#tagsNow(ids))
    for (const one of [before, after]) if (one) touched.add(one.replyTo ?? id)
    if (before?.replyTo && before.replyTo !== after?.replyTo) this.#replies.get(before.replyTo)?.delete(id)
    if (after?.replyTo) {
      const replies = this.#replies.get(after.replyTo) ?? new Set()
      this.#replies.set(after.replyTo, replies.add(id))
    }
    if (after) this.#annotations.set(id, sameTags(before, after))
    else this.#annotations.delete(id)
  }

  #readStatus(key: string, pending: ReadonlySet<string>, touched: Set<RecordId>): void {
    const split = subjectAndWriter(key)
    if (!split) return
    const entries = this.#statuses.get(split.subject) ?? new Map<string, StatusEntry>()
    this.#statuses.set(split.subject, entries)
    const value = readStatus(this.#ydoc.getMap('status').get(key))
    if (value)
      entries.set(split.userId, { userId: split.userId, value, pending: pending.has(`status/${key}`) })
    else entries.delete(split.userId)
    touched.add(split.subject)
  }

  #readCodebook(touched: Set<RecordId>): void {
    this.#codebook = readCodebook(this.#ydoc.getMap('codebook').entries())
    // Which tags an annotation has may have changed with it: deleted ones go, merged ones become another.
    for (const [id, annotation] of this.#annotations) {
      const value = this.#ydoc.getMap('annotations').get(id) as { tags?: readonly RecordId[] } | undefined
      const tags = this.#tagsNow(value?.tags ?? [])
      if (sameList(tags, annotation.tags)) continue
      this.#annotations.set(id, { ...annotation, tags })
      touched.add(annotation.replyTo ?? id)
    }
  }

  #tagsNow(ids: readonly RecordId[]): readonly RecordId[] {
    const now = ids.map((id) => this.#codebook.resolve(id)).filter((id) => id !== undefined)
    return [...new Set(now)]
  }

  #rebuild(touched: ReadonlySet<RecordId>): void {
    if (touched.size === 0) return
    const threads = new Map(this.threads.get())
    for (const id of touched) {
      const root = this.#annotations.get(id)
      const replies = [...(this.#replies.get(id) ?? [])].map((reply) => this.#annotations.get(reply))
      const living = replies.filter((reply) => reply !== undefined)
      const thread = root && !root.replyTo ? buildThread(root, living, this.statuses(id)) : undefined
      if (thread) threads.set(id, thread)
      else threads.delete(id)
    }
    this.threads.set(threads)
  }

  #countUses(): void {
    const uses = new Map<RecordId, number>()
    for (const { deleted, tags } of this.#annotations.values())
      if (!deleted) for (const tag of tags) uses.set(tag, (uses.get(tag) ?? 0) + 1)
    this.#uses = uses
    const before = new Map(this.tags.get().map((tag) => [tag.id, tag]))
    const tags = this.#codebook.tags.map((tag) => {
      const next: Tag = { ...tag, uses: this.#uses.get(tag.id) ?? 0 }
      const known = before.get(tag.id)
      return known && sameTag(known, next) ? known : next
    })
    if (!sameList(tags, this.tags.get())) this.tags.set(tags)
  }
}

function sameTags(before: Annotation | undefined, after: Annotation): Annotation {
  return before && sameList(before.tags, after.tags) ? { ...after, tags: before.tags } : after
}

function sameTag(a: Tag, b: Tag): boolean {
  return (Object.keys({ ...a, ...b }) as (keyof Tag)[]).every((key) => a[key] === b[key])
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}
