import type { Target } from '../../shared/annotation.ts'
import type { RecordId } from '../../shared/ids.ts'
import { anchorTarget } from '../anchoring/anchor.ts'
import type { TextIndex } from '../anchoring/text-index.ts'
import { ValueStore } from '../sync/value-store.ts'
import type { TextChange } from './text-store.ts'
import type { Anchor, Thread } from './types.ts'

interface Resolved {
  target: readonly Target[]
  anchors: readonly Anchor[]
}

/** After a change, anchors that have no certain place look through the whole text again only when it has been quiet. */
const SEARCH_AFTER_MS = 250
/** So few are simply looked for at once. */
const FEW = 20

/**
 * Where each thread's root is in the text now. A stored target is resolved once, and again when it or the text at
 * its place changes; anchors that come out the same stay the same objects.
 */
export class AnchorsStore {
  readonly anchors = new ValueStore<ReadonlyMap<RecordId, readonly Anchor[]>>(new Map())
  readonly #resolved = new Map<RecordId, Resolved>()
  #index: TextIndex | undefined
  #lost = new Set<RecordId>()
  #timer: ReturnType<typeof setTimeout> | undefined

  textChanged({ index, changed }: TextChange): void {
    const first = this.#index === undefined
    this.#index = index
    const lost: RecordId[] = []
    for (const [id, resolved] of this.#resolved) {
      const where = first ? 'here' : touches(resolved.anchors, changed)
      if (where === 'here') this.#resolve(id, resolved.target)
      else if (where === 'nowhere') lost.push(id)
    }
    if (lost.length <= FEW) for (const id of lost) this.#again(id)
    else this.#searchLater(lost)
    this.#publish()
  }

  threadsChanged(threads: ReadonlyMap<RecordId, Thread>): void {
    for (const [id, { root }] of threads)
      if (this.#resolved.get(id)?.target !== root.target) this.#resolve(id, root.target)
    for (const id of this.#resolved.keys()) if (!threads.has(id)) this.#resolved.delete(id)
    this.#publish()
  }

  destroy(): void {
    clearTimeout(this.#timer)
  }

  #resolve(id: RecordId, target: readonly Target[]): void {
    const before = this.#resolved.get(id)?.anchors
    const anchors = target.map((one, position) => {
      const anchor = anchorTarget(one, this.#index)
      const known = before?.[position]
      return known && sameAnchor(known, anchor) ? known : anchor
    })
    const same =
      before?.length === anchors.length && anchors.every((one, position) => one === before[position])
    this.#resolved.set(id, { target, anchors: same ? before : anchors })
  }

  #again(id: RecordId): void {
    const resolved = this.#resolved.get(id)
    if (resolved) this.#resolve(id, resolved.target)
  }

  #searchLater(ids: readonly RecordId[]): void {
    for (const id of ids) this.#lost.add(id)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      for (const id of this.#lost) this.#again(id)
      this.#lost = new Set()
      this.#publish()
    }, SEARCH_AFTER_MS)
  }

  #publish(): void {
    const before = this.anchors.get()
    let same = before.size === this.#resolved.size
    const anchors = new Map<RecordId, readonly Anchor[]>()
    for (const [id, resolved] of this.#resolved) {
      anchors.set(id, resolved.anchors)
      same &&= before.get(id) === resolved.anchors
    }
    if (!same) this.anchors.set(anchors)
  }
}

/** here: something at its place has changed. nowhere: its place is uncertain, so a change anywhere may matter. */
function touches(anchors: readonly Anchor[], changed: ReadonlySet<string>): 'here' | 'nowhere' | 'no' {
  let uncertain = false
  for (const anchor of anchors) {
    if (!('at' in anchor)) {
      uncertain = true
      continue
    }
    const { blockId, endBlockId } = anchor.at
    // Between its ends a longer passage may have changed anywhere.
    if (blockId !== endBlockId || changed.has(blockId)) return 'here'
    if (anchor.state !== 'exact') uncertain = true
  }
  return uncertain ? 'nowhere' : 'no'
}

function sameAnchor(a: Anchor, b: Anchor): boolean {
  return a.state === b.state && JSON.stringify(a) === JSON.stringify(b)
}
