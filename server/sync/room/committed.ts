import * as Y from 'yjs'
import { SYNC } from '../../../shared/protocol.ts'
import type { StoredRoom } from '../../storage/update-log.ts'
import { encodeVector, syncFrame } from '../frames.ts'

/** Raw tail rows are merged by this many, so that a join sends few frames and a commit merges little. */
const CHUNK = 64
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

  append(seq: number, bytes: Uint8Array): void {
    this.seq = seq
    this.tailRows++
    this.tailBytes += bytes.length
    this.#raw.push(bytes)
    if (this.#raw.length >= CHUNK) {
      this.#chunks.push(Y.mergeUpdates(this.#raw))
      this.#raw = []
    }
    const { from, to } = Y.parseUpdateMeta(bytes)
    for (const [client, end] of to) {
      const known = this.#vector.get(client) ?? 0
      // Never across a gap: what is missing must be asked for again.
      if ((from.get(client) ?? 0) <= known && end > known) this.#vector.set(client, end)
    }
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
