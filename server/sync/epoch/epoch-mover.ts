import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { EpochChange, Incident } from '../../storage/app-store.ts'
import type { NewRoom, RoomKey, UpdateLog } from '../../storage/update-log.ts'
import { roomId } from '../../storage/update-log.ts'
import type { Epochs } from '../ports.ts'
import { roomDoc } from '../room/room-doc.ts'
import { Authors } from './authors.ts'
import { repairDetail } from './damage-detail.ts'
import type { ReadRoom } from './read-room.ts'
import { readRoom } from './read-room.ts'
import { readValues } from './read-values.ts'
import type { RoomValues } from './values.ts'
import { isEmpty, withMergedRuns } from './values.ts'
import { writeValues } from './write-values.ts'

export interface EpochMoverParts {
  log: UpdateLog
  epochs: Epochs
  /** Null when there is no such document. */
  epochOf(documentId: string): string | null
  now(): Date
  newId(): string
  /** From now on nothing of the document is written; resolves when all that was on its way is on the disk. */
  stop(documentId: string): Promise<void>
  /** Lets people in again; those who were there go to the new epoch, or (failed) come back to the old one. */
  goOn(documentId: string, moved: boolean): void
  report(error: unknown, room: string): void
}

/** Rooms as they are to be, and what a purge has taken out of them or emptied. */
export interface Changed {
  rooms: ReadonlyMap<RoomKey, RoomValues>
  purged?: EpochChange['purged'] & object
}
/** What a move is for. */
export interface Move {
  /** What each room is to hold; rooms that are left out are as they were. Pure. */
  change(rooms: ReadonlyMap<RoomKey, RoomValues>): Changed
  /** What the owners are told besides damage that was found. */
  incidents(from: string, to: string): Pick<Incident, 'kind' | 'detail'>[]
}
/** Nothing can be saved of this room. */
class Unreadable extends Error {}
/** How long after a repair that failed the next one may be tried: the disk may have been full. */
const PAUSE_MS = 5_000
const UNCHANGED: Move = { change: (rooms) => ({ rooms }), incidents: () => [] }

/**
 * Moves a document to a new epoch: every room is read as values and written anew, who wrote what is kept, and only when
 * all of that is on the disk the document's epoch is changed. A crash before that leaves the old epoch as it was,
 * a crash after it the new one. One move a document at a time.
 */
export class EpochMover {
  readonly #parts: EpochMoverParts
  readonly #moving = new Map<string, Promise<unknown>>()
  readonly #repairs = new Map<string, Promise<boolean>>()
  /** When a repair failed last. */
  readonly #triedAt = new Map<string, number>()
  /** Documents with a room of which nothing could be saved, and the epoch that is damaged. */
  readonly #beyond = new Map<string, string>()

  constructor(parts: EpochMoverParts) {
    this.#parts = parts
  }

  /** A move is under way. */
  moving(documentId: string): boolean {
    return this.#moving.has(documentId)
  }
  /** A repair was tried and is not worth trying again. */
  isBeyondRepair(documentId: string): boolean {
    return this.#beyond.get(documentId) === this.#parts.epochOf(documentId)
  }
  /** Resolves when the document is not on the move. */
  async settled(documentId: string): Promise<void> {
    while (this.moving(documentId)) await this.#moving.get(documentId)
  }
  async idle(): Promise<void> {
    while (this.#moving.size > 0) await Promise.all(this.#moving.values())
  }

  /**
   * Moves what can be saved of a document in which that epoch was found damaged; false when that failed. What has been
   * repaired meanwhile is left alone. Single-flight; never rejects.
   */
  repair(found: Pick<RoomKey, 'documentId' | 'epoch'>): Promise<boolean> {
    const { documentId } = found
    const running = this.#repairs.get(documentId)
    if (running !== undefined) return running
    const repairing = this.#attempt(found).finally(() => this.#repairs.delete(documentId))
    this.#repairs.set(documentId, repairing)
    return repairing
  }
  async #attempt({ documentId, epoch }: Pick<RoomKey, 'documentId' | 'epoch'>): Promise<boolean> {
    const isThere = () => this.#parts.epochOf(documentId) === epoch
    await this.settled(documentId)
    if (!isThere()) return true
    const tried = this.#parts.now().getTime() - (this.#triedAt.get(documentId) ?? 0)
    if (this.isBeyondRepair(documentId) || tried < PAUSE_MS) return false
    try {
      await this.move(documentId, UNCHANGED)
    } catch (error) {
      this.#parts.report(error, documentId)
      this.#triedAt.set(documentId, this.#parts.now().getTime())
      if (isThere() && error instanceof Unreadable) await this.#giveUp(documentId, epoch)
    }
    return !isThere()
  }

