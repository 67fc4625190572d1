import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AnnotationIndex as AnnotationLists } from '../http/ports.ts'
import type { AnnotationIndex, IndexChange, IndexPosition } from '../storage/annotation-index.ts'
import type { RoomKey, UpdateLog } from '../storage/update-log.ts'
import type { CommitListener, CommittedEvent } from '../sync/ports.ts'
import { annotationPage, PAGE_SIZE } from './annotation-page.ts'
import { Codebook } from './codebook.ts'
import type { NotesChange } from './fold-notes.ts'
import { foldNotes } from './fold-notes.ts'
import { partsOf, replay } from './replay.ts'
import { wordsOf } from './search-text.ts'

export interface ProjectionParts {
  index: AnnotationIndex
  log: Pick<UpdateLog, 'load' | 'lastSeq'>
  /** Null: there is no such document (any more). */
  epochOf(documentId: string): string | null
  /** What its people are called, by user id. */
  namesOf(documentId: string): Promise<ReadonlyMap<string, string>>
  report(error: unknown, documentId: string): void
}

/** Keys written in one transaction of a rebuild; other work gets its turn between. */
const REBUILD_PART = 500
/** Commits folded into one transaction at most, and keys, unless it is one commit's. */
const MOST_EVENTS = 200
const MOST_KEYS = 1_000

/**
 * Folds what is committed to `notes` rooms into the annotation index, and answers questions about it. It never holds up
 * a commit: events are taken as they come and written in a later turn. A document whose index is behind, has a gap or
 * could not be written is built again from the log, when somebody asks for it or its next commit comes.
 */
export class Projection implements CommitListener, AnnotationLists {
  readonly #parts: ProjectionParts
  /** Where the index stands, of documents found to be in step with the log since start. */
  readonly #inStep = new Map<string, IndexPosition>()
  #events: CommittedEvent[] = []
  #scheduled = false
  /** The end of the queue of jobs: one at a time, so that nobody reads or writes beside a rebuild. */
  #tail: Promise<unknown> = Promise.resolve()

  constructor(parts: ProjectionParts) {
    this.#parts = parts
  }

  committed(event: CommittedEvent): void {
    if (event.room !== 'notes') return
    this.#events.push(event)
    this.#schedule()
  }

  /** Resolves when all that has been committed is in the index, or given up for now. */
  async idle(): Promise<void> {
    for (let tail: unknown = null; tail !== this.#tail; ) {
      tail = this.#tail
      await tail
    }
  }

