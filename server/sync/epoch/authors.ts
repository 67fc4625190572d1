import type { AttributedRange } from '../../storage/update-log.ts'
import { SYSTEM } from '../../storage/update-log.ts'
import { firstEndingBehind } from './clock-set.ts'
import type { Author } from './values.ts'

/** Who wrote which clock, looked up in the room's attribution. */
export class Authors {
  readonly #ranges = new Map<number, AttributedRange[]>()
  readonly #owners: ReadonlyMap<number, string>
  readonly #unknownAt: Date

  /** `owners` of clientIDs stand in where the attribution has a gap. Ranges come ordered by clock. */
  constructor(ranges: readonly AttributedRange[], owners: ReadonlyMap<number, string>, unknownAt: Date) {
    for (const range of ranges) {
      const known = this.#ranges.get(range.client)
      if (known === undefined) this.#ranges.set(range.client, [range])
      else known.push(range)
    }
    this.#owners = owners
    this.#unknownAt = unknownAt
  }

  at(client: number, clock: number): Author {
    const range = this.#rangeAt(client, clock)
    if (range !== null) return { user: range.user, at: range.at }
    return { user: this.#owners.get(client) ?? SYSTEM, at: this.#unknownAt }
  }

  /** First clock behind `clock` that may have another author. */
  until(client: number, clock: number): number {
    return this.#rangeAt(client, clock)?.to ?? clock + 1
  }

  /** Who wrote these clocks, in order, as far as that is on record. */
  within(client: number, from: number, to: number): { user: string; from: number; to: number }[] {
    const parts: { user: string; from: number; to: number }[] = []
    const ranges = this.#ranges.get(client) ?? []
    for (let at = firstEndingBehind(ranges, from); at < ranges.length; at++) {
      const range = ranges[at] as AttributedRange
      if (range.from >= to) break
      parts.push({ user: range.user, from: Math.max(range.from, from), to: Math.min(range.to, to) })
    }
    return parts
  }

  #rangeAt(client: number, clock: number): AttributedRange | null {
    const ranges = this.#ranges.get(client) ?? []
    const range = ranges[firstEndingBehind(ranges, clock)]
    return range !== undefined && range.from <= clock ? range : null
  }
}

/** Collects who wrote clock after clock, and tells it in as few ranges as will do. */
export class AttributionWriter {
  readonly ranges: AttributedRange[] = []
  readonly #client: number

  constructor(client: number) {
    this.#client = client
  }

  add(from: number, to: number, { user, at }: Author): void {
    const last = this.ranges.at(-1)
    if (last !== undefined && last.to === from && last.user === user && last.at.getTime() === at.getTime())
      last.to = to
    else this.ranges.push({ client: this.#client, from, to, user, at })
  }
}
