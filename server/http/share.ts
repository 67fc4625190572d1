import { tooManyTries } from './problems.ts'

/**
 * What requests cost, in microseconds, more or less: reading what a document holds and telling it takes time with the length of
 * the answer, nearly all else is little. So much a second for each user, and so much at once after a pause.
 */
const COST = { request: 500, byte: 0.15 }
/** What is held while nobody knows yet how long the answer will be: so many at once are not one after the other. */
const HELD = 50_000
const PER_SECOND = 200_000
const AT_ONCE = 2_000_000
/** Beyond so many users those who have rested are forgotten. */
const MOST_KNOWN = 1_000

/** A user's share of the server's time by HTTP (docs/SPEC.md, G10); his sockets have one of their own. */
export interface Share {
  /** Throws `too-many-tries` while he has used up his; else to be told how long the answer was, in UTF-16 units. */
  begin(userId: string): (answerLength: number) => void
}

/** `now`: milliseconds, monotonic. */
export function createShare(now: () => number = () => performance.now()): Share {
  const used = new Map<string, { cost: number; at: number }>()
  const left = (userId: string): number => {
    const known = used.get(userId)
    return known === undefined ? 0 : Math.max(0, known.cost - ((now() - known.at) * PER_SECOND) / 1_000)
  }
  const spend = (userId: string, cost: number) =>
    used.set(userId, { cost: Math.max(0, left(userId) + cost), at: now() })
  return {
    begin(userId) {
      const over = left(userId) - AT_ONCE
      if (over >= 0) {
        const seconds = Math.ceil((over + 1) / PER_SECOND)
        throw tooManyTries(seconds)
      }
      spend(userId, HELD)
      if (used.size > MOST_KNOWN) for (const id of used.keys()) if (left(id) === 0) used.delete(id)
      return (answerLength) => void spend(userId, COST.request + COST.byte * answerLength - HELD)
    },
  }
}
