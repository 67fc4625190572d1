import type * as Y from 'yjs'
import type { Novel, ParentType } from './novel.ts'
import { isNovel, isNovelType } from './novel.ts'
import type { Id } from './parse.ts'
import type { StoreStruct } from './store.ts'
import { storedAt } from './store.ts'

/** A struct that is known to have a place, and its neighbours. */
export interface Placed {
  struct: Novel
  left: StoreStruct | Novel | null
  right: StoreStruct | Novel | null
  type: ParentType
  sub: string | null
}

/** What stands right of a place once this update has put several things there: only Yjs knows. */
const UNCERTAIN = Symbol('uncertain')
type Follower = string | null | typeof UNCERTAIN

/** Between which stored structs a new one will stand: right of `from` (a place), left of `to` (null: the list's end). */
interface Bounds {
  from: string
  to: Id | null
}
/** The place before the first of a list; all others are named by the id on their left. */
const HEAD = 'head'

/**
 * Bounds the work that integrating an update will cost Yjs. Its conflict scan (Item.integrate) walks right from the left
 * neighbour, past everything that was put at the same place or hangs on what was, until it meets the right neighbour or
 * something else. Honest updates find their neighbours adjacent; a forged one can make each struct walk past all others:
 * 110 kB have blocked for eight seconds. So what can be walked past is counted, never less than Yjs will walk, and only
 * where adjacency is not certain. Must be told of structs in the order in which Yjs will integrate them.
 */
export class ConflictBudget {
  readonly #ydoc: Y.Doc
  #left: number
  /** New structs whose left neighbour lies in this struct, or which head a list. */
  readonly #after = new Map<StoreStruct | Novel, Novel[]>()
  readonly #heads = new Map<ParentType, Map<string | null, Novel[]>>()
  /** What follows a place at which this update has put something. */
  readonly #followers = new Map<string, Follower>()
  readonly #headFollowers = new Map<ParentType, Follower>()
  readonly #bounds = new Map<Novel, Bounds>()
  /** Into how many more pieces this update cuts a struct. */
  readonly #cuts = new Map<StoreStruct | Novel, number>()

  constructor(ydoc: Y.Doc, steps: number) {
    this.#ydoc = ydoc
    this.#left = steps
  }

  /** Throws {@link TooExpensive} when this struct's scan could exceed what is left. */
  spend(placed: Placed): void {
    const { struct, left, right, type, sub } = placed
    const { origin, rightOrigin } = struct
    if (left !== null && origin !== null && origin.clock < lastClock(left)) this.#cut(left)
    if (right !== null && rightOrigin !== null && rightOrigin.clock > firstClock(right)) this.#cut(right)
    if (origin !== null && left !== null) this.#spendAfter(placed, left, origin)
    else if (sub === null) this.#spendAtHead(placed)
    else this.#spendAtFirstValue(placed)
    const beside = left === null ? this.#headsOf(type, sub) : this.#afterOf(left)
    beside.push(struct)
  }

