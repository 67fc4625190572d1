/** At most `burst` at once and `perSecond` on average, of whatever it counts. Time is passed in, in milliseconds. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  take(now: number, amount = 1): boolean {
    if (this.left(now) < amount) return false
    this.#tokens -= amount
    return true
  }

  /** Takes what is known only afterwards; it may leave a debt. */
  owe(now: number, amount: number): void {
    this.#tokens = this.left(now) - amount
  }

  left(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
    return this.#tokens
  }

  /** Nothing of it is in use: a new one would be the same. */
  full(now: number): boolean {
    return this.left(now) === this.#burst
  }
}
