import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, type Refusal } from '../../shared/protocol.ts'
import type { Store } from '../stores/types.ts'
import type { SocketClass } from './counting-socket.ts'
import { Link } from './link.ts'
import type { LocalDatabase, RoomPath } from './local-database.ts'
import { type LocalStore, openLocalStore } from './local-store.ts'
import { Outbox, type UnsentWork } from './outbox.ts'
import { packUpdates } from './pack-updates.ts'
import { setKeys, valueAt } from './set-keys.ts'
import { ValueStore } from './value-store.ts'

export interface RoomState {
  /** opening: first try; open: in step with the server; lost: will try again; closed: for good. */
  link: 'opening' | 'open' | 'lost' | 'closed'
  /** Everything that is here is on the server's disk. */
  saved: boolean
  /** Changes that wait for that. */
  unsent: number
  /** What this browser has kept: still being read, in the ydoc, or not to be had. */
  local: 'loading' | 'loaded' | 'none'
  /** Has been in step with the server since it was opened. */
  synced: boolean
}

/** The end of a room's connection: the server's deliberate no, or a role that may no longer send what is unsent. */
export interface RoomEnd {
  code: number
  refusal: Refusal | undefined
}

export interface RoomOptions extends RoomPath {
  /** Whether the role may write here. Without, no document update ever leaves. */
  writes: boolean
  present: boolean
  server: string
  socket: SocketClass
  /** Undefined where nothing can be kept. Never rejects. */
  database: Promise<LocalDatabase | undefined>
  /** Unsent work of the same room before, where the browser keeps nothing. */
  carried: readonly UnsentWork[]
  now: () => number
  random: () => number
  newId: () => string
  events: RoomEvents
}

export interface RoomEvents {
  /** Records (`<root>/<key>`) whose wait for the server has begun or ended. */
  pendingChanged(keys: readonly string[]): void
  localFailed(error: unknown): void
  closed(end: RoomEnd): void
  /** Role, epoch or membership are no longer what the room was opened with. */
  stale(): void
}

/** What is kept is shown first, if it can be read in this time. */
const LOCAL_PATIENCE_MS = 1_500
const WATCH_MS = 5_000
/** Without an ack for so long, the line is doubted. */
const UNANSWERED_MS = 10_000
/** What another tab hasn't sent for so long is sent from here. */
const ABANDONED_MS = 30_000

/** Refusals of who one is here, not of what was written: that stays in the outbox. */
const NOT_ABOUT_CONTENT = /^(client-|too-many-clients|presence-)/

/** Origin of changes that are in the outbox already. */
const ADOPTED = Symbol('left behind by another tab, or by the room as it was before')

/**
 * One room of a document: a ydoc that is kept in step with the server and in this browser. What is changed here is in
 * the outbox until the server has it on its disk.
 */