  #spendAfter(placed: Placed, left: StoreStruct | Novel, origin: Id): void {
    const place = keyOf(origin)
    const known = this.#followers.get(place)
    // Behind the end of a new struct that nothing was put behind, whatever stands there ends the scan at once.
    const fresh = known === undefined && isNovel(left) && origin.clock === lastClock(left)
    const follower = known === undefined ? storedFollower(left, origin) : known
    const adjacent = fresh || follower === rightKeyOf(placed.struct)
    if (isNovel(left)) {
      if (!adjacent) this.#scanNew(left)
      // Whatever this update puts behind a new struct stands before the next stored one.
      this.#bounds.set(placed.struct, this.#bounds.get(left) ?? { from: place, to: null })
    } else {
      const to = adjacent ? this.#stopAt(placed, place) : this.#scan(placed, left, origin, place)
      this.#bounds.set(placed.struct, { from: place, to })
    }
    this.#followers.set(place, adjacent ? keyOf(placed.struct) : UNCERTAIN)
  }

  #spendAtHead(placed: Placed): void {
    const { struct, type } = placed
    const known = this.#headFollowers.get(type)
    const start = isNovelType(type) ? null : type._start
    const follower = known === undefined ? (start === null ? null : keyOf(start.id)) : known
    const adjacent = follower === rightKeyOf(struct)
    const to = adjacent ? this.#stopAt(placed, HEAD) : this.#scan(placed, null, null, HEAD)
    this.#bounds.set(struct, { from: HEAD, to })
    this.#headFollowers.set(type, adjacent ? keyOf(struct) : UNCERTAIN)
  }

  /** Without a left neighbour in a map, Yjs walks from the key's current value to its first one, and back. */
  #spendAtFirstValue({ struct, type, sub }: Placed): void {
    const behind: Novel[][] = [this.#headsOf(type, sub)]
    let steps = 0
    let item = isNovelType(type) || sub === null ? null : (type._map.get(sub) ?? null)
    for (; item !== null && steps <= this.#left; item = item.left) {
      steps += this.#piecesOf(item)
      behind.push(this.#after.get(item) ?? [])
    }
    this.#charge(steps, behind)
    this.#bounds.set(struct, { from: HEAD, to: null })
  }

  /** Where Yjs stops for sure when it walks from `place` to the right neighbour; null when that may lie left of it. */
  #stopAt({ struct, right }: Placed, place: string): Id | null {
    if (right === null) return null
    if (!isNovel(right)) return struct.rightOrigin
    const bounds = this.#bounds.get(right)
    return bounds?.from === place ? bounds.to : null
  }

  /** From a stored neighbour, or the beginning: as Yjs's own loop walks. Answers before what the struct will stand. */
  #scan(placed: Placed, left: StoreStruct | null, origin: Id | null, place: string): Id | null {
    const { type, sub } = placed
    const behind: Novel[][] = [left === null ? this.#headsOf(type, sub) : (this.#after.get(left) ?? [])]
    const stop = this.#stopAt(placed, place)
    const passed = new Set<StoreStruct>()
    let to: Id | null = null
    let steps = 1
    if (left !== null && origin !== null && origin.clock < lastClock(left)) {
      steps += this.#piecesOf(left)
      passed.add(left)
      if (stop !== null && stop.clock > origin.clock && holds(left, stop))
        return this.#charge(steps, behind, stop)
    }
    for (let item = nextOf(left, type); item !== null && steps <= this.#left; item = item.right) {
      const last = stop !== null && holds(item, stop)
      if (last) to = stop
      if (last && stop.clock === item.id.clock) break
      steps += this.#piecesOf(item)
      behind.push(this.#after.get(item) ?? [])
      passed.add(item)
      if (last) break
      if (!this.#walksPast(item, origin, passed)) {
        to = item.id
        break
      }
    }
    return this.#charge(steps, behind, to)
  }

  /** From a new neighbour Yjs never walks past a stored struct: none can hang on what is new. */
  #scanNew(left: Novel): void {
    this.#charge(this.#piecesOf(left), [this.#after.get(left) ?? []])
  }

  #walksPast(item: Y.Item, origin: Id | null, passed: ReadonlySet<StoreStruct>): boolean {
    const { origin: own } = item
    if (own === null) return origin === null
    if (own.client === origin?.client && own.clock === origin.clock) return true
    const holder = storedAt(this.#ydoc, own.client, own.clock)
    return holder !== null && passed.has(holder)
  }

  /** Counts the steps, and all new structs that hang on what was walked past. */
  #charge(steps: number, behind: Novel[][], to: Id | null = null): Id | null {
    this.#left -= steps
    for (let structs = behind.pop(); structs !== undefined && this.#left >= 0; structs = behind.pop()) {
      for (const struct of structs) {
        this.#left -= this.#piecesOf(struct)
        const next = this.#after.get(struct)
        if (next !== undefined) behind.push(next)
      }
    }
    if (this.#left < 0) throw new TooExpensive('conflict-budget')
    return to
  }

  #cut(struct: StoreStruct | Novel): void {
    this.#cuts.set(struct, (this.#cuts.get(struct) ?? 0) + 1)
  }
  #piecesOf(struct: StoreStruct | Novel): number {
    return 1 + (this.#cuts.get(struct) ?? 0)
  }

  #afterOf(struct: StoreStruct | Novel): Novel[] {
    const known = this.#after.get(struct)
    if (known !== undefined) return known
    const structs: Novel[] = []
    this.#after.set(struct, structs)
    return structs
  }
  #headsOf(type: ParentType, sub: string | null): Novel[] {
    const keys = this.#heads.get(type) ?? new Map<string | null, Novel[]>()
    this.#heads.set(type, keys)
    const structs = keys.get(sub) ?? []
    keys.set(sub, structs)
    return structs
  }
}

export class TooExpensive extends Error {}

function keyOf({ client, clock }: Id): string {
  return `${client}:${clock}`
}
function rightKeyOf(struct: Novel): string | null {
  return struct.rightOrigin === null ? null : keyOf(struct.rightOrigin)
}
function firstClock(struct: StoreStruct | Novel): number {
  return isNovel(struct) ? struct.clock : struct.id.clock
}
function lastClock(struct: StoreStruct | Novel): number {
  return firstClock(struct) + struct.length - 1
}

/** What stands right of an id that nothing new was put behind. */
function storedFollower(left: StoreStruct | Novel, origin: Id): Follower {
  if (origin.clock < lastClock(left)) return keyOf({ client: origin.client, clock: origin.clock + 1 })
  const next = isNovel(left) || !('right' in left) ? null : left.right
  return next === null ? null : keyOf(next.id)
}

function nextOf(left: StoreStruct | null, type: ParentType): Y.Item | null {
  if (left !== null) return 'right' in left ? left.right : null
  return isNovelType(type) ? null : type._start
}

function holds(struct: StoreStruct, { client, clock }: Id): boolean {
  return struct.id.client === client && clock >= struct.id.clock && clock < struct.id.clock + struct.length
}
