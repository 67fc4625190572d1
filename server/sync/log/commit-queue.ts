import type { Append, UpdateLog } from '../../storage/update-log.ts'

/**
 * One row on its way to the disk. `committed` and `failed` are called in order of appending. A `committed` that throws is
 * followed by `failed`: the row is stored, and its room must be loaded again. `failed` must not throw.
 */
export interface QueuedAppend {
  append: Append
  /** True when its room has been dropped meanwhile: stored now, the row could depend on one that was lost. */
  stale(): boolean
  committed(seq: number): void
  failed(error: unknown): void
}

/**
 * Group commit: whatever has queued up while the last commit ran becomes the next one, over all rooms, at most one
 * commit an event-loop turn. So a commit costs one fsync however many people write, and nobody waits for a timer.
 */
export class CommitQueue {
  readonly #log: UpdateLog
  #queued: QueuedAppend[] = []
  #running: Promise<void> | null = null
  readonly #observe: (rows: number, seconds: number) => void

  constructor(log: UpdateLog, observe: (rows: number, seconds: number) => void = () => {}) {
    this.#log = log
    this.#observe = observe
  }

  get depth(): number {
    return this.#queued.length
  }

  push(...entries: QueuedAppend[]): void {
    this.#queued.push(...entries)
    this.#running ??= this.#run()
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#queued.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      const queued = this.#queued
      this.#queued = []
      const batch = queued.filter((entry) => !entry.stale())
      for (const entry of queued) if (entry.stale()) entry.failed(new Error('the room was dropped'))
      if (batch.length > 0) await this.#commit(batch)
    }
    this.#running = null
  }

  async #commit(batch: QueuedAppend[]): Promise<void> {
    const start = performance.now()
    let seqs: number[]
    try {
      seqs = await this.#log.commit(batch.map((entry) => entry.append))
    } catch (error) {
      for (const entry of batch) entry.failed(error)
      return
    }
    this.#observe(batch.length, (performance.now() - start) / 1_000)
    batch.forEach((entry, index) => {
      try {
        entry.committed(seqs[index] as number)
      } catch (error) {
        entry.failed(error)
      }
    })
  }
}
