import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from './network.ts'
import { tooManyTries } from './problems.ts'

/** Wrong tokens. Good ones are never asked about: forty people behind one router join at once. */
export const GUESSES = 10
const WINDOW_SECONDS = 3600

/** So many of something an hour, for each address or person. */
export interface HourlyLimit {
  /** Counts one; throws `too-many-tries` when there were too many. Whatever is no IPv6 address is taken as it is. */
  count(key: string): Promise<void>
}

export function createHourlyLimit(most: number): HourlyLimit {
  const limiter = new RateLimiterMemory({ points: most, duration: WINDOW_SECONDS })
  return {
    async count(key) {
      try {
        await limiter.consume(networkOf(key))
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason
        throw tooManyTries(Math.max(1, Math.ceil(reason.msBeforeNext / 1000)))
      }
    },
  }
}
