import type { Novel, ParentType } from './resolve.ts'
import type { StoreStruct, YType } from './store.ts'

/**
 * Bounds the work that integrating an update will cost Yjs. Its conflict scan (Item.integrate) walks from the left
 * neighbour to the right one; honest updates find them adjacent, a forged one can make every struct walk a long list:
 * 1 MB of writes to one map key blocks for seconds.
 */
export class ConflictBudget {
  #left: number
  readonly #novelIn = new Map<ParentType, number>()
  /** What follows a struct's last clock, or heads a list, once this update has put something there. */
  readonly #followers = new Map<string, string | null>()
  readonly #heads = new Map<ParentType, Map<string | null, string | null>>()

  constructor(steps: number) {
    this.#left = steps
  }

  /** Throws {@link TooExpensive} when this struct's scan would exceed what is left. */
  spend(
    struct: Novel,
    left: StoreStruct | Novel | null,
    right: StoreStruct | Novel | null,
    type: ParentType,
    sub: string | null,
  ): void {
    const novelBefore = this.#novelIn.get(type) ?? 0
    this.#novelIn.set(type, novelBefore + 1)
    const rightKey =
      struct.rightOrigin === null ? null : keyOf(struct.rightOrigin.client, struct.rightOrigin.clock)
    const leftKey = struct.origin === null ? null : keyOf(struct.origin.client, struct.origin.clock)
    const heads = this.#heads.get(type) ?? new Map<string | null, string | null>()
    this.#heads.set(type, heads)
    const follower =
      leftKey === null
        ? headOf(type, sub, heads)
        : this.#followerOf(leftKey, struct, left as StoreStruct | Novel)
    if (follower !== rightKey) this.#scan(type, sub, left, right, novelBefore)
    const own = keyOf(struct.client, struct.clock)
    if (leftKey === null) heads.set(sub, own)
    else this.#followers.set(leftKey, own)
    this.#followers.set(keyOf(struct.client, struct.clock + struct.length - 1), rightKey)
  }

  #followerOf(leftKey: string, struct: Novel, left: StoreStruct | Novel): string | null | undefined {
    const known = this.#followers.get(leftKey)
    if (known !== undefined) return known
    const origin = struct.origin as { client: number; clock: number }
    if ('sliced' in left)
      return origin.clock < left.clock + left.length - 1 ? keyOf(origin.client, origin.clock + 1) : undefined
    if (origin.clock < left.id.clock + left.length - 1) return keyOf(origin.client, origin.clock + 1)
    const next = 'right' in left ? left.right : null
    return next === null ? null : keyOf(next.id.client, next.id.clock)
  }

  #scan(
    type: ParentType,
    sub: string | null,
    left: StoreStruct | Novel | null,
    right: StoreStruct | Novel | null,
    novelBefore: number,
  ): void {
    let steps = novelBefore + 1
    let item = left !== null && !('sliced' in left) && 'right' in left ? left.right : startOf(type, sub)
    while (item !== null && item !== right && steps <= this.#left) {
      steps++
      item = item.right
    }
    this.#left -= steps
    if (this.#left < 0) throw new TooExpensive('conflict-budget')
  }
}

export class TooExpensive extends Error {}

function keyOf(client: number, clock: number): string {
  return `${client}:${clock}`
}

function startOf(type: ParentType, sub: string | null) {
  if ('novel' in type) return null
  if (sub === null) return (type as YType)._start
  let item = (type as YType)._map.get(sub) ?? null
  while (item !== null && item.left !== null) item = item.left
  return item
}

function headOf(
  type: ParentType,
  sub: string | null,
  heads: Map<string | null, string | null>,
): string | null {
  const known = heads.get(sub)
  if (known !== undefined) return known
  if ('novel' in type) return null
  const first = sub === null ? type._start : (type._map.get(sub) ?? null)
  return first === null ? null : keyOf(first.id.client, first.id.clock)
}
