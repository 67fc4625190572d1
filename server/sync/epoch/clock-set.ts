/** A set of one client's clocks, as few intervals as will do. */
export class ClockSet {
  #intervals: { from: number; to: number }[] = []
  #sorted = true

  add(from: number, to: number): void {
    this.#intervals.push({ from, to })
    this.#sorted = false
  }

  /** The first clock from this one on that is in it; infinite when there is none. */
  next(clock: number): number {
    const intervals = this.#merged()
    const interval = intervals[firstEndingBehind(intervals, clock)]
    return interval === undefined ? Number.POSITIVE_INFINITY : Math.max(clock, interval.from)
  }

  has(clock: number): boolean {
    return this.next(clock) === clock
  }

  /** What of these clocks is not in it. */
  rest(from: number, to: number): { from: number; to: number }[] {
    const rest: { from: number; to: number }[] = []
    const intervals = this.#merged()
    let at = from
    for (let index = firstEndingBehind(intervals, from); at < to; index++) {
      const hole = intervals[index]
      if (hole === undefined || hole.from >= to) break
      if (hole.from > at) rest.push({ from: at, to: hole.from })
      at = hole.to
    }
    if (at < to) rest.push({ from: at, to })
    return rest
  }

  #merged() {
    if (this.#sorted) return this.#intervals
    const merged: { from: number; to: number }[] = []
    for (const { from, to } of this.#intervals.toSorted((a, b) => a.from - b.from)) {
      const last = merged.at(-1)
      if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
      else merged.push({ from, to })
    }
    this.#intervals = merged
    this.#sorted = true
    return merged
  }
}

/** Index of the first of these intervals, ordered and apart from one another, that ends behind the clock. */
export function firstEndingBehind(intervals: readonly { to: number }[], clock: number): number {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((intervals[middle] as { to: number }).to <= clock) low = middle + 1
    else high = middle
  }
  return low
}
