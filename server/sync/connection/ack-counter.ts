/**
 * Counts, from the first writing frame of a connection on, how many are durable without a gap (docs/SPEC.md, S6).
 * A frame answered by a resync holds the count until a later step 2, which carries all the client has, is durable.
 */
export class AckCounter {
  #received = 0
  #durable = 0
  readonly #done = new Set<number>()
  readonly #unrepaired = new Set<number>()

  /** Registers the next writing frame; its number is what the other methods take. */
  receive(): number {
    return ++this.#received
  }

  /** Frames that can't be counted yet, because one before them is not durable. */
  get held(): number {
    return this.#done.size + this.#unrepaired.size
  }

  resynced(frame: number): void {
    this.#unrepaired.add(frame)
  }

  /** Answers the count when it has grown, else null. */
  durable(frame: number, step2: boolean): number | null {
    this.#done.add(frame)
    if (step2) {
      for (const earlier of this.#unrepaired) {
        if (earlier > frame) continue
        this.#unrepaired.delete(earlier)
        this.#done.add(earlier)
      }
    }
    const before = this.#durable
    while (this.#done.delete(this.#durable + 1)) this.#durable++
    return this.#durable > before ? this.#durable : null
  }
}
