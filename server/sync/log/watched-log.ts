import type { RoomKey, UpdateLog } from '../../storage/update-log.ts'
import { CorruptRow, roomId, StorageFailure } from '../../storage/update-log.ts'

export interface StorageObserver {
  /** `first` of an outage, or of a room that can't be read: to be logged once, and counted each time. */
  failed(error: unknown, first: boolean): void
  /** The log can be written again. */
  recovered(): void
}

/** How soon a log that could not be written is tried again. */
const PROBE_MS = 1_000

/**
 * The update log, and whether it can be written. After a failed write it is tried again every second, so that an outage
 * ends when the disk has room again and not at a restart. Only what could not be stored makes an outage: a room that can't be
 * read, or not be folded, is that room's trouble.
 */
export class WatchedLog {
  readonly log: UpdateLog
  readonly #stored: UpdateLog
  readonly #observer: StorageObserver
  readonly #unreadable = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(stored: UpdateLog, observer: StorageObserver) {
    this.#stored = stored
    this.#observer = observer
    this.log = {
      ...stored,
      load: (key) => this.#reading(key, stored.load(key)),
      commit: (appends) => this.#writing(stored.commit(appends)),
      bind: (key, client, user, at) => this.#writing(stored.bind(key, client, user, at)),
      writeEpoch: (rooms, at) => this.#writing(stored.writeEpoch(rooms, at)),
    }
  }

  get failing(): boolean {
    return this.#timer !== null
  }

  /** No more tries. */
  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #writing<T>(done: Promise<T>): Promise<T> {
    try {
      return await done
    } catch (error) {
      this.#observer.failed(error, !this.failing)
      if (!this.failing) this.#tryLater()
      throw new StorageFailure(error)
    }
  }

  async #reading<T>(key: RoomKey, done: Promise<T>): Promise<T> {
    const id = roomId(key)
    try {
      const read = await done
      this.#unreadable.delete(id)
      return read
    } catch (error) {
      if (error instanceof CorruptRow) throw error
      this.#observer.failed(error, !this.#unreadable.has(id))
      this.#unreadable.add(id)
      throw new StorageFailure(error)
    }
  }

  #tryLater(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#stored.probe().then(
        () => {
          this.#timer = null
          this.#observer.recovered()
        },
        () => this.#tryLater(),
      )
    }, PROBE_MS).unref()
  }
}
