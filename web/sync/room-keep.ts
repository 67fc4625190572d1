import * as Y from 'yjs'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomEnd } from './after-close.ts'
import { compareFormer } from './former-epoch.ts'
import type { FormerReplica, LocalDatabase } from './local-database.ts'
import { outboxName, type RoomPath, type StoredEntry } from './local-schema.ts'
import { type LocalStore, openLocalStore, readLocalStores } from './local-store.ts'
import type { OutboxStore, UnsentWork } from './outbox.ts'
import { asRescues, whyNot } from './put-aside.ts'
import { Rescues } from './rescues.ts'
import { valueAt } from './set-keys.ts'
import { readUnsent } from './unsent-content.ts'

export interface RoomKeepOptions {
  path: RoomPath
  role: Role
  writes: boolean
  title: string
  ydoc: Y.Doc
  now: () => number
  failed(error: unknown): void
  /** Work was found that can't be sent any more; it has been put aside. */
  putAside(end: RoomEnd): void
  /** Another tab has given the replica up that this room holds. */
  givenUp(): void
}

/** What this browser keeps of one room: its replica, its unsent work, and what was refused. It may keep nothing. */
export class RoomKeep {
  readonly #options: RoomKeepOptions
  #database: LocalDatabase | undefined
  #rescues = new Rescues(undefined)
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
    const { path, writes, ydoc, failed, givenUp } = this.#options
    const database = await waiting
    if (!database || this.#stopped) return undefined
    this.#database = database
    this.#rescues = database.rescues
    this.#replica = await database.replicaName(path)
    let left = await database.entries(outboxName(path))
    if (left.length > 0 && !(await this.#maySendAll(left, this.#replica))) {
      this.#replica = await database.replicaName(path)
      left = []
    }
    await this.#putFormerAside(database)
    if (this.#stopped) return undefined
    const replica = this.#replica
    database.onGivenUp(replica, () => {
      if (this.#replica === replica && !this.#stopped) givenUp()
    })
    // What an editor does in a text that its reader may not write must never be sent, not even when the role rises.
    this.#local = openLocalStore(writes ? replica : `${replica}/read`, ydoc, failed)
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
    await this.#rescueFrom(this.#options.ydoc, end, work, stored, true)
  }

  /** What is done after a refusal joins what was refused: it can't be sent from here either. */
  async alsoRefused(end: RoomEnd, work: UnsentWork): Promise<void> {
    await this.#attempt(() => this.#store(this.#options.ydoc, end, [work], true))
  }

  /** Work carried over in memory that this role may not send. */
  async mayNotSend(work: readonly UnsentWork[]): Promise<void> {
    const ydoc = new Y.Doc()
    for (const { update } of work) Y.applyUpdate(ydoc, update)
    await this.#rescueFrom(ydoc, this.#notAllowed, work, [], true)
    if (!this.#stopped) this.#options.putAside(this.#notAllowed)
  }

  /** Whether the role allows each of these changes; `valueOf` gives the record behind a key. */
  allows(work: readonly UnsentWork[], ydoc: Y.Doc): boolean {
    const { writes, role, path } = this.#options
    if (!writes) return work.length === 0
    return work.every(({ keys }) =>
      keys.every((key) => {
        const value = valueAt(ydoc, key)
        return value === undefined || whyNot(key, value, path.userId, role) !== 'not-your-key'
      }),
    )
  }

  /** What builds on changes that nobody has any more. */
  async willNeverFit(work: readonly UnsentWork[], stored: readonly StoredEntry[]): Promise<void> {
    const end = { code: CLOSE.refused, refusal: { reason: 'incomplete', path: [] } }
    await this.#attempt(async () => {
      await this.#store(this.#options.ydoc, end, work, false)
      await this.#database?.write([], stored)
    })
    if (!this.#stopped) this.#options.putAside(end)
  }

  /** In step with the server: what replicas of former epochs hold and it lacks is offered to their author. */
  async compareFormers(): Promise<void> {
    await this.#attempt(async () => {
      const { path, ydoc, now, title, writes, putAside } = this.#options
      const database = this.#database
      for (const former of (await database?.formerReplicas(path)) ?? []) {
        const content = compareFormer(await readLocalStores(former.names), ydoc, path, writes)
        if (this.#stopped) return
        const known = await this.#rescues.list({ userId: path.userId, documentId: path.documentId })
        for (const key of known.flatMap(({ values }) => Object.keys(values))) delete content.values[key]
        const any = content.texts.length > 0 || Object.keys(content.values).length > 0
        if (any)
          await this.#rescues.keep({
            ...former.path,
            at: now(),
            title,
            ...OTHER_EPOCH,
            updates: [],
            ...content,
          })
        await database?.forgetFormer(former)
        if (any && !this.#stopped) putAside(OTHER_EPOCH)
      }
    })
  }

  /** From now on nothing is kept. */
  stop(): void {
    this.#stopped = true
    this.#local?.stop()
    this.#database = undefined
  }

  get #notAllowed(): RoomEnd {
    const { writes, path } = this.#options
    return { code: CLOSE.refused, refusal: { reason: writes ? 'role-lost' : 'read-only', path: [path.room] } }
  }