  list(...[documentId, query, base]: Parameters<AnnotationLists['list']>): Promise<object> {
    return this.#run(async () => {
      await this.#takeEvents(this.#events.length)
      await this.#bringInStep(documentId)
      const { index } = this.#parts
      const codebook = new Codebook(await index.codebook(documentId))
      const { tag, q, since, page, ...same } = query
      const { total, found } = await index.find(documentId, {
        ...same,
        ...(tag === undefined ? {} : { tags: codebook.idsOf(tag) }),
        ...(q === undefined ? {} : { words: wordsOf(q) }),
        ...(since === undefined ? {} : { since: since.getTime() }),
        offset: page * PAGE_SIZE,
        limit: PAGE_SIZE,
      })
      const names = await this.#parts.namesOf(documentId)
      return annotationPage({ base, query, total, found, codebook, names })
    })
  }

  erase(documentId: string): Promise<void> {
    return this.#run(async () => {
      this.#inStep.delete(documentId)
      this.#events = this.#events.filter((event) => event.documentId !== documentId)
      await this.#parts.index.erase(documentId)
    })
  }

  /** Documents that can't be read for now are missing. */
  countsOf(documentIds: readonly string[]): Promise<Map<string, number>> {
    return this.#run(async () => {
      await this.#takeEvents(this.#events.length)
      const readable: string[] = []
      for (const id of documentIds)
        if (await this.#attempt(id, () => this.#bringInStep(id))) readable.push(id)
      return this.#parts.index.countsOf(readable)
    })
  }

  #run<T>(job: () => Promise<T>): Promise<T> {
    const running = this.#tail.then(job)
    this.#tail = running.catch(() => {})
    return running
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#run(async () => {
      // Whatever else is committed in this turn comes along, and the sync path goes first.
      await nextTurn()
      this.#scheduled = false
      await this.#takeEvents(fewOf(this.#events))
      // Behind those who have begun to wait meanwhile.
      if (this.#events.length > 0) this.#schedule()
    })
  }

  /** Never rejects: what can't be written makes its document one to be rebuilt. */
  async #takeEvents(most: number): Promise<void> {
    const events = this.#events.splice(0, most)
    const changes: IndexChange[] = []
    for (const [id, own] of Map.groupBy(events, (event) => event.documentId)) {
      await this.#attempt(id, async () => {
        const change = await this.#changeOf(id, own)
        if (change !== null) changes.push(change)
        else await this.#bringInStep(id)
      })
    }
    if (changes.length === 0) return
    try {
      await this.#parts.index.apply(changes)
      for (const { documentId, position } of changes)
        if (position !== null) this.#inStep.set(documentId, position)
    } catch (error) {
      for (const { documentId } of changes) this.#failed(error, documentId)
    }
  }

  /** What these commits add to the index; null when they don't follow on what it has read. */
  async #changeOf(id: string, events: readonly CommittedEvent[]): Promise<IndexChange | null> {
    const epoch = this.#parts.epochOf(id)
    if (epoch === null) return null
    const position = this.#inStep.get(id) ?? (await this.#parts.index.positions([id])).get(id)
    if (position?.epoch !== epoch) return null
    const news = events.filter((event) => event.epoch === epoch && event.seq > position.seq)
    if (!news.every((event, at) => event.seq === position.seq + 1 + at)) {
      this.#inStep.delete(id)
      return null
    }
    return foldNotes(id, { epoch, seq: position.seq + news.length }, merged(news))
  }

  /** Compares the index with the log, and builds it anew unless it has read all there is. */
  async #bringInStep(id: string): Promise<void> {
    const { index, log, epochOf } = this.#parts
    const epoch = epochOf(id)
    if (epoch === null || this.#inStep.get(id)?.epoch === epoch) return
    const key: RoomKey = { documentId: id, epoch, room: 'notes', userId: '' }
    const position = (await index.positions([id])).get(id)
    if (position?.epoch === epoch && position.seq === (await log.lastSeq(key))) {
      this.#inStep.set(id, position)
      return
    }
    const stored = await log.load(key)
    const read: IndexPosition = { epoch, seq: stored.rows.at(-1)?.seq ?? stored.base?.seq ?? 0 }
    await index.clear(id)
    for (const part of partsOf(replay(stored), REBUILD_PART)) {
      await index.apply([foldNotes(id, null, part)])
      await nextTurn()
    }
    await index.apply([foldNotes(id, read, new Map())])
    this.#inStep.set(id, read)
  }

  async #attempt(id: string, job: () => Promise<void>): Promise<boolean> {
    try {
      await job()
      return true
    } catch (error) {
      this.#failed(error, id)
      return false
    }
  }

  #failed(error: unknown, id: string): void {
    this.#inStep.delete(id)
    this.#parts.report(error, id)
  }
}

/** Of several values of one key the last one counts. */
function merged(events: readonly CommittedEvent[]): NotesChange {
  const all = new Map<string, Map<string, unknown>>()
  for (const { changed } of events) {
    for (const [root, values] of changed) {
      const known = all.get(root) ?? new Map<string, unknown>()
      all.set(root, known)
      for (const [key, value] of values) known.set(key, value)
    }
  }
  return all
}

/** How many of them are not too much for one turn; one at least. */
function fewOf(events: readonly CommittedEvent[]): number {
  let keys = 0
  const end = events.findIndex(({ changed }, at) => {
    for (const values of changed.values()) keys += values.size
    return at > 0 && (at >= MOST_EVENTS || keys > MOST_KEYS)
  })
  return end < 0 ? events.length : end
}
