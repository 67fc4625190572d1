import { LIMITS } from '../../../shared/limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** How much work (guard/work.ts) a user may cause: on average in a second, and at once. */
export interface WorkRate {
  perSecond: number
  burst: number
}

const RATE: WorkRate = { perSecond: LIMITS.workPerSecond, burst: LIMITS.workBurst }

/**
 * The share of the server's time that one user may take, over all his sockets and rooms. What a frame costs is known
 * when it has been judged, so the last one may leave a debt; until that is paid off by time, he is told that he is too
 * fast. Nobody else's share is touched.
 */
export class WorkAllowance {
  readonly #rate: WorkRate
  readonly #now: () => number
  readonly #buckets = new Map<string, TokenBucket>()

  /** `now`: milliseconds, monotonic. */
  constructor(now: () => number, rate: WorkRate = RATE) {
    this.#rate = rate
    this.#now = now
  }

  /** Whether anything of this user may be looked at now. */
  mayWork(user: string): boolean {
    return (this.#buckets.get(user)?.left(this.#now()) ?? this.#rate.burst) > 0
  }

  worked(user: string, units: number): void {
    const bucket =
      this.#buckets.get(user) ?? new TokenBucket(this.#rate.perSecond, this.#rate.burst, this.#now())
    this.#buckets.set(user, bucket)
    bucket.owe(this.#now(), units)
  }

  /** Forgets whoever has rested; to be called now and then. */
  sweep(): void {
    const now = this.#now()
    for (const [user, bucket] of this.#buckets) if (bucket.full(now)) this.#buckets.delete(user)
  }

  /** For how many users something is remembered. */
  get size(): number {
    return this.#buckets.size
  }
}
