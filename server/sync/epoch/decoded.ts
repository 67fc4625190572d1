import * as Y from 'yjs'
import type { ClockRange } from '../../storage/update-log.ts'
import { ClockSet } from './clock-set.ts'

/** All that intact pieces of a log say, struct by struct, before Yjs has looked at how they hang together. */
export class Decoded {
  readonly #held = new Map<number, ClockSet>()
  readonly #deleted = new Map<number, ClockSet>()
  readonly #named = new Map<number, number>()
  /** A struct by the id that it names as what is left of it, right of it, or around it. */
  readonly #behind = new Map<string, Y.Item>()
  readonly #before = new Map<string, Y.Item>()
  readonly #inside = new Map<string, Y.Item>()

  constructor(updates: readonly Uint8Array[]) {
    for (const bytes of updates) {
      const { structs, ds } = Y.decodeUpdate(bytes)
      for (const struct of structs) if (!(struct instanceof Y.Skip)) this.#take(struct)
      for (const [client, ranges] of ds.clients)
        for (const { clock, len } of ranges) setOf(this.#deleted, client).add(clock, clock + len)
    }
  }

  #take(struct: Y.Item | Y.GC): void {
    const { client, clock } = struct.id
    setOf(this.#held, client).add(clock, clock + struct.length)
    if (!(struct instanceof Y.Item)) return
    this.#name(this.#behind, struct.origin, struct)
    this.#name(this.#before, struct.rightOrigin, struct)
    this.#name(this.#inside, struct.parent, struct)
  }
  #name(by: Map<string, Y.Item>, id: unknown, struct: Y.Item): void {
    if (!(id instanceof Y.ID)) return
    by.set(`${id.client} ${id.clock}`, struct)
    this.#named.set(id.client, Math.max(id.clock, this.lastNamed(id.client)))
  }

  /** A struct that was put right behind this clock. */
  behind(client: number, clock: number): Y.Item | null {
    return this.#behind.get(`${client} ${clock}`) ?? null
  }
  /** A struct that was put right before this clock. */
  before(client: number, clock: number): Y.Item | null {
    return this.#before.get(`${client} ${clock}`) ?? null
  }
  /** A struct that is in the type which begins with this clock. */
  inside(client: number, clock: number): Y.Item | null {
    return this.#inside.get(`${client} ${clock}`) ?? null
  }
  /** The highest clock that some struct names as its neighbour or parent; -1 when none does. */
  lastNamed(client: number): number {
    return this.#named.get(client) ?? -1
  }

  /** The first clock from this one on that some struct holds; infinite when there is none. */
  nextHeld(client: number, clock: number): number {
    return this.#held.get(client)?.next(clock) ?? Number.POSITIVE_INFINITY
  }
  isDeleted(client: number, clock: number): boolean {
    return this.#deleted.get(client)?.has(clock) ?? false
  }

  /** What of these clocks neither any struct holds nor anybody has deleted. */
  lostOf<T extends ClockRange>(range: T): T[] {
    const { client, from, to } = range
    const notHeld = this.#held.get(client)?.rest(from, to) ?? [{ from, to }]
    const deleted = this.#deleted.get(client)
    const lost = deleted === undefined ? notHeld : notHeld.flatMap((part) => deleted.rest(part.from, part.to))
    return lost.map((part) => ({ ...range, ...part }))
  }
}

function setOf(sets: Map<number, ClockSet>, client: number): ClockSet {
  const known = sets.get(client)
  if (known !== undefined) return known
  const made = new ClockSet()
  sets.set(client, made)
  return made
}
