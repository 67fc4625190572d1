import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { CLOSE } from '../../shared/protocol.ts'
import type { Store } from '../stores/types.ts'
import { isAboutRights, isAboutThisYdoc, isTooMuch, type RoomEnd, refusesContent } from './after-close.ts'
import { leaveFormats } from './leave-formats.ts'
import { LeftBehind } from './left-behind.ts'
import { Link } from './link.ts'
import type { RoomPath, StoredEntry } from './local-schema.ts'
import { Outbox, type UnsentWork } from './outbox.ts'
import { packUpdates, vectorAfter } from './pack-updates.ts'
import { RoomKeep } from './room-keep.ts'
import type { RoomOptions, RoomState } from './room-options.ts'
import { setKeys } from './set-keys.ts'
import { fitsIn, halved, PIECE } from './split-update.ts'
import { ValueStore } from './value-store.ts'

/** What is kept is shown first, if it can be read in this time. */
const LOCAL_PATIENCE_MS = 1_500
const WATCH_MS = 5_000
/** Without an ack for so long, the line is doubted. */
const UNANSWERED_MS = 10_000
/** What another tab hasn't sent for so long is sent from here. */
const ABANDONED_MS = 30_000

/** In step with the server for so long, what is missing will not come any more. */
const OVERDUE_MS = 60_000

