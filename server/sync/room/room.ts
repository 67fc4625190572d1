import * as Y from 'yjs'
import type { CloseCode, Refusal } from '../../../shared/protocol.ts'
import { CLOSE, SYNC } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import type { ClockRange, RoomKey, StoredRoom } from '../../storage/update-log.ts'
import type { AwarenessEntry } from '../frames.ts'
import { awarenessFrame, syncFrame } from '../frames.ts'
import { judge } from '../guard/guard.ts'
import { defineRoots } from '../guard/roots.ts'
import type { CommitQueue } from '../log/commit-queue.ts'
import type { CommitListener, SyncUser } from '../ports.ts'
import { CommittedState } from './committed.ts'
import { Presence } from './presence.ts'

/** A connection as its room sees it. */
export interface Peer {
  readonly user: SyncUser
  send(frame: Uint8Array): void
  close(code: CloseCode, reason: string): void
}

/** What became of an update; `stored` resolves what is to be acknowledged, once it is durable. */
export type Received =
  | { outcome: 'accepted'; durable: Promise<void> }
  | { outcome: 'resync' }
  | { outcome: 'refused'; refusal: Refusal; close: CloseCode }

export interface RoomParts {
  queue: CommitQueue
  listener: CommitListener
  now(): Date
  /** Counts clientIDs against the user's daily allowance; false when it is used up. */
  mayClaim(user: string, count: number): boolean
  /** Called when the room can't go on (a commit failed, or Yjs threw): it must be loaded again from the log. */
  broken(error: unknown): void
}

const PRESENCE_MS = 33
const SYSTEM = 'system'

/**
 * One Y.Doc and its connections. The live Y.Doc is built for the first writer and runs a few milliseconds ahead of the
 * log; everything that leaves the room comes from committed bytes (docs/SPEC.md, S1).
 */
export class Room {
  readonly key: RoomKey
  readonly peers = new Set<Peer>()
  readonly #parts: RoomParts
  readonly #committed: CommittedState
  readonly #clients: Map<number, string>
  readonly #presence = new Presence<Peer>()
  #live: Y.Doc | null = null
  #changed: Map<string, Map<string, unknown>> = new Map()
  #presenceTimer: NodeJS.Timeout | null = null
  /** The promise of the newest append; frames that change nothing wait for it. */
  #tail: Promise<void> = Promise.resolve()
  #waiting = 0
  #broken = false

  constructor(key: RoomKey, stored: StoredRoom, parts: RoomParts) {
    this.key = key
    this.#parts = parts
    this.#committed = new CommittedState(stored)
    this.#clients = stored.clients
  }

  get committed(): CommittedState {
    return this.#committed
  }
  /** Nothing is on its way to the disk. */
  get settled(): boolean {
    return this.#waiting === 0
  }

  ownerOf(client: number): string | undefined {
    return this.#clients.get(client)
  }
  /** Remembers a binding that the log has stored. */
  bound(client: number, user: string): void {
    this.#clients.set(client, user)
  }

  join(peer: Peer): void {
    this.peers.add(peer)
    const here = this.#presence.all()
    if (here.length > 0) peer.send(awarenessFrame(here))
  }

  leave(peer: Peer): void {
    this.peers.delete(peer)
    this.#presence.leave(peer)
    this.#schedulePresence()
  }

