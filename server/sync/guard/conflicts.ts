import type * as Y from 'yjs'
import type { Follower, Novel, ParentType } from './novel.ts'
import { isNovel, isNovelType, UNCERTAIN } from './novel.ts'
import { TooMuch } from './outcomes.ts'
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

/**
 * Bounds the work that integrating an update will cost Yjs. Its conflict scan (Item.integrate) walks right from the left
 * neighbour, past everything that was put at the same place or hangs on what was, until it meets the right neighbour or
 * something else. Honest updates find their neighbours adjacent; a forged one can make each struct walk past all others:
 * 110 kB have blocked for eight seconds. So what can be walked past is counted, never less than Yjs will walk, and only
 * where adjacency is not certain. Must be told of structs in the order in which Yjs will integrate them.
 *
 * A place is named by the id on its left; null is the place before the first of a list.
 */
export class ConflictBudget {
  readonly #ydoc: Y.Doc
  #left: number
  readonly #onCut: (struct: StoreStruct | Novel) => void
  // None of these is made before it is needed: most updates need none.
  /** The last new struct that has its left neighbour in a stored one, or heads a list; {@link Novel.after} for new ones. */
  #after: Map<StoreStruct, Novel> | null = null
  #heads: Map<ParentType, Map<string | null, Novel>> | null = null
  /** What follows places where this update has put something; {@link Novel.follower} for the ends of new structs. */
  #followers: Map<string, Follower> | null = null
  #headFollowers: Map<ParentType, Follower> | null = null
  /** Into how many more pieces this update cuts a struct, and where. */
  #cuts: Map<StoreStruct | Novel, number> | null = null
  #cutAt: Set<string> | null = null

  /** `onCut` is told of each struct that Yjs will have to cut in two. */
  constructor(ydoc: Y.Doc, steps: number, onCut: (struct: StoreStruct | Novel) => void = () => {}) {
    this.#ydoc = ydoc
    this.#left = steps
    this.#onCut = onCut
  }

  get left(): number {
    return this.#left
  }

  /** Throws {@link TooMuch} when this struct's scan could exceed what is left. */
  spend(placed: Placed): void {
    const { left, right, type, sub } = placed
    const { origin, rightOrigin } = placed.struct
    if (left !== null && origin !== null && origin.clock < lastClock(left)) this.#cut(left, nextId(origin))
    if (right !== null && rightOrigin !== null && rightOrigin.clock > firstClock(right))
      this.#cut(right, rightOrigin)
    if (origin === null || left === null) {
      if (sub === null) this.#spendAtHead(placed)
      else this.#spendAtFirstValue(placed)
      this.#putAtHead(type, sub, placed.struct)
    } else if (isNovel(left)) this.#spendAfterNew(placed.struct, left, origin)
    else this.#spendAfterStored(placed, left, origin)
  }

