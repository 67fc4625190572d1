import type * as Y from 'yjs'
import { CLOSE, type Refusal } from '../../shared/protocol.ts'
import { type LocalDatabase, outboxName, type RoomPath, type StoredEntry } from './local-database.ts'
import { type LocalStore, openLocalStore } from './local-store.ts'
import type { OutboxStore, UnsentWork } from './outbox.ts'
import { valueAt } from './set-keys.ts'

/** The end of a room's connection: the server's deliberate no, or work that can no longer be sent. */
export interface RoomEnd {
  code: number
  refusal: Refusal | undefined
}

export interface RoomKeepOptions {
  path: RoomPath
  writes: boolean
  ydoc: Y.Doc
  now: () => number
  failed(error: unknown): void
  /** Work was found that can't be sent any more; it has been put aside. */
  putAside(end: RoomEnd): void
}

/** What this browser keeps of one room: its replica, its unsent work, and what was refused. It may keep nothing. */
export class RoomKeep {
  readonly #options: RoomKeepOptions
  #database: LocalDatabase | undefined
  #replica: string | undefined
  #local: LocalStore | undefined
  #stopped = false

  constructor(options: RoomKeepOptions) {
    this.#options = options
  }

  /**
   * Begins to put what is kept into the ydoc, and answers the unsent work found beside it; undefined when there is
   * nothing to keep it with, or no longer. What this room may not send is put aside.
   */
  async open(waiting: Promise<LocalDatabase | undefined>): Promise<readonly StoredEntry[] | undefined> {
    const { path, writes, ydoc, now, failed, putAside } = this.#options
    const database = await waiting
    if (!database || this.#stopped) return undefined
    this.#database = database
    this.#replica = await database.replicaName(path)
    let left = await database.entries(outboxName(path))
    if (!writes && left.length > 0) {
      await this.mayNotSend(left, left)
      this.#replica = await database.replicaName(path)
      left = []
    }
    if (await database.rescueOtherEpochs(path, now()))
      putAside({ code: CLOSE.refused, refusal: { reason: 'other-epoch', path: [] } })
    if (this.#stopped) return undefined
    // What an editor does in a text that its reader may not write must never be sent, not even when the role rises.
    const name = writes ? this.#replica : `${this.#replica}/read`
    this.#local = openLocalStore(name, ydoc, failed)
    return left
  }

  /** True when all that is kept is in the ydoc. May take long, or for ever. */
  async loaded(): Promise<boolean> {
    return ((await this.#local?.loaded) ?? false) && !this.#stopped
  }

  /** Origin of what is put into the ydoc from here. */
  isOrigin(origin: unknown): boolean {
    return this.#local !== undefined && origin === this.#local.origin
  }

  /** Where an outbox is kept; undefined where nothing is. */
  get outboxStore(): OutboxStore | undefined {
    const database = this.#database
    if (!database || !this.#options.writes) return undefined
    return {
      name: outboxName(this.#options.path),
      write: (puts, deletes) => database.write(puts, deletes),
    }
  }

  /** All unsent work of this room, of every tab. */
  async entries(): Promise<readonly StoredEntry[]> {
    return (await this.#database?.entries(outboxName(this.#options.path))) ?? []
  }

  /** Keeps refused work for its author, and only when that is stored gives it and the replica up: the next one starts afresh. */
  async rescue(end: RoomEnd, work: readonly UnsentWork[], stored: readonly StoredEntry[]): Promise<void> {
    await this.#attempt(async (database, replica) => {
      await this.#store(database, end, work)
      this.#local?.stop()
      await database.giveUp(this.#options.path, replica, stored)
    })
  }

  /** What is done after a refusal joins what was refused: it can't be sent from here either. */
  async alsoRefused(end: RoomEnd, work: UnsentWork): Promise<void> {
    await this.#attempt((database) => this.#store(database, end, [work]))
  }

  /** The role has become one that writes nothing here. */
  async mayNotSend(work: readonly UnsentWork[], stored: readonly StoredEntry[]): Promise<void> {
    const { path, putAside } = this.#options
    const end = { code: CLOSE.refused, refusal: { reason: 'read-only', path: [path.room] } }
    await this.rescue(end, work, stored)
    if (!this.#stopped) putAside(end)
  }

  /** What builds on changes that nobody has any more. */
  async willNeverFit(work: readonly UnsentWork[], stored: readonly StoredEntry[]): Promise<void> {
    const end = { code: CLOSE.refused, refusal: { reason: 'incomplete', path: [] } }
    await this.#attempt(async (database) => {
      await this.#store(database, end, work)
      await database.write([], stored)
    })
    if (!this.#stopped) this.#options.putAside(end)
  }

  /** From now on nothing is kept. */
  stop(): void {
    this.#stopped = true
    this.#local?.stop()
    this.#database = undefined
  }

  async #attempt(keep: (database: LocalDatabase, replica: string) => Promise<void>): Promise<void> {
    if (!this.#database || this.#replica === undefined) return
    try {
      await keep(this.#database, this.#replica)
    } catch (error) {
      this.#options.failed(error)
    }
  }

  async #store(database: LocalDatabase, end: RoomEnd, work: readonly UnsentWork[]): Promise<void> {
    if (work.length === 0) return
    const { path, ydoc, now } = this.#options
    const keys = new Set(work.flatMap((entry) => entry.keys))
    await database.keepRescue({
      ...path,
      at: now(),
      code: end.code,
      refusal: end.refusal,
      updates: work.map((entry) => entry.update),
      values: Object.fromEntries([...keys].map((key) => [key, valueAt(ydoc, key)])),
    })
  }
}
