import { isIPv6 } from 'node:net'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ProblemError } from './problems.ts'

const TRIES = 10
const WINDOW_SECONDS = 3600

/** Limits wrong tokens by address. Good ones are never asked about: forty people behind one router join at once. */
export interface GuessLimit {
  /** Counts one; throws `too-many-tries` when there were too many. Whatever is no IPv6 address is taken as it is. */
  wrong(address: string): Promise<void>
}

/** So many an hour. */
export function createGuessLimit(tries: number = TRIES): GuessLimit {
  const limiter = new RateLimiterMemory({ points: tries, duration: WINDOW_SECONDS })
  return {
    async wrong(address) {
      try {
        await limiter.consume(networkOf(address))
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason
        const seconds = Math.max(1, Math.ceil(reason.msBeforeNext / 1000))
        throw new ProblemError('too-many-tries', { headers: { 'Retry-After': String(seconds) } })
      }
    },
  }
}

/** What counts as one address: an IPv6 customer has at least a /64 of them. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = address.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