/** So often is what was too much for one frame halved: down to a few dozen structs. */
const MOST_HALVINGS = 4

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
    unstored: false,
  })
  readonly #options: RoomOptions
  readonly #link: Link
  readonly #outbox: Outbox
  readonly #left = new LeftBehind()
  readonly #watch: ReturnType<typeof setInterval>
  readonly #keep: RoomKeep
  #syncedAt = 0
  #refused: RoomEnd | undefined
  #halvings = 0
  #unstored = false
  #destroyed = false

  constructor(options: RoomOptions) {
    this.#options = options
    this.state = this.#state
    if (!options.writes) leaveFormats(this.ydoc)
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
    this.#keep = new RoomKeep({
      path: pathOf(options),
      ydoc: this.ydoc,
      role: options.role,
      writes: options.writes,
      title: options.title,
      now: options.now,
      failed: (error) => this.#localFailed(error),
      putAside: (end) => options.events.closed(end),
      givenUp: () => this.#givenUp(),
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
        otherRights: () => options.events.stale(),
        answered: (frame) => this.#outbox.coveredBy(frame),
        acknowledged: (frames) => this.#acknowledged(frames),
        lost: (code, reason) => this.#lost(code, reason),
        closed: (code, refusal) => void this.#closed({ code, refusal }),
      },
    })
    this.ydoc.on('update', (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction) => {
      if (!options.writes || !this.#isOwn(origin)) return
      const keys = setKeys(transaction)
      this.#outbox.add(update, keys, this.#link.frame)
      if (this.#refused) void this.#keep.alsoRefused(this.#refused, { update, keys })
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
    return this.#refused ? [] : [...this.#outbox.entries(), ...this.#left.all()]
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
    this.#outbox.stopStoring()
    this.#keep.stop()
  }

  /** At once, from within a change too: nothing more is sent or kept from here. The ydoc must not be trusted any more. */
  quarantine(): void {
    this.#link.destroy()
    this.#outbox.stopStoring()
    this.#keep.stop()
    this.#refresh('closed')
  }

  destroy(): void {
    this.#destroyed = true
    clearInterval(this.#watch)
    this.#outbox.flush()
    this.#link.destroy()
    this.#keep.stop()
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
    const left = await this.#keep.open(this.#options.database)
    const store = this.#keep.outboxStore
    if (left && store) this.#outbox.storeIn(store)
    const loaded = left !== undefined && (await this.#keep.loaded())
    if (loaded) this.#adopt(left)
    this.#refresh(undefined, loaded ? 'loaded' : 'none')
  }

  #isOwn(origin: unknown): boolean {
    return origin !== this.#link.provider && !this.#keep.isOrigin(origin)
  }

  /** Work of the room as it was before, when its role was another or its page was left. */
  async #takeOver(carried: readonly UnsentWork[]): Promise<void> {
    if (carried.length === 0) return
    const past = new Y.Doc()
    for (const { update } of carried) Y.applyUpdate(past, update)
    if (!this.#keep.allows(carried, past)) return this.#keep.mayNotSend(carried)
    const since = this.#options.now()
    this.#left.add(carried.map(({ update, keys }) => ({ update, keys, stored: undefined, since })))
    this.#takeIn()
  }

  /** Takes in what other tabs, or this one before a reload, have left behind. It stays pending until it is durable. */
  #adopt(entries: readonly StoredEntry[]): void {
    const since = this.#options.now()
    const strange = entries.filter((entry) => !this.#outbox.knows(entry) && !this.#left.has(entry))
    this.#left.add(strange.map((stored) => ({ ...stored, stored, since })))
    this.#takeIn()
  }

  #takeIn(): void {
    if (this.#left.size === 0) return
    this.#link.incoming.run(() => {
      if (this.#destroyed) return
      // Sent as it was written: as a change of this ydoc it would also delete what its writer had not read, and this tab has.
      for (const { update, keys, stored } of this.#left.applyTo(this.ydoc, this.#link.provider)) {
        if (this.#link.frameAfterAnswer !== undefined) this.#sendAhead([update])
        const frame = this.#link.frameAfterAnswer
        if (stored) this.#outbox.adopt([stored], frame)
        else this.#outbox.add(update, keys, frame)
      }
    })
  }

  async #adoptLeftBehind(olderThan: number): Promise<void> {
    const { writes, now, events } = this.#options
    if (!writes) return
    try {
      this.#outbox.flush()
      const entries = await this.#keep.entries()
      if (!this.#destroyed) this.#adopt(entries.filter((entry) => now() - entry.at >= olderThan))
    } catch (error) {
      events.localFailed(error)
    }
  }

  /**
   * What the server lacks. What waits goes ahead as it was written: a step 2 has no text any more that somebody's deletion
   * swallowed here before it was stored, and can't tell what was deleted here from what that swallowed (docs/adr/0012).
   */
  #answer(vector: Uint8Array): Uint8Array {
    const packs = this.#sendAhead(this.#outbox.entries().map((entry) => entry.update))
    const update = Y.encodeStateAsUpdate(this.ydoc, vector)
    if (this.#halvings === 0 && fitsIn(update, PIECE)) return update
    return Y.encodeStateAsUpdate(this.ydoc, vectorAfter(vector, packs))
  }

  #sendAhead(updates: readonly Uint8Array[]): readonly Uint8Array[] {
    const packs = packUpdates(updates, halved(this.#halvings))
    for (const pack of packs) this.#link.sendUpdate(pack)
    return packs
  }

  #synced(): void {
    this.#syncedAt = this.#options.now()
    this.#refresh()
    void this.#adoptLeftBehind(0)
    void this.#keep.compareFormers()
  }

  #acknowledged(frames: number): void {
    this.#outbox.acknowledged(frames)
    this.#refresh()
  }

  #lost(code: number | undefined, reason: string): void {
    this.#unstored = code === CLOSE.overloaded && reason === 'storage'
    this.#outbox.disconnected()
    this.#refresh('lost')
    if (code === CLOSE.roleChanged) this.#options.events.stale()
  }

  async #closed(end: RoomEnd): Promise<void> {
    if (isTooMuch(end) && this.#halvings < MOST_HALVINGS && this.#outbox.size > 0) {
      this.#halvings++
      this.#link.connect()
      return
    }
    this.#refresh('closed')
    const { events } = this.#options
    const reason = end.refusal?.reason ?? ''
    const refused =
      refusesContent(end.code, reason) ||
      end.code === CLOSE.notFound ||
      (end.code === CLOSE.otherVersion && reason === 'other-schema')
    if (refused) {
      this.#refused = end
      this.#outbox.stopStoring()
      await this.#keep.rescue(end, this.#outbox.entries(), this.#outbox.entries())
    }
    if (this.#destroyed) return
    events.closed(end)
    // Signed out, or of another epoch: unsent work waits in the outbox until its author is let in again.
    const elsewhere = end.code === CLOSE.otherVersion || end.code === CLOSE.notFound
    if (!refused || elsewhere || isAboutRights(reason)) events.stale()
    if (elsewhere) return
    if (refused || isAboutThisYdoc(reason)) events.afresh()
  }

  /** Another tab has been refused, and what was refused may be in this ydoc too. What is unsent here stays in the outbox. */
  #givenUp(): void {
    if (this.#destroyed || this.#refused) return
    this.#outbox.flush()
    this.#options.events.afresh()
  }

  #localFailed(error: unknown): void {
    this.#refresh(undefined, 'none')
    this.#options.events.localFailed(error)
  }

  #look(): void {
    if (!this.#link.synced) return
    const oldest = this.#outbox.oldest
    if (oldest !== undefined && this.#options.now() - oldest > UNANSWERED_MS) this.#link.doubt()
    void this.#adoptLeftBehind(ABANDONED_MS)
    this.#giveUpOverdue()
  }

  /** What builds on changes that nobody has any more will never be taken in. */
  #giveUpOverdue(): void {
    const long = this.#options.now() - OVERDUE_MS
    if (this.#syncedAt > long) return
    const overdue = this.#left.giveUpSince(long)
    const stored = overdue.map((left) => left.stored).filter((entry) => entry !== undefined)
    if (overdue.length > 0) void this.#keep.willNeverFit(overdue, stored)
  }

  #refresh(link?: RoomState['link'], local?: RoomState['local']): void {
    if (this.#destroyed) return
    const before = this.#state.get()
    const next: RoomState = {
      link: link ?? (this.#link.synced ? 'open' : before.link),
      saved: this.#link.settled && this.#outbox.size === 0 && this.#left.size === 0,
      unsent: this.#outbox.size + this.#left.size,
      local: local ?? before.local,
      synced: before.synced || this.#link.synced,
      unstored: this.#unstored && !this.#link.synced,
    }
    const same = (Object.keys(next) as (keyof RoomState)[]).every((key) => next[key] === before[key])
    if (!same) this.#state.set(next)
  }
}

function pathOf({ documentId, room, userId, epoch }: RoomPath): RoomPath {
  return { documentId, room, userId, epoch }
}
