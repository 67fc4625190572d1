import type { DeleteSection } from './parse.ts'

export type DeletedRange = readonly [client: number, clock: number, length: number]

/** A delete set with more ranges in it, in order and without overlap as before. */
export function withRanges(
  sections: readonly DeleteSection[],
  more: readonly DeletedRange[],
): readonly DeleteSection[] {
  if (more.length === 0) return sections
  const byClient = new Map<number, DeleteSection['ranges']>()
  for (const { client, ranges } of sections) byClient.set(client, [...ranges])
  for (const [client, clock, length] of more) {
    const ranges = byClient.get(client) ?? []
    byClient.set(client, ranges)
    ranges.push([clock, length])
  }
  return [...byClient].map(([client, ranges]) => ({ client, ranges: merged(ranges) }))
}

function merged(ranges: DeleteSection['ranges']): DeleteSection['ranges'] {
  const result: DeleteSection['ranges'] = []
  for (const [clock, length] of ranges.sort(([a], [b]) => a - b)) {
    const last = result.at(-1)
    if (last !== undefined && clock <= last[0] + last[1])
      last[1] = Math.max(last[1], clock + length - last[0])
    else result.push([clock, length])
  }
  return result
}

/** Sorted, without overlap. */
export type Ranges = readonly (readonly [clock: number, length: number])[]

export function byClient(sections: readonly DeleteSection[]): ReadonlyMap<number, Ranges> {
  return new Map(sections.map(({ client, ranges }) => [client, ranges]))
}

/** The parts [from, to) of `length` clocks that lie in none of the ranges. */
export function outside(ranges: Ranges, clock: number, length: number): [from: number, to: number][] {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const [from, size] = ranges[middle] as Ranges[number]
    if (from + size <= clock) low = middle + 1
    else high = middle
  }
  const parts: [number, number][] = []
  let next = clock
  for (const end = clock + length; next < end; low++) {
    const [from, size] = ranges[low] ?? [end, 0]
    if (from > next) parts.push([next, Math.min(from, end)])
    next = Math.max(next, from + size)
  }
  return parts
}
