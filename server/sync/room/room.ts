import * as Y from 'yjs'
import type { CloseCode, Refusal } from '../../../shared/protocol.ts'
import { CLOSE, SYNC } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import type { Rescue } from '../../storage/rescue-journal.ts'
import type { NewRestorePoint } from '../../storage/restore-points.ts'
import type { ClockRange, RoomKey, StoredRoom } from '../../storage/update-log.ts'
import { StorageFailure, SYSTEM } from '../../storage/update-log.ts'
import { Authors } from '../epoch/authors.ts'
import { syncFrame } from '../frames.ts'
import { judge } from '../guard/guard.ts'
import type { DeleteSection } from '../guard/parse.ts'
import { isWhole } from '../guard/store.ts'
import { Work } from '../guard/work.ts'
import type { CommitQueue } from '../log/commit-queue.ts'
import type { CommitListener } from '../ports.ts'
import { applyUpdates } from './apply.ts'
import { CommittedState } from './committed.ts'
import type { Authored } from './displaced.ts'
import { displacedBy, joinRescues } from './displaced.ts'
import type { Peer } from './peer.ts'
import { roomDoc } from './room-doc.ts'
import { RoomPresence } from './room-presence.ts'
import { editOf } from './server-edit.ts'
import type { Tripped } from './tripwire.ts'
import { pointBefore, Tripwire } from './tripwire.ts'

/** What became of an update; `durable` resolves when it, or all it repeats, is on the disk. */
export type Received =
  | { outcome: 'accepted'; durable: Promise<void> }
  | { outcome: 'resync' }
  | { outcome: 'refused'; refusal: Refusal; close: CloseCode }
  /** The room had to be dropped; its connections are being closed. */
  | { outcome: 'lost' }

export interface RoomParts {
  queue: CommitQueue
  listener: CommitListener
  now(): Date
  /** Counts clientIDs against the user's daily allowance; false when it is used up. */
  mayClaim(user: string, count: number): boolean
  isPurged(annotationId: string): boolean
  /** Called once when the room can't go on (a commit failed, or Yjs threw): it must be loaded again from the log. */
  broken(error: unknown): void
  report(error: unknown): void
}

/** What an update did besides what it says, to be stored with it. */
interface Applied {
  rescue: Rescue | null
  restorePoint: NewRestorePoint | null
}

const RELOADING = 'reloading'
const STORAGE = 'storage'

/**
 * One Y.Doc and its connections. The live Y.Doc is built for the first writer and runs a few milliseconds ahead of the
 * log; everything that leaves the room comes from committed bytes (docs/SPEC.md, S1).
 */
export class Room {
  readonly key: RoomKey
  readonly peers = new Set<Peer>()
  readonly presence: RoomPresence
  readonly #parts: RoomParts
  readonly #committed: CommittedState
  readonly #clients: Map<number, string>
  readonly #authors: Authors
  #live: Y.Doc | null = null
  #changed: Map<string, Map<string, unknown>> = new Map()
  /** The promise of the newest append; frames that change nothing wait for it. */
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0
  /** What waits, in order. */
  #pending: Uint8Array[] = []
  readonly #tripwire: Tripwire | null
  #broken = false