  /** From a new neighbour Yjs never walks past a stored struct: none can hang on what is new. */
  #spendAfterNew(struct: Novel, left: Novel, origin: Id): void {
    const atEnd = origin.clock === lastClock(left)
    const known = atEnd ? left.follower : this.#followers?.get(keyOf(origin))
    // Behind the end of a new struct that nothing was put behind, whatever stands there ends the scan at once.
    const fresh = atEnd && known === undefined
    const adjacent = fresh || isAt(known === undefined ? nextId(origin) : known, struct.rightOrigin)
    if (!adjacent) this.#charge(this.#piecesOf(left), [left.after], null)
    const follower = adjacent ? idOf(struct) : UNCERTAIN
    if (atEnd) left.follower = follower
    else {
      this.#followers ??= new Map()
      this.#followers.set(keyOf(origin), follower)
    }
    struct.bounds = left.bounds
    struct.beside = left.after
    left.after = struct
  }

  #spendAfterStored(placed: Placed, left: StoreStruct, origin: Id): void {
    const { struct } = placed
    const place = keyOf(origin)
    const known = this.#followers?.get(place)
    const adjacent = isAt(known === undefined ? storedFollower(left, origin) : known, struct.rightOrigin)
    const to = adjacent ? stopAt(placed, origin) : this.#scan(placed, left, origin)
    struct.bounds = { from: origin, to }
    this.#followers ??= new Map()
    this.#followers.set(place, adjacent ? idOf(struct) : UNCERTAIN)
    struct.beside = this.#after?.get(left) ?? null
    this.#after ??= new Map()
    this.#after.set(left, struct)
  }

  #spendAtHead(placed: Placed): void {
    const { struct, type } = placed
    const known = this.#headFollowers?.get(type)
    const start = isNovelType(type) ? null : type._start
    const adjacent = isAt(known === undefined ? (start?.id ?? null) : known, struct.rightOrigin)
    const to = adjacent ? stopAt(placed, null) : this.#scan(placed, null, null)
    struct.bounds = { from: null, to }
    this.#headFollowers ??= new Map()
    this.#headFollowers.set(type, adjacent ? idOf(struct) : UNCERTAIN)
  }

  /** Without a left neighbour in a map, Yjs walks from the key's current value to its first one, and back. */
  #spendAtFirstValue({ struct, type, sub }: Placed): void {
    const behind = [this.#headOf(type, sub)]
    let steps = 0
    let item = isNovelType(type) || sub === null ? null : (type._map.get(sub) ?? null)
    for (; item !== null && steps <= this.#left; item = item.left) {
      steps += this.#piecesOf(item)
      behind.push(this.#after?.get(item) ?? null)
    }
    this.#charge(steps, behind, null)
    struct.bounds = { from: null, to: null }
  }

  /** From a stored neighbour, or the beginning: as Yjs's own loop walks. Answers before what the struct will stand. */
  #scan(placed: Placed, left: StoreStruct | null, origin: Id | null): Id | null {
    const { type, sub } = placed
    const behind = [left === null ? this.#headOf(type, sub) : (this.#after?.get(left) ?? null)]
    const stop = stopAt(placed, origin)
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
      behind.push(this.#after?.get(item) ?? null)
      passed.add(item)
      if (last) break
      if (!this.#walksPast(item, origin, passed)) {
        to = item.id
        break
      }
    }
    return this.#charge(steps, behind, to)
  }

  #walksPast(item: Y.Item, origin: Id | null, passed: ReadonlySet<StoreStruct>): boolean {
    const { origin: own } = item
    if (own === null) return origin === null
    if (own.client === origin?.client && own.clock === origin.clock) return true
    const holder = storedAt(this.#ydoc, own.client, own.clock)
    return holder !== null && passed.has(holder)
  }

  /** Counts the steps, and all new structs that hang on what was walked past. Answers `to`. */
  #charge(steps: number, behind: (Novel | null)[], to: Id | null): Id | null {
    this.#left -= steps
    while (behind.length > 0 && this.#left >= 0) {
      for (let struct = behind.pop() ?? null; struct !== null; struct = struct.beside) {
        this.#left -= this.#piecesOf(struct)
        if (struct.after !== null) behind.push(struct.after)
      }
    }
    if (this.#left < 0) throw new TooMuch('too-expensive')
    return to
  }

  #cut(struct: StoreStruct | Novel, before: Id): void {
    const at = keyOf(before)
    if (this.#cutAt?.has(at)) return
    this.#cutAt ??= new Set()
    this.#cutAt.add(at)
    this.#cuts ??= new Map()
    this.#cuts.set(struct, (this.#cuts?.get(struct) ?? 0) + 1)
    this.#onCut(struct)
  }
  #piecesOf(struct: StoreStruct | Novel): number {
    return 1 + (this.#cuts?.get(struct) ?? 0)
  }

  #headOf(type: ParentType, sub: string | null): Novel | null {
    return this.#heads?.get(type)?.get(sub) ?? null
  }
  #putAtHead(type: ParentType, sub: string | null, struct: Novel): void {
    const keys = this.#heads?.get(type) ?? new Map<string | null, Novel>()
    this.#heads ??= new Map()
    this.#heads.set(type, keys)
    struct.beside = keys.get(sub) ?? null
    keys.set(sub, struct)
  }
}

function keyOf({ client, clock }: Id): string {
  return `${client}:${clock}`
}
function idOf({ client, clock }: Novel): Id {
  return { client, clock }
}
function nextId({ client, clock }: Id): Id {
  return { client, clock: clock + 1 }
}
function firstClock(struct: StoreStruct | Novel): number {
  return isNovel(struct) ? struct.clock : struct.id.clock
}
function lastClock(struct: StoreStruct | Novel): number {
  return firstClock(struct) + struct.length - 1
}

function isAt(follower: Follower, id: Id | null): boolean {
  if (follower === UNCERTAIN) return false
  if (follower === null || id === null) return follower === id
  return follower.client === id.client && follower.clock === id.clock
}

/** What stands right of an id in a stored struct that nothing new was put behind. */
function storedFollower(left: StoreStruct, origin: Id): Id | null {
  if (origin.clock < lastClock(left)) return nextId(origin)
  return 'right' in left ? (left.right?.id ?? null) : null
}

function nextOf(left: StoreStruct | null, type: ParentType): Y.Item | null {
  if (left !== null) return 'right' in left ? left.right : null
  return isNovelType(type) ? null : type._start
}

/** Where Yjs stops for sure when it walks from `place` to the right neighbour; null when that may lie left of it. */
function stopAt({ struct, right }: Placed, place: Id | null): Id | null {
  if (right === null) return null
  if (!isNovel(right)) return struct.rightOrigin
  return right.bounds !== null && isAt(right.bounds.from, place) ? right.bounds.to : null
}

function holds(struct: StoreStruct, { client, clock }: Id): boolean {
  return struct.id.client === client && clock >= struct.id.clock && clock < struct.id.clock + struct.length
}