  /** The role may have become one that writes less here, or nothing: then all goes by way of the rescue. */
  async #maySendAll(left: readonly StoredEntry[], replica: string): Promise<boolean> {
    const { writes, putAside } = this.#options
    if (writes && left.every(({ keys }) => keys.length === 0)) return true
    const past = await replicaWith([replica], left)
    if (this.allows(left, past)) return true
    await this.#rescueFrom(past, this.#notAllowed, left, left, true)
    if (!this.#stopped) putAside(this.#notAllowed)
    return false
  }

  /** What is unsent of former epochs can't be sent as it is any more. */
  async #putFormerAside(database: LocalDatabase): Promise<void> {
    for (const former of await database.formerReplicas(this.#options.path)) {
      const entries = await database.entries(outboxName(former.path))
      if (entries.length > 0) {
        await this.#store(await replicaWith(former.names, entries), OTHER_EPOCH, entries, false, former)
        if (!this.#stopped) this.#options.putAside(OTHER_EPOCH)
      }
      await database.leaveFormer(former)
    }
  }

  async #rescueFrom(
    ydoc: Y.Doc,
    end: RoomEnd,
    work: readonly UnsentWork[],
    stored: readonly StoredEntry[],
    again: boolean,
  ): Promise<void> {
    await this.#attempt(async () => {
      await this.#store(ydoc, end, work, again)
      this.#local?.stop()
      if (this.#replica !== undefined) await this.#database?.giveUp(this.#options.path, this.#replica, stored)
    })
  }

  async #store(
    ydoc: Y.Doc,
    end: RoomEnd,
    work: readonly UnsentWork[],
    again: boolean,
    former?: FormerReplica,
  ): Promise<void> {
    const { path, title, role, writes, now } = this.#options
    const content = readUnsent(ydoc, work)
    const aside = {
      path: former?.path ?? path,
      title,
      role,
      at: now(),
      end,
      work,
      content,
      again: again && writes,
    }
    for (const rescue of asRescues(aside)) await this.#rescues.keep(rescue)
  }

  async #attempt(keep: () => Promise<void>): Promise<void> {
    try {
      await keep()
    } catch (error) {
      if (!this.#stopped) this.#options.failed(error)
    }
  }
}

const OTHER_EPOCH: RoomEnd = {
  code: CLOSE.otherVersion,
  refusal: { reason: 'other-epoch', path: [] },
}

/** A replica and the unsent work beside it, which may be ahead. */
async function replicaWith(names: readonly string[], work: readonly UnsentWork[]): Promise<Y.Doc> {
  const ydoc = await readLocalStores(names)
  for (const { update } of work) Y.applyUpdate(ydoc, update)
  return ydoc
}
