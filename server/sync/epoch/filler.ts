import type * as Y from 'yjs'

/** Puts something in the place of clocks that are lost, so that what depends on them has a place. */
export interface Filler {
  /** At least the first of these clocks; all of them are lost. */
  fill(transaction: Y.Transaction, client: number, from: number, to: number): void
}
/** A record of which nobody knows any more under which key it stood. */
export interface Unplaced {
  user: string
  value: unknown
}