  constructor(key: RoomKey, stored: StoredRoom, parts: RoomParts) {
    this.key = key
    this.#parts = parts
    this.#committed = new CommittedState(stored)
    this.#clients = stored.clients
    this.#authors = new Authors(stored.bySystem, new Map(), new Date(0))
    this.#tripwire = key.room === 'text' || key.room === 'commentary' ? new Tripwire() : null
    this.presence = new RoomPresence(this.peers, (client) => this.#clients.get(client), parts.now)
  }

  get committed(): CommittedState {
    return this.#committed
  }
  get live(): Y.Doc | null {
    return this.#live
  }
  /** Nothing is on its way to the disk. */
  get settled(): boolean {
    return this.#waiting === 0
  }
  /** Resolves when what was on its way to the disk is there, or lost. */
  async idle(): Promise<void> {
    while (this.#waiting > 0) await this.#tail.catch(() => {})
  }

  ownerOf(client: number): string | undefined {
    return this.#clients.get(client)
  }
  bind(client: number, user: string): void {
    this.#clients.set(client, user)
  }
  unbind(client: number): void {
    this.#clients.delete(client)
  }

  join(peer: Peer): void {
    if (this.#broken) return peer.close(CLOSE.overloaded, RELOADING)
    this.peers.add(peer)
    this.presence.sendTo(peer)
  }

  leave(peer: Peer): void {
    this.peers.delete(peer)
    this.presence.leave(peer)
  }

  /** Answers how many bytes that are. */
  sendAll(peer: Peer, vector: ReadonlyMap<number, number>): number {
    const frames = this.#committed.joinFrames(vector)
    peer.sendJoin(frames)
    return frames.reduce((sum, frame) => sum + frame.length, 0)
  }

  /** Asks the connection for what the log does not have. */
  askFor(peer: Peer): void {
    peer.send(syncFrame(SYNC.step1, this.#committed.stateVector()))
  }

  /** Counts on `work` what judging and applying cost. */
  receive(peer: Peer, role: Role, bytes: Uint8Array, work = new Work()): Received {
    // The usual step 2 of somebody who has nothing new; not worth building the live Y.Doc for.
    if (bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0)
      return { outcome: 'accepted', durable: this.#tail }
    const ydoc = this.#liveDocOrNull()
    if (ydoc === null) return { outcome: 'lost' }
    const verdict = judge(
      ydoc,
      bytes,
      {
        room: this.key.room,
        user: peer.user,
        role,
        ownerOfClient: (client) => this.#clients.get(client),
        isPurged: this.#parts.isPurged,
      },
      work,
    )
    if (verdict.verdict === 'resync') return { outcome: 'resync' }
    if (verdict.verdict === 'refuse')
      return { outcome: 'refused', refusal: verdict.refusal, close: verdict.close }
    if (verdict.update === null) return { outcome: 'accepted', durable: this.#tail }
    if (verdict.claims.length > 0 && !this.#parts.mayClaim(peer.user.id, verdict.claims.length)) {
      return {
        outcome: 'refused',
        refusal: { reason: 'too-many-clients', path: [this.key.room] },
        close: CLOSE.refused,
      }
    }
    const applied = this.#apply(ydoc, verdict.update, verdict.deletions, peer.user.id)
    if (applied === null) return { outcome: 'lost' }
    for (const client of verdict.claims) this.#clients.set(client, peer.user.id)
    this.#append({
      peer,
      user: peer.user.id,
      clocks: verdict.clocks,
      claims: verdict.claims,
      bytes: verdict.update,
      ...applied,
      rescue: joinRescues(applied.rescue, verdict.displaced),
    })
    return { outcome: 'accepted', durable: this.#tail }
  }

  /** Server-made content, for a room that has none. */
  async create(update: Uint8Array): Promise<void> {
    const ydoc = this.#liveDoc()
    if (this.#committed.seq > 0 || ydoc.store.clients.size > 0)
      throw new Error('the room has content already')
    Y.applyUpdate(ydoc, update, SYSTEM)
    await this.#appendOwn(update, {})
  }

  /**
   * A change made by the server, an ordinary edit like everybody's; `by` is who asked for it, whose deletions these are.
   * `change` gets a copy of the room. Durable when it resolves.
   */
  async edit(by: string, change: (ydoc: Y.Doc) => void): Promise<void> {
    const ydoc = this.#liveDoc()
    const edit = editOf(this.key.room, ydoc, (client) => this.#clients.has(client), change)
    if (edit === null) return this.#tail
    const applied = this.#apply(ydoc, edit.bytes, edit.deletions, by)
    if (applied === null) throw new Error('the room was lost')
    await this.#appendOwn(edit.bytes, applied)
  }

  #appendOwn(bytes: Uint8Array, applied: Partial<Applied>): Promise<void> {
    const { from, to } = Y.parseUpdateMeta(bytes)
    const clocks = [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
    const claims = [...to.keys()].filter((client) => !this.#clients.has(client))
    for (const client of claims) this.#clients.set(client, SYSTEM)
    this.#append({ peer: null, user: SYSTEM, clocks, claims, bytes, ...applied })
    return this.#tail
  }

  /** Takes no more writes; resolves when those on their way are on the disk, or lost. Its connections stay until they are closed. */
  async stop(): Promise<void> {
    await this.idle()
    this.#broken = true
    this.dispose()
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const peer of [...this.peers]) peer.close(code, reason)
  }

  dispose(): void {
    this.presence.dispose()
    this.#live?.destroy()
    this.#live = null
  }

  /** Null when the log can't be replayed; then nothing can be judged, and nothing be written. */
  #liveDocOrNull(): Y.Doc | null {
    try {
      return this.#liveDoc()
    } catch (error) {
      this.#fail(error)
      return null
    }
  }

  #liveDoc(): Y.Doc {
    if (this.#live !== null) return this.#live
    const ydoc = roomDoc(this.key.room, this.#committed.updates())
    for (const [name, type] of ydoc.share) {
      if (!(type instanceof Y.Map)) continue
      type.observe((event) => {
        const keys = this.#changed.get(name) ?? new Map<string, unknown>()
        for (const key of event.keysChanged) keys.set(key as string, type.get(key as string))
        this.#changed.set(name, keys)
      })
    }
    this.#live = ydoc
    return ydoc
  }

  /** Null when Yjs threw or left something pending: the live Y.Doc can't be trusted any more. */
  #apply(ydoc: Y.Doc, update: Uint8Array, deletions: readonly DeleteSection[], user: string): Applied | null {
    let rescue: Rescue | null = null
    let tripped: Tripped | null = null
    try {
      applyUpdates(ydoc, [update], (transaction) => {
        const state = () => [...this.#committed.updates(), ...this.#pending]
        const authorsOf = (client: number, from: number, to: number) =>
          this.#authorsOf({ client, from, to }, user)
        rescue = displacedBy(transaction, { deletions, authorsOf })
        tripped = this.#tripwire?.look(transaction, user, this.#parts.now().getTime(), state) ?? null
      })
      if (!isWhole(ydoc)) throw new Error('an accepted update is pending')
      return { rescue, restorePoint: tripped === null ? null : pointBefore(user, tripped) }
    } catch (error) {
      this.#fail(error)
      return null
    }
  }

  /** A clientID that nobody has yet is the sender's; behind the server's own may stand those whose words it wrote anew. */
  #authorsOf({ client, from, to }: ClockRange, sender: string): Authored[] {
    const owner = this.#clients.get(client) ?? sender
    if (owner !== SYSTEM) return [{ user: owner, from, to }]
    return this.#authors.within(client, from, to).filter(({ user }) => user !== SYSTEM)
  }

  #append(row: {
    peer: Peer | null
    user: string
    clocks: ClockRange[]
    claims: number[]
    bytes: Uint8Array
    rescue?: Rescue | null
    restorePoint?: NewRestorePoint | null
  }): void {
    const changed = this.#changed
    this.#changed = new Map()
    const at = this.#parts.now()
    this.#waiting++
    this.#pending.push(row.bytes)
    const durable = new Promise<void>((resolve, reject) => {
      this.#parts.queue.push({
        append: {
          key: this.key,
          user: row.user,
          clocks: row.clocks,
          claims: row.claims,
          bytes: row.bytes,
          at,
          ...(row.rescue ? { rescue: row.rescue } : {}),
          ...(row.restorePoint ? { restorePoint: row.restorePoint } : {}),
        },
        stale: () => this.#broken,
        committed: (seq) => {
          this.#committed.append(seq, row.bytes, row.clocks)
          this.#broadcast(syncFrame(SYNC.update, row.bytes), row.peer)
          this.#tell(seq, at, changed)
          // Last, so that it is counted once even if one of these throws.
          this.#pending.shift()
          this.#waiting--
          resolve()
        },
        failed: (error) => {
          this.#waiting--
          this.#fail(error, error instanceof StorageFailure ? STORAGE : RELOADING)
          reject(error as Error)
        },
      })
    })
    // Who waits for it is told by a close; nobody else needs the rejection.
    durable.catch(() => {})
    this.#tail = durable
  }

  #tell(seq: number, at: Date, changed: ReadonlyMap<string, ReadonlyMap<string, unknown>>): void {
    const { documentId, epoch, room, userId } = this.key
    try {
      this.#parts.listener.committed({
        documentId,
        epoch,
        room,
        userId: userId === '' ? null : userId,
        seq,
        at,
        changed,
      })
    } catch (error) {
      // What is stored is stored; a listener can catch up from the log.
      this.#parts.report(error)
    }
  }

  #broadcast(frame: Uint8Array, except: Peer | null): void {
    for (const peer of this.peers) if (peer !== except) peer.send(frame)
  }

  #fail(error: unknown, reason = RELOADING): void {
    if (this.#broken) return
    this.#broken = true
    this.#parts.broken(error)
    this.closeAll(CLOSE.overloaded, reason)
  }
}