  sendAll(peer: Peer, vector: ReadonlyMap<number, number>): void {
    for (const frame of this.#committed.joinFrames(vector)) peer.send(frame)
  }

  /** Asks the connection for what the log does not have. */
  askFor(peer: Peer): void {
    peer.send(syncFrame(SYNC.step1, this.#committed.stateVector()))
  }

  receive(peer: Peer, role: Role, bytes: Uint8Array): Received {
    if (this.#broken) return { outcome: 'resync' }
    const ydoc = this.#liveDoc()
    const verdict = judge(ydoc, bytes, {
      room: this.key.room,
      user: peer.user,
      role,
      ownerOfClient: (client) => this.#clients.get(client),
    })
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
    const emitted = this.#apply(ydoc, verdict.update, peer)
    if (emitted === null) return { outcome: 'resync' }
    for (const client of verdict.claims) this.#clients.set(client, peer.user.id)
    if (emitted.own)
      this.#append({
        peer,
        user: peer.user.id,
        clocks: verdict.clocks,
        claims: verdict.claims,
        bytes: verdict.update,
      })
    for (const bytes of emitted.system)
      this.#append({ peer: null, user: SYSTEM, clocks: [], claims: [], bytes })
    return { outcome: 'accepted', durable: this.#tail }
  }

  /** Server-made content; only for a room that has none. */
  create(update: Uint8Array): Promise<void> {
    const { from, to } = Y.parseUpdateMeta(update)
    const clocks = [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
    this.#append({ peer: null, user: SYSTEM, clocks, claims: [...to.keys()], bytes: update })
    return this.#tail
  }

  announce(peer: Peer, client: number): boolean {
    return this.#presence.announce(peer, client)
  }

  presence(peer: Peer, entries: readonly AwarenessEntry[], role: Role): string | null {
    const problem = this.#presence.update(peer, entries, { id: peer.user.id, name: peer.user.name, role })
    this.#schedulePresence()
    return problem
  }

  sendPresence(peer: Peer): void {
    peer.send(awarenessFrame(this.#presence.all()))
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const peer of [...this.peers]) peer.close(code, reason)
  }

  dispose(): void {
    if (this.#presenceTimer !== null) clearTimeout(this.#presenceTimer)
    this.#live?.destroy()
    this.#live = null
  }

  #liveDoc(): Y.Doc {
    if (this.#live !== null) return this.#live
    const ydoc = new Y.Doc()
    defineRoots(ydoc, this.key.room)
    ydoc.transact(() => {
      for (const update of this.#committed.updates()) Y.applyUpdate(ydoc, update)
    })
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
  #apply(ydoc: Y.Doc, update: Uint8Array, peer: Peer): { own: boolean; system: Uint8Array[] } | null {
    const emitted = { own: false, system: [] as Uint8Array[] }
    const collect = (bytes: Uint8Array, origin: unknown) => {
      if (origin === peer) emitted.own = true
      else emitted.system.push(bytes)
    }
    ydoc.on('update', collect)
    try {
      Y.applyUpdate(ydoc, update, peer)
      if (ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null)
        throw new Error('an accepted update is pending')
      return emitted
    } catch (error) {
      this.#fail(error)
      return null
    } finally {
      ydoc.off('update', collect)
    }
  }

  #append(row: {
    peer: Peer | null
    user: string
    clocks: ClockRange[]
    claims: number[]
    bytes: Uint8Array
  }): void {
    const changed = this.#changed
    this.#changed = new Map()
    const at = this.#parts.now()
    this.#waiting++
    const durable = new Promise<void>((resolve, reject) => {
      this.#parts.queue.push({
        append: {
          key: this.key,
          user: row.user,
          clocks: row.clocks,
          claims: row.claims,
          bytes: row.bytes,
          at,
        },
        committed: (seq) => {
          this.#waiting--
          this.#committed.append(seq, row.bytes)
          this.#broadcast(syncFrame(SYNC.update, row.bytes), row.peer)
          const { documentId, room, userId } = this.key
          this.#parts.listener.committed({
            documentId,
            room,
            userId: userId === '' ? null : userId,
            seq,
            at,
            changed,
          })
          resolve()
        },
        failed: (error) => {
          this.#waiting--
          this.#fail(error)
          reject(error as Error)
        },
      })
    })
    // Who waits for it is told by a close; nobody else needs the rejection.
    durable.catch(() => {})
    this.#tail = durable
  }

  #broadcast(frame: Uint8Array, except: Peer | null): void {
    for (const peer of this.peers) if (peer !== except) peer.send(frame)
  }

  #schedulePresence(): void {
    if (!this.#presence.waiting || this.#presenceTimer !== null) return
    this.#presenceTimer = setTimeout(() => {
      this.#presenceTimer = null
      const changes = this.#presence.takeChanges()
      const senders = new Set(changes.map((change) => change.from))
      const everything = awarenessFrame(changes.map((change) => change.entry))
      for (const peer of this.peers) {
        if (!senders.has(peer)) {
          peer.send(everything)
          continue
        }
        const others = changes.filter((change) => change.from !== peer)
        if (others.length > 0) peer.send(awarenessFrame(others.map((change) => change.entry)))
      }
    }, PRESENCE_MS)
  }

  #fail(error: unknown): void {
    if (this.#broken) return
    this.#broken = true
    this.#parts.broken(error)
    this.closeAll(CLOSE.overloaded, 'The room is being loaded again. Your work is kept here; please wait.')
  }
}
