import * as Y from 'yjs'
import type { StoredEntry } from './local-schema.ts'
import type { UnsentWork } from './outbox.ts'

/** Unsent work that was not made by this tab in this life. */
export interface Left extends UnsentWork {
  /** Where it is stored; undefined when it was only carried over in memory. */
  stored: StoredEntry | undefined
  /** When it was found. */
  since: number
}

/**
 * Unsent work that is to be taken in. It may build on changes that haven't come yet; until then it waits here and not in
 * the ydoc, where it would be part of every step 2, which the server could only answer with a resync.
 */
export class LeftBehind {
  #waiting: Left[] = []

  get size(): number {
    return this.#waiting.length
  }

  add(left: readonly Left[]): void {
    this.#waiting.push(...left)
  }

  has(entry: StoredEntry): boolean {
    return this.#waiting.some(({ stored }) => stored?.tab === entry.tab && stored.n === entry.n)
  }

  all(): readonly Left[] {
    return this.#waiting
  }

  /** Applies what can be applied now, and answers it. */
  applyTo(ydoc: Y.Doc, origin: unknown): Left[] {
    const applied: Left[] = []
    for (let before = -1; before !== applied.length; ) {
      before = applied.length
      this.#waiting = this.#waiting.filter((left) => {
        if (!applyWhole(ydoc, left.update, origin)) return true
        applied.push(left)
        return false
      })
    }
    return applied
  }

  /** What has waited since before `then` will wait for ever: it is given up, and answered. */
  giveUpSince(then: number): Left[] {
    const overdue = this.#waiting.filter(({ since }) => since < then)
    this.#waiting = this.#waiting.filter(({ since }) => since >= then)
    return overdue
  }
}

/** False when something of it has to wait. What Yjs has then put aside is taken from it: it is still here. */
function applyWhole(ydoc: Y.Doc, update: Uint8Array, origin: unknown): boolean {
  Y.applyUpdate(ydoc, update, origin)
  const { store } = ydoc
  const whole = store.pendingStructs === null && store.pendingDs === null
  store.pendingStructs = null
  store.pendingDs = null
  return whole
}
