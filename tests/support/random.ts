/** Seeded random numbers (mulberry32), so that a failure can be played again. */
export function randomFrom(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    /** A whole number from 0 up to, but not including, `below`. */
    below: (below: number): number => Math.floor(next() * below),
    chance: (probability: number): boolean => next() < probability,
    pick<T>(from: readonly T[]): T {
      return from[Math.floor(next() * from.length)] as T
    },
  }
}
export type Random = ReturnType<typeof randomFrom>
