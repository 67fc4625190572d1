import { LIMITS } from '../../../shared/limits.ts'
import { TooMuch } from './outcomes.ts'

/**
 * What judging and applying an update costs, in units of about a microsecond. It is counted, not timed: the same update
 * on the same room costs the same everywhere, so it can be tested, and a busy machine refuses nobody.
 * The weights are measurements (docs/PERFORMANCE.md, "What a frame can cost"), Yjs's part included.
 */
export const COST = {
  /** Of a struct: reading, placing, asking the policy, integrating. */
  struct: 1.8,
  /** Of a value under a key of a map, whatever is in it. */
  record: 4,
  /** Of a JSON value inside a record, its keys and its schema. */
  node: 0.9,
  /** Of a byte: decoding, hashing, storing, sending. */
  byte: 1 / 512,
  /** Of a deleted range, whatever it deletes. */
  range: 0.12,
  /** Of a struct that is deleted, or that goes with its parent. */
  deleted: 1.6,
  /** Of cutting a struct in two, beside {@link moving}. */
  cut: 3,
  /** Of one step of Yjs's conflict scan. */
  step: 0.12,
} as const

/** Of moving so many structs up or down in their list; a long list does not fit into the processor's cache. */
export function moving(structs: number): number {
  return structs / 5_000 + Math.max(0, structs - 150_000) / 400
}

/** Counts the work of one update, and ends it with {@link TooMuch} when it is more than one frame may cost. */
export class Work {
  readonly #most: number
  #spent = 0

  constructor(most: number = LIMITS.workPerUpdate) {
    this.#most = most
  }

  get spent(): number {
    return Math.ceil(this.#spent)
  }

  spend(units: number): void {
    this.#spent += units
    if (this.#spent > this.#most) throw new TooMuch('too-expensive')
  }

  /** Cuts a struct of a client that has `behind` structs behind it. */
  cut(behind: number): void {
    this.spend(COST.cut + moving(behind))
  }
}