export class Room {
  readonly ydoc = new Y.Doc()
  readonly awareness = new Awareness(this.ydoc)
  readonly state: Store<RoomState>
  readonly #state = new ValueStore<RoomState>({
    link: 'opening',
    saved: false,
    unsent: 0,
    local: 'loading',
    synced: false,
  })
  readonly #options: RoomOptions
  readonly #link: Link
  readonly #outbox: Outbox
  readonly #watch: ReturnType<typeof setInterval>
  #database: LocalDatabase | undefined
  #storeName: string | undefined
  #local: LocalStore | undefined
  #incomplete = false
  #refused = false
  #destroyed = false

  constructor(options: RoomOptions) {
    this.#options = options
    this.state = this.#state
    if (!options.present) this.awareness.setLocalState(null)
    this.#outbox = new Outbox({
      tab: options.newId(),
      now: options.now,
      changed: (keys) => {
        this.#refresh()
        options.events.pendingChanged(keys)
      },
      failed: (error) => options.events.localFailed(error),
    })
    // The provider before every other listener: an update has been sent, or not, when the outbox hears of it.
    this.#link = new Link({
      ...options,
      ydoc: this.ydoc,
      awareness: this.awareness,
      answer: (vector) => this.#answer(vector),
      events: {
        opened: () => this.#outbox.disconnected(),
        synced: () => this.#synced(),
        answered: (frame) => this.#outbox.coveredBy(frame),
        acknowledged: (frames) => this.#acknowledged(frames),
        lost: (code) => this.#lost(code),
        closed: (code, refusal) => void this.#closed({ code, refusal }),
      },
    })
    this.ydoc.on('update', (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction) => {
      if (options.writes && this.#isOwn(origin))
        this.#outbox.add(update, setKeys(transaction), this.#link.frame)
      // What adopted work has waited for may just have come.
      else if (this.#incomplete) this.#acknowledged(this.#link.acked)
    })
    this.#watch = setInterval(() => this.#look(), WATCH_MS)
    void this.#open()
  }

  /** `<root>/<key>` of the records that the server is not known to have. */
  pendingKeys(): ReadonlySet<string> {
    return this.#outbox.keys()
  }

  /** What would be lost with this room if the browser kept nothing. What was refused would only be refused again. */
  unsent(): UnsentWork[] {
    return this.#refused ? [] : this.#outbox.entries()
  }

  /** While held, what comes from outside waits, in order; what is done here goes out as ever. */
  holdRemote(hold: boolean): void {
    this.#link.incoming.hold(hold)
  }

  /** The network is said to be back, or gone. */
  networkChanged(online: boolean): void {
    if (online) this.#link.hurry()
    this.#link.doubt()
  }

  /** The page may be about to end: stores at once what waits to be stored. */
  flush(): void {
    this.#outbox.flush()
  }

  /** The browser keeps nothing any more; the room goes on without. */
  stopKeeping(): void {
    this.#local?.stop()
    this.#outbox.stopStoring()
    this.#database = undefined
  }

  destroy(): void {
    this.#destroyed = true
    clearInterval(this.#watch)
    this.#outbox.flush()
    this.#link.destroy()
    this.#local?.stop()
    this.awareness.destroy()
    this.ydoc.destroy()
  }

  /** Local first: what is kept, what was left unsent, and only then the server. */
  async #open(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LOCAL_PATIENCE_MS)
    })
    const local = this.#openLocal().catch((error: unknown) => this.#localFailed(error))
    await Promise.race([local, patience])
    clearTimeout(timer)
    if (this.#destroyed) return
    await this.#takeOver(this.#options.carried)
    if (!this.#destroyed) this.#link.connect()
  }

  async #openLocal(): Promise<void> {
    const { writes, events } = this.#options
    const database = await this.#options.database
    if (!database || this.#destroyed) return this.#refresh(undefined, 'none')
    this.#database = database
    this.#storeName = await database.storeName(this.#options)
    const left = await database.entries(this.#storeName)
    if (!writes && left.length > 0) {
      await this.#mayNotSend(left)
      this.#storeName = await database.storeName(this.#options)
    }
    if (await database.rescueOtherEpochs(this.#options))
      events.closed({ code: CLOSE.refused, refusal: { reason: 'other-epoch', path: [] } })
    if (this.#destroyed) return
    const name = this.#storeName
    if (writes) this.#outbox.storeIn({ name, write: (puts, deletes) => database.write(puts, deletes) })
    // What an editor does in a text that its reader may not write must never be sent, not even when the role rises.
    this.#local = openLocalStore(writes ? name : `${name}/read`, this.ydoc, (error) =>
      this.#localFailed(error),
    )
    const loaded = await this.#local.loaded
    if (this.#destroyed || !loaded) return
    if (writes) this.#adopt(left)
    this.#refresh(undefined, 'loaded')
  }

  #isOwn(origin: unknown): boolean {
    return origin !== this.#link.provider && origin !== this.#local?.origin && origin !== ADOPTED
  }

  /** Work of the room as it was before, when its role was another or its page was left. */
  async #takeOver(carried: readonly UnsentWork[]): Promise<void> {
    if (carried.length === 0) return
    if (!this.#options.writes) return this.#mayNotSend(carried)
    for (const { update, keys } of carried) {
      Y.applyUpdate(this.ydoc, update, ADOPTED)
      this.#outbox.add(update, keys, undefined)
    }
  }

  /** Takes in what other tabs, or this one before a reload, have left behind. It stays pending until it is durable. */
  #adopt(entries: Awaited<ReturnType<LocalDatabase['entries']>>): void {
    const strange = entries.filter((entry) => !this.#outbox.knows(entry))
    if (strange.length === 0) return
    this.#link.incoming.run(() => {
      if (this.#destroyed) return
      const take = () => {
        for (const entry of strange) Y.applyUpdate(this.ydoc, entry.update, ADOPTED)
      }
      Y.transact(this.ydoc, take, ADOPTED, false)
      this.#outbox.adopt(strange, this.#link.frameAfterAnswer)
      // What brought nothing new was sent in no frame; then there will be no ack to wait for.
      this.#acknowledged(this.#link.acked)
    })
  }

  async #adoptLeftBehind(olderThan: number): Promise<void> {
    const { writes, now, events } = this.#options
    if (!writes || !this.#database || this.#storeName === undefined) return
    try {
      this.#outbox.flush()
      const entries = await this.#database.entries(this.#storeName)
      if (!this.#destroyed) this.#adopt(entries.filter((entry) => now() - entry.at >= olderThan))
    } catch (error) {
      events.localFailed(error)
    }
  }

  /** What the server lacks. More than one frame may hold goes ahead in pieces. */
  #answer(vector: Uint8Array): Uint8Array {
    const update = Y.encodeStateAsUpdate(this.ydoc, vector)
    if (update.length <= LIMITS.syncStep2Bytes) return update
    const unsent = this.#outbox.entries().map((entry) => entry.update)
    for (const pack of packUpdates(unsent, LIMITS.updateBytes)) this.#link.sendUpdate(pack)
    return Y.encodeStateAsUpdate(this.ydoc, Y.encodeStateVector(this.ydoc))
  }

  #synced(): void {
    this.#refresh()
    void this.#adoptLeftBehind(0)
  }

  #acknowledged(frames: number): void {
    const { pendingStructs, pendingDs } = this.ydoc.store
    this.#incomplete = pendingStructs !== null || pendingDs !== null
    this.#outbox.acknowledged(frames, !this.#incomplete)
    this.#refresh()
  }

  #lost(code: number | undefined): void {
    this.#outbox.disconnected()
    this.#refresh('lost')
    if (code === CLOSE.roleChanged) this.#options.events.stale()
  }

  async #closed(end: RoomEnd): Promise<void> {
    this.#refresh('closed')
    const { events } = this.#options
    // Signed out, gone, or of another version: unsent work waits in the outbox until its author is let in again.
    const refused =
      (end.code === CLOSE.refused && !NOT_ABOUT_CONTENT.test(end.refusal?.reason ?? '')) ||
      end.code === CLOSE.malformed ||
      end.code === CLOSE.tooLarge
    this.#refused = refused
    if (refused) await this.#rescue(end, this.#outbox.entries())
    if (this.#destroyed) return
    events.closed(end)
    if (!refused) events.stale()
  }

  /** The role has become one that writes nothing here. */
  async #mayNotSend(work: readonly UnsentWork[]): Promise<void> {
    const end = { code: CLOSE.refused, refusal: { reason: 'read-only', path: [this.#options.room] } }
    await this.#rescue(end, work)
    if (!this.#destroyed) this.#options.events.closed(end)
  }

  /** Stores what can't be sent, and only when that is done gives the replica up: the next one starts afresh. */
  async #rescue({ code, refusal }: RoomEnd, work: readonly UnsentWork[]): Promise<void> {
    const database = this.#database
    if (!database || this.#storeName === undefined) return
    const { documentId, room, userId, epoch, now } = this.#options
    const updates = work.map((entry) => entry.update)
    const keys = new Set(work.flatMap((entry) => entry.keys))
    const values = Object.fromEntries([...keys].map((key) => [key, valueAt(this.ydoc, key)]))
    const rescue = { documentId, room, userId, epoch, at: now(), code, refusal, updates, values }
    try {
      if (updates.length > 0) await database.keepRescue(rescue)
      this.#local?.stop()
      this.#outbox.stopStoring()
      await database.giveUp(this.#options, this.#storeName)
    } catch (error) {
      this.#options.events.localFailed(error)
    }
  }

  #localFailed(error: unknown): void {
    this.#refresh(undefined, 'none')
    this.#options.events.localFailed(error)
  }

  #look(): void {
    if (!this.#link.synced) return
    this.#acknowledged(this.#link.acked)
    const oldest = this.#outbox.oldest
    if (oldest !== undefined && this.#options.now() - oldest > UNANSWERED_MS) this.#link.doubt()
    void this.#adoptLeftBehind(ABANDONED_MS)
  }

  #refresh(link?: RoomState['link'], local?: RoomState['local']): void {
    if (this.#destroyed) return
    const before = this.#state.get()
    const next: RoomState = {
      link: link ?? (this.#link.synced ? 'open' : before.link),
      saved: this.#link.settled && this.#outbox.size === 0,
      unsent: this.#outbox.size,
      local: local ?? before.local,
      synced: before.synced || this.#link.synced,
    }
    const same = (Object.keys(next) as (keyof RoomState)[]).every((key) => next[key] === before[key])
    if (!same) this.#state.set(next)
  }
}
