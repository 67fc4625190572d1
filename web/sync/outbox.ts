import * as Y from 'yjs'
import type { StoredEntry } from './local-schema.ts'

/** Where entries outlive the page. */
export interface OutboxStore {
  name: string
  write(puts: readonly StoredEntry[], deletes: readonly StoredEntry[]): Promise<void>
}

/** A change as it is handed on, from room to room or into a rescue. */
export interface UnsentWork {
  update: Uint8Array
  keys: readonly string[]
}

export interface OutboxOptions {
  /** Of this tab's life; two tabs never have the same. */
  tab: string
  now: () => number
  /** Told with the keys of what was added or acknowledged. */
  changed(keys: readonly string[]): void
  failed(error: unknown): void
}

interface Waiting extends StoredEntry {
  /** The frame of this connection that holds it; undefined: none yet. */
  frame: number | undefined
  stored: boolean
}

/** While nothing is sent, changes that follow closely become one entry, up to this size. */
const GATHER_MS = 2_000
const GATHER_BYTES = 32 * 1024
/** Most entries are acknowledged before they would be stored; then nothing is written at all. */
const STORE_AFTER_MS = 50

/**
 * What was changed here and isn't known to be on the server's disk: this tab's changes, and those that other tabs left
 * behind. An entry goes when the frame that holds it is acknowledged, never before, and survives reloads until then.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #entries = new Map<string, Waiting>()
  /** Ids that are durable; their deletion from the store may still be on its way. */
  readonly #done = new Set<string>()
  #store: OutboxStore | undefined
  #puts = new Set<Waiting>()
  #deletes = new Set<StoredEntry>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #last: Waiting | undefined
  #made = 0

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** From now on entries are stored, those that are there already too. */
  storeIn(store: OutboxStore): void {
    this.#store = store
    for (const entry of this.#entries.values()) {
      entry.store = store.name
      this.#puts.add(entry)
    }
    this.#schedule()
  }

  /** Nothing is stored any more; what waits lives as long as the page. */
  stopStoring(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#store = undefined
  }

  /** A change made here. `frame`: the frame it has just been sent in. */
  add(update: Uint8Array, keys: readonly string[], frame: number | undefined): void {
    const now = this.#options.now()
    const last = this.#last
    const joins =
      last !== undefined &&
      frame === undefined &&
      last.frame === undefined &&
      this.#entries.has(idOf(last)) &&
      now - last.at < GATHER_MS &&
      last.update.length + update.length < GATHER_BYTES
    if (joins) {
      last.update = Y.mergeUpdates([last.update, update])
      last.keys = [...new Set([...last.keys, ...keys])]
      this.#puts.add(last)
    } else {
      const { tab } = this.#options
      const store = this.#store?.name ?? ''
      const entry = { store, tab, n: ++this.#made, update, keys, at: now, frame, stored: false }
      this.#entries.set(idOf(entry), entry)
      this.#puts.add(entry)
      this.#last = entry
    }
    this.#schedule()
    this.#options.changed(keys)
  }

  /** Entries of other tabs, or of this one's former life, that the ydoc has taken in. */
  adopt(entries: readonly StoredEntry[], frame: number | undefined): void {
    for (const entry of entries) {
      const id = idOf(entry)
      if (!this.#entries.has(id)) this.#entries.set(id, { ...entry, frame, stored: true })
    }
    this.#options.changed(entries.flatMap((entry) => entry.keys))
  }

  /** Whether an entry found in the store is here, or was until it was acknowledged. */
  knows(entry: StoredEntry): boolean {
    const id = idOf(entry)
    return entry.tab === this.#options.tab || this.#entries.has(id) || this.#done.has(id)
  }

  /** A step 2 has been sent in this frame: it holds all that hadn't been sent on this connection. */
  coveredBy(frame: number): void {
    for (const entry of this.#entries.values()) entry.frame ??= frame
  }

  /** The first `count` frames of this connection are durable. */
  acknowledged(count: number): void {
    const keys: string[] = []
    let any = false
    for (const [id, entry] of this.#entries) {
      if (entry.frame === undefined || entry.frame > count) continue
      this.#entries.delete(id)
      this.#done.add(id)
      this.#puts.delete(entry)
      if (entry.stored) this.#deletes.add(entry)
      keys.push(...entry.keys)
      any = true
    }
    if (!any) return
    this.#schedule()
    this.#options.changed(keys)
  }

  /** The connection is gone: what was only sent has to be sent again. */
  disconnected(): void {
    for (const entry of this.#entries.values()) entry.frame = undefined
  }

  /** How many changes wait: records where there are records, else bursts of typing. */
  get size(): number {
    const keys = this.keys()
    let others = 0
    for (const entry of this.#entries.values()) if (entry.keys.length === 0) others++
    return keys.size + others
  }

  /** When the oldest waiting change was made; undefined when none waits. */
  get oldest(): number | undefined {
    let oldest: number | undefined
    for (const { at } of this.#entries.values()) oldest = Math.min(oldest ?? at, at)
    return oldest
  }

  keys(): Set<string> {
    const keys = new Set<string>()
    for (const entry of this.#entries.values()) for (const key of entry.keys) keys.add(key)
    return keys
  }

  entries(): readonly StoredEntry[] {
    return [...this.#entries.values()]
  }

  /** Writes at once what waits to be stored. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const store = this.#store
    if (!store || (this.#puts.size === 0 && this.#deletes.size === 0)) return
    const puts = [...this.#puts].map((entry) => {
      entry.stored = true
      const { tab, n, update, keys, at } = entry
      return { store: store.name, tab, n, update, keys, at }
    })
    const deletes = [...this.#deletes]
    this.#puts = new Set()
    this.#deletes = new Set()
    store.write(puts, deletes).catch((error: unknown) => {
      this.#store = undefined
      this.#options.failed(error)
    })
  }

  #schedule(): void {
    if (this.#store) this.#timer ??= setTimeout(() => this.flush(), STORE_AFTER_MS)
  }
}

function idOf(entry: { tab: string; n: number }): string {
  return `${entry.tab}/${entry.n}`
}