  /** The bytes stay as they are, for whoever can do more with them; the owners and the operator are told, once a start. */
  async #giveUp(documentId: string, epoch: string): Promise<void> {
    const { epochs, newId, now, report } = this.#parts
    this.#beyond.set(documentId, epoch)
    try {
      const detail = { ...repairDetail([], epoch, null) }
      await epochs.addIncident({ id: newId(), documentId, at: now(), kind: 'repaired', detail })
    } catch (failure) {
      report(failure, documentId)
    }
  }

  /** Resolves when the document is in the new epoch. Rejects with everything as it was. */
  move(documentId: string, move: Move): Promise<void> {
    return this.#inTurn(documentId, () => this.#move(documentId, move))
  }

  /** Does something between two moves, with the epoch that is in force then. */
  between(documentId: string, work: (epoch: string) => Promise<void>): Promise<void> {
    return this.#inTurn(documentId, async () => {
      const epoch = this.#parts.epochOf(documentId)
      if (epoch !== null) await work(epoch)
    })
  }

  #inTurn(documentId: string, work: () => Promise<void>): Promise<void> {
    const before = this.#moving.get(documentId) ?? Promise.resolve()
    const moving = before.then(work)
    const settled = moving
      .catch(() => {})
      .finally(() => {
        if (this.#moving.get(documentId) === settled) this.#moving.delete(documentId)
      })
    this.#moving.set(documentId, settled)
    return moving
  }

  async #move(documentId: string, move: Move): Promise<void> {
    const { stop, goOn } = this.#parts
    let moved = false
    await stop(documentId)
    try {
      await this.#change(documentId, move)
      moved = true
    } finally {
      goOn(documentId, moved)
    }
  }

  async #change(documentId: string, { change, incidents }: Move): Promise<void> {
    const { log, epochs, epochOf, newId, now, report } = this.#parts
    const from = epochOf(documentId)
    if (from === null) throw new Error(`no document ${documentId}`)
    const to = newId()
    const rooms: ReadRoom[] = []
    for (const key of await log.roomsOf(documentId, from)) {
      const read = readRoom(log, key, now(), newId)
      rooms.push(
        await read.catch((error: unknown) => {
          throw new Unreadable(roomId(key), { cause: error })
        }),
      )
      await nextTurn()
    }
    const { rooms: changed, purged } = change(new Map(rooms.map(({ key, values }) => [key, values])))
    const written: NewRoom[] = []
    for (const [key, values] of changed) {
      if (isEmpty(values)) continue
      written.push(writtenAs({ ...key, epoch: to }, values))
      await nextTurn()
    }
    const at = now()
    await log.writeEpoch(written, at)
    const damages = rooms.flatMap(({ damage }) => damage ?? [])
    const told: Pick<Incident, 'kind' | 'detail'>[] = incidents(from, to)
    if (damages.length > 0) told.push({ kind: 'repaired', detail: { ...repairDetail(damages, from, to) } })
    await epochs.changeEpoch({
      documentId,
      from,
      to,
      incidents: told.map((incident) => ({ id: newId(), documentId, at, ...incident })),
      ...(purged === undefined ? {} : { purged }),
    })
    for (const { key } of damages)
      try {
        await log.quarantine(key, at)
      } catch (error) {
        // It lies where it lay, in an epoch that nobody reads any more.
        report(error, roomId(key))
      }
  }
}

/** Read once more before anybody depends on it. */
function writtenAs(key: RoomKey, values: RoomValues): NewRoom {
  const written = writeValues(key.room, values)
  const ydoc = roomDoc(key.room, [written.bytes])
  const read = readValues(ydoc, key.room, new Authors(written.attribution, new Map(), new Date(0)))
  ydoc.destroy()
  if (!isDeepStrictEqual(read, withMergedRuns(values)))
    throw new Error(`${roomId(key)} is not what was written`)
  return { key, ...written }
}
