import type { RoomKey, UpdateLog } from '../../storage/update-log.ts'
import { roomId } from '../../storage/update-log.ts'
import { COMPACT_BYTES, COMPACT_ROWS, Diverged, fold } from './compaction.ts'
import type { RoomParts } from './room.ts'
import { Room } from './room.ts'

export interface RoomsParts extends Omit<RoomParts, 'broken' | 'mayClaim' | 'isPurged' | 'report'> {
  log: UpdateLog
  mayClaim(documentId: string, user: string, count: number): boolean
  isPurged(documentId: string, annotationId: string): boolean
  report(error: unknown, room: string): void
  /** A room did not come to the same twice; its log is what counts. */
  diverged(key: RoomKey, error: Diverged): void
  /** How long an empty room stays in memory; a reload of the page should not load it anew. */
  lingerMs: number
}

/** The document's rooms are closed for a while: it is on the way to another epoch. */
export class Stopped extends Error {
  constructor(documentId: string) {
    super(`${documentId} is on the way to another epoch`)
  }
}

/** The open rooms. Loading and unloading are single-flight: a room that is being stored is never loaded beside itself. */
export class Rooms {
  readonly #parts: RoomsParts
  readonly #open = new Map<string, Promise<Room>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #loaded = new Map<string, Room>()
  readonly #leaving = new Map<string, Promise<void>>()
  readonly #stopped = new Set<string>()
  /** How many have got the room and not released it: who is about to enter is no peer yet. */
  readonly #holders = new WeakMap<Room, number>()

  constructor(parts: RoomsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#open.size
  }

  /** The room, loaded if need be. Call {@link release} when done with it; until then there is no other one. */
  async get(key: RoomKey): Promise<Room> {
    if (this.#stopped.has(key.documentId)) throw new Stopped(key.documentId)
    const id = roomId(key)
    this.#keep(id)
    const room = await (this.#open.get(id) ?? this.#begin(key, id))
    this.#holders.set(room, (this.#holders.get(room) ?? 0) + 1)
    return room
  }

  /** To be called once for each {@link get}. A room that nobody holds goes after a while. */
  release(room: Room): void {
    this.#holders.set(room, (this.#holders.get(room) ?? 0) - 1)
    this.#linger(room)
  }

  #begin(key: RoomKey, id: string): Promise<Room> {
    const loading = this.#load(key, id)
    this.#open.set(id, loading)
    loading.catch(() => this.#open.delete(id))
    return loading
  }

  #isHeld(room: Room): boolean {
    return (this.#holders.get(room) ?? 0) > 0
  }

  #linger(room: Room): void {
    const id = roomId(room.key)
    // A broken room has been replaced already.
    if (this.#isHeld(room) || this.#loaded.get(id) !== room) return
    this.#keep(id)
    this.#timers.set(
      id,
      setTimeout(() => {
        this.#timers.delete(id)
        if (this.#isHeld(room)) return
        if (!room.settled) this.#linger(room)
        else void this.#unload(room)
      }, this.#parts.lingerMs).unref(),
    )
  }

  async all(): Promise<Room[]> {
    const settled = await Promise.allSettled(this.#open.values())
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  }

  /** No room of the document is open when it resolves, and none is opened before {@link allow}. */
  async stop(documentId: string): Promise<void> {
    this.#stopped.add(documentId)
    const own = [...this.#open].filter(([id]) => id.startsWith(`${documentId}/`))
    for (const [id, loading] of own) {
      const room = await loading.catch(() => null)
      await room?.stop()
      // A broken room may have been left for another meanwhile.
      if (room !== null && this.#loaded.get(id) === room) this.#forget(id)
    }
    for (const [id, leaving] of this.#leaving)
      if (id.startsWith(`${documentId}/`)) await leaving.catch(() => {})
  }
  allow(documentId: string): void {
    this.#stopped.delete(documentId)
  }

  async unloadAll(mayFold: () => boolean): Promise<void> {
    for (const room of await this.all()) await this.#unload(room, mayFold())
  }

  #keep(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  async #load(key: RoomKey, id: string): Promise<Room> {
    const { log, listener, queue, now, mayClaim, isPurged, report } = this.#parts
    await this.#leaving.get(id)
    const room: Room = new Room(key, await log.load(key), {
      queue,
      listener,
      now,
      mayClaim: (user, count) => mayClaim(key.documentId, user, count),
      isPurged: (annotationId) => isPurged(key.documentId, annotationId),
      report: (error) => report(error, id),
      broken: (error) => {
        report(error, id)
        this.#forget(id)
        room.dispose()
        // A row of it may be on its way to the disk; who loads the room again must see that row.
        this.#leave(id, room.idle())
      },
    })
    this.#loaded.set(id, room)
    return room
  }

  async #unload(room: Room, mayFold = true): Promise<void> {
    const id = roomId(room.key)
    const { committed } = room
    const long = committed.tailRows > COMPACT_ROWS || committed.tailBytes > COMPACT_BYTES
    this.#forget(id)
    if (long && mayFold) await this.#leave(id, this.#compact(room, id))
    room.dispose()
  }

  #forget(id: string): void {
    this.#keep(id)
    this.#open.delete(id)
    this.#loaded.delete(id)
  }

  /** Nobody loads the room before this is done. */
  #leave(id: string, work: Promise<void>): Promise<void> {
    const leaving = work.finally(() => {
      if (this.#leaving.get(id) === leaving) this.#leaving.delete(id)
    })
    this.#leaving.set(id, leaving)
    return leaving
  }

  async #compact(room: Room, id: string): Promise<void> {
    const { committed, key, live } = room
    const { log, now } = this.#parts
    try {
      const bytes = fold(key.room, committed.updates(), live)
      await log.compact(key, { seq: committed.seq, bytes }, now())
    } catch (error) {
      // The rows stay as they are; a base state is only a shortcut.
      this.#parts.report(error, id)
      if (error instanceof Diverged) this.#parts.diverged(key, error)
    }
  }
}
