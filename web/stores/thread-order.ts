import type { RecordId } from '../../shared/ids.ts'
import { byCreation } from './records.ts'
import type { Anchor, TextBlock, Thread } from './types.ts'

interface Ranked {
  thread: Thread
  block: number
  start: number
}

/** Threads as they stand in the text, then by creation; what has no place comes last. Answers `before` when it is the same. */
export function byPlace(
  threads: ReadonlyMap<RecordId, Thread>,
  anchors: ReadonlyMap<RecordId, readonly Anchor[]>,
  blocks: readonly TextBlock[],
  before: readonly Thread[],
): readonly Thread[] {
  const order = new Map(blocks.map((block, index) => [block.id, index]))
  const ranked = nearlySorted(threads, before).map(
    (thread): Ranked => ({ thread, ...rankOf(anchors.get(thread.id), order) }),
  )
  ranked.sort((a, b) => a.block - b.block || a.start - b.start || byCreation(a.thread.root, b.thread.root))
  const same =
    ranked.length === before.length && ranked.every(({ thread }, index) => thread === before[index])
  return same ? before : ranked.map(({ thread }) => thread)
}

/** In the order of the last time, with what is new at the end: a sort that finds runs takes one pass over that. */
function nearlySorted(threads: ReadonlyMap<RecordId, Thread>, before: readonly Thread[]): Thread[] {
  const known = new Set(before.map(({ id }) => id))
  const kept = before.map(({ id }) => threads.get(id)).filter((thread) => thread !== undefined)
  return [...kept, ...[...threads.values()].filter(({ id }) => !known.has(id))]
}

const NOWHERE = { block: Number.MAX_SAFE_INTEGER, start: 0 }

function rankOf(
  anchors: readonly Anchor[] | undefined,
  order: ReadonlyMap<string, number>,
): { block: number; start: number } {
  for (const anchor of anchors ?? []) {
    if (!('at' in anchor)) continue
    const block = order.get(anchor.at.blockId)
    // A note on the whole block comes before those on its words.
    if (block !== undefined) return { block, start: anchor.at.whole ? -1 : anchor.at.start }
  }
  return NOWHERE
}
