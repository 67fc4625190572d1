import * as Y from 'yjs'
import { SYNC } from '../../../shared/protocol.ts'
import type { ClockRange, StoredRoom } from '../../storage/update-log.ts'
import { encodeVector, syncFrame } from '../frames.ts'

/** Raw tail rows are merged by this many, so that a join sends few frames and a commit merges little. */
const CHUNK = 64
/** Merging takes time in proportion to what is merged, while everybody waits; large rows go as they are. */
const CHUNK_BYTES = 32 * 1024
const LARGE_ROW_BYTES = 8 * 1024
const EMPTY_UPDATE = new Uint8Array([0, 0])

/**
 * What a room has on the disk, ready to be sent. Joins are served from here alone: nothing is computed on their path,
 * and they can't see what is not yet durable.
 */
export class CommittedState {
  #base: Uint8Array | null
  #baseVector: Map<number, number>
  #baseFrame: Uint8Array | null = null
  #baseDeletesFrame: Uint8Array | null = null
  #chunks: Uint8Array[] = []
  #raw: Uint8Array[] = []
  #rawBytes = 0
  readonly #vector: Map<number, number>
  seq: number
  tailRows = 0
  tailBytes = 0

  constructor(stored: Pick<StoredRoom, 'base' | 'rows'>) {
    this.#base = stored.base?.bytes ?? null
    this.#baseVector =
      this.#base === null ? new Map() : Y.decodeStateVector(Y.encodeStateVectorFromUpdate(this.#base))
    this.#vector = new Map(this.#baseVector)
    this.seq = stored.base?.seq ?? 0
    for (const row of stored.rows) this.append(row.seq, row.bytes)
  }

  /** `clocks`: what the row adds, if that is known; else it is read from the row. */
  append(seq: number, bytes: Uint8Array, clocks: readonly ClockRange[] = clocksOf(bytes)): void {
    this.seq = seq
    this.tailRows++
    this.tailBytes += bytes.length
    if (bytes.length > LARGE_ROW_BYTES) {
      this.#merge()
      this.#chunks.push(bytes)
    } else {
      this.#raw.push(bytes)
      this.#rawBytes += bytes.length
      if (this.#raw.length >= CHUNK || this.#rawBytes > CHUNK_BYTES) this.#merge()
    }
    for (const { client, from, to } of clocks) {
      const known = this.#vector.get(client) ?? 0
      // Never across a gap: what is missing must be asked for again.
      if (from <= known && to > known) this.#vector.set(client, to)
    }
  }

  #merge(): void {
    const [first] = this.#raw
    if (first !== undefined) this.#chunks.push(this.#raw.length === 1 ? first : Y.mergeUpdates(this.#raw))
    this.#raw = []
    this.#rawBytes = 0
  }

  /** All updates in order; applying them gives the room. */
  updates(): Uint8Array[] {
    return [...(this.#base === null ? [] : [this.#base]), ...this.#chunks, ...this.#raw]
  }

  merged(): Uint8Array {
    const updates = this.updates()
    return updates.length === 0 ? EMPTY_UPDATE : Y.mergeUpdates(updates)
  }

  stateVector(): Uint8Array {
    return encodeVector(this.#vector)
  }

  /**
   * The answer to a SyncStep1: base state and tail as updates, and a last, empty step 2, at which a stock client calls
   * itself synced. Who has all of the base state gets its delete set instead (13 kB for 2 MB on a large document).
   */
  joinFrames(vector: ReadonlyMap<number, number>): Uint8Array[] {
    const frames: Uint8Array[] = []
    if (this.#base !== null) {
      const covered = [...this.#baseVector].every(([client, clock]) => (vector.get(client) ?? 0) >= clock)
      if (covered) {
        this.#baseDeletesFrame ??= syncFrame(
          SYNC.update,
          Y.diffUpdate(this.#base, encodeVector(this.#baseVector)),
        )
        frames.push(this.#baseDeletesFrame)
      } else {
        this.#baseFrame ??= syncFrame(SYNC.update, this.#base)
        frames.push(this.#baseFrame)
      }
    }
    for (const update of [...this.#chunks, ...this.#raw]) frames.push(syncFrame(SYNC.update, update))
    frames.push(syncFrame(SYNC.step2, EMPTY_UPDATE))
    return frames
  }
}

function clocksOf(bytes: Uint8Array): ClockRange[] {
  const { from, to } = Y.parseUpdateMeta(bytes)
  return [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
}
