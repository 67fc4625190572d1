import * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import type { NewRestorePoint } from '../../storage/restore-points.ts'
import type { StoreStruct, YType } from '../guard/store.ts'
import { indexAt } from '../guard/store.ts'
import { deletedItems } from './deleted-items.ts'

/** That somebody has deleted much, and what the room held before he began. */
export interface Tripped {
  deletedChars: number
  totalChars: number
  /** As updates in order; applying them gives the state. */
  before: readonly Uint8Array[]
}

/** A second of somebody's deletions. */
interface Nibbles {
  at: number
  chars: number
  before: readonly Uint8Array[]
}

const WINDOW_MS = LIMITS.tripwireWindowSeconds * 1_000
const REST_MS = LIMITS.tripwireRestSeconds * 1_000
const GATHER_MS = 1_000

/**
 * Notices when much of a text goes: by one update, or by several of one user in a minute. Deletions cost a look at what
 * they delete; how long the text is has to be counted only when that could matter.
 */
export class Tripwire {
  /** The text is at least that long; what is typed since the last count only makes it longer. */
  #atLeast = 0
  readonly #nibbles = new Map<string, Nibbles[]>()
  readonly #tripped = new Map<string, number>()

  /**
   * To be asked at the end of the transaction, while what was deleted is still to be read. `state`: what the room held
   * before it, asked for only after something was deleted; must cost nothing.
   */
  look(
    transaction: Y.Transaction,
    user: string,
    now: number,
    state: () => readonly Uint8Array[],
  ): Tripped | null {
    if (transaction.deleteSet.clients.size === 0) return null
    const { gone, moved } = deletedBy(transaction)
    if (gone === 0) return null
    this.#atLeast = Math.max(0, this.#atLeast - gone)
    // What he deletes right after a restore point, that one holds.
    if (now - (this.#tripped.get(user) ?? Number.NEGATIVE_INFINITY) < REST_MS) return null

    const chars = gone - moved
    const alone = this.#trips(transaction.doc, chars)
    if (alone !== null)
      return this.#trip(user, now, { deletedChars: chars, totalChars: alone, before: state() })
    const nibbles = this.#recent(user, now)
    const last = nibbles.at(-1)
    if (last !== undefined && now - last.at < GATHER_MS) last.chars += chars
    else nibbles.push({ at: now, chars, before: state() })
    const sum = nibbles.reduce((all, bite) => all + bite.chars, 0)
    const together = this.#trips(transaction.doc, sum)
    if (together === null) return null
    return this.#trip(user, now, {
      deletedChars: sum,
      totalChars: together,
      before: nibbles[0]?.before ?? state(),
    })
  }

  /** His of the last minute. Others' from before go, too: they hold on to states that nobody needs any more. */
  #recent(user: string, now: number): Nibbles[] {
    for (const [name, nibbles] of this.#nibbles) {
      while (nibbles[0] !== undefined && now - nibbles[0].at >= WINDOW_MS) nibbles.shift()
      if (nibbles.length === 0) this.#nibbles.delete(name)
    }
    const own = this.#nibbles.get(user) ?? []
    this.#nibbles.set(user, own)
    return own
  }

  /** Of how many characters these were too many; null when they were not. */
  #trips(ydoc: Y.Doc, chars: number): number | null {
    if (!tooMany(chars, this.#atLeast + chars)) return null
    this.#atLeast = charsIn(ydoc)
    const total = this.#atLeast + chars
    return tooMany(chars, total) ? total : null
  }

  #trip(user: string, now: number, tripped: Tripped): Tripped {
    this.#tripped.set(user, now)
    this.#nibbles.delete(user)
    return tripped
  }
}

/** To be stored with the row that trips. */
export function pointBefore(by: string, tripped: Tripped): NewRestorePoint {
  const { before, deletedChars, totalChars } = tripped
  return { by, reason: 'mass-deletion', deletedChars, totalChars, bytes: Y.mergeUpdates([...before]) }
}

function tooMany(chars: number, total: number): boolean {
  if (chars <= LIMITS.tripwireLeastChars) return false
  return chars > LIMITS.tripwireChars || chars > total * LIMITS.tripwireShare
}

/** More comparisons than this are not made to find out what was only moved. */
const MOST_COMPARED = 2_000_000

/**
 * How many characters were deleted, and how many of them the same update writes elsewhere, as joins and splits do: from
 * one block. Who moves more at once could take a text's blocks apart and leave it as one.
 */
function deletedBy(transaction: Y.Transaction): { gone: number; moved: number } {
  const { doc, beforeState } = transaction
  const deleted: string[] = []
  const blocks = new Set<unknown>()
  let gone = 0
  for (const item of deletedItems(transaction)) {
    const { client, clock } = item.id
    const isNew = clock >= (beforeState.get(client) ?? 0)
    if (isNew || !(item.content instanceof Y.ContentString)) continue
    deleted.push(item.content.str)
    blocks.add((item.parent as YType)._item?.parent)
    gone += item.length
  }
  if (gone <= LIMITS.tripwireLeastChars || blocks.size > 1) return { gone, moved: 0 }
  const written = writtenBy(doc, beforeState)
  if (written === '' || deleted.length * written.length > MOST_COMPARED) return { gone, moved: 0 }
  const moved = deleted.reduce((sum, text) => sum + (written.includes(text) ? text.length : 0), 0)
  return { gone, moved: Math.min(moved, written.length) }
}

function writtenBy(ydoc: Y.Doc, before: ReadonlyMap<number, number>): string {
  const texts: string[] = []
  for (const [client, structs] of ydoc.store.clients) {
    const from = before.get(client) ?? 0
    if (Y.getState(ydoc.store, client) === from) continue
    for (const item of structs.slice(indexAt(structs as StoreStruct[], from)))
      if (item instanceof Y.Item && item.content instanceof Y.ContentString && !item.deleted)
        texts.push(item.content.str)
  }
  return texts.join('')
}

function charsIn(ydoc: Y.Doc): number {
  let chars = 0
  for (const structs of ydoc.store.clients.values())
    for (const item of structs)
      if (item instanceof Y.Item && item.content instanceof Y.ContentString && !item.deleted)
        chars += item.length
  return chars
}
