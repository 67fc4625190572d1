import { isPassage, type PassageTarget, type Target } from '../../shared/annotation.ts'
import type { Anchor, Place } from '../stores/types.ts'
import { findAmongKin, kinOf } from './lineage.ts'
import { resolveEdge } from './relative-position.ts'
import { type Found, findQuote } from './search.ts'
import { blockAt, type TextIndex } from './text-index.ts'

/**
 * Where a stored target is in the text as it is now, in the order of docs/SPEC.md, A1. Never jumps in silence: the
 * state says how sure it is. `index` is undefined while the text hasn't come.
 */
export function anchorTarget(target: Target, index: TextIndex | undefined): Anchor {
  if (!index) return { state: 'pending' }
  if (target.source !== index.room.name)
    return { state: 'orphan', was: isPassage(target) ? target.quote : '' }
  return isPassage(target) ? anchorPassage(target, index) : anchorBlock(target.blockId, index)
}

function anchorBlock(blockId: string, index: TextIndex): Anchor {
  const own = index.byId.get(blockId)
  if (own !== undefined) return { state: 'exact', at: wholeBlock(index, own) }
  const heir = index.blocks.findIndex((block) => block.merged.includes(blockId))
  return heir < 0 ? { state: 'orphan', was: '' } : { state: 'moved', at: wholeBlock(index, heir) }
}

function anchorPassage(target: PassageTarget, index: TextIndex): Anchor {
  const { quote } = target
  const held = heldPlace(target, index)
  if (held && index.full.slice(held.start, held.end) === quote)
    return { state: 'exact', at: place(index, held) }
  const same = findInBlock(target, index)
  if (same) return { state: 'exact', at: place(index, same) }
  const moved = findInKin(target, index) ?? findQuote(index.full, quote, target)
  if (moved) return { state: 'moved', at: place(index, moved) }
  if (held) {
    const now = index.full.slice(held.start, held.end)
    return { state: 'changed', at: place(index, held), was: quote, now }
  }
  return { state: 'orphan', was: quote }
}

/**
 * Where the relative positions are. They mean nothing in another epoch. When one end of a passage over several blocks
 * is gone with its block, what is left of the passage in the other block counts.
 */
function heldPlace(target: PassageTarget, index: TextIndex): Found | undefined {
  if (target.epoch !== index.room.epoch) return undefined
  const start = resolveEdge(target.relStart, index)
  const end = resolveEdge(target.relEnd, index)
  if (start !== undefined && end !== undefined) return end < start ? undefined : { start, end }
  if (target.endBlockId === undefined) return undefined
  if (start !== undefined) {
    const block = blockAt(index, start)
    return { start, end: (index.starts[block] ?? 0) + (index.blocks[block]?.text.length ?? 0) }
  }
  return end === undefined ? undefined : { start: index.starts[blockAt(index, end)] ?? 0, end }
}

/** The quote within its own blocks. */
function findInBlock(target: PassageTarget, index: TextIndex): Found | undefined {
  const first = index.byId.get(target.blockId)
  const last = index.byId.get(target.endBlockId ?? target.blockId)
  if (first === undefined || last === undefined || last < first) return undefined
  const from = index.starts[first] ?? 0
  const to = (index.starts[last] ?? 0) + (index.blocks[last]?.text.length ?? 0)
  return findQuote(index.full, target.quote, target, { from, to, expected: from + target.start })
}

/** The quote in what was split off its blocks or joined with them. */
function findInKin(target: PassageTarget, index: TextIndex): Found | undefined {
  const ids = [target.blockId, ...(target.endBlockId === undefined ? [] : [target.endBlockId])]
  const kin = kinOf(index, ids)
  const onlyItself = kin.every((position) => ids.includes(index.blocks[position]?.id ?? ''))
  return onlyItself && kin.length === ids.length ? undefined : findAmongKin(index, kin, target.quote, target)
}

function place(index: TextIndex, { start, end }: Found): Place {
  const first = blockAt(index, start)
  // The end belongs to the block of the last character, also where that is the block's own last one.
  const last = end > start ? blockAt(index, end - 1) : first
  const ending = index.blocks[last]?.text.length ?? 0
  return {
    blockId: index.blocks[first]?.id ?? '',
    endBlockId: index.blocks[last]?.id ?? '',
    start: start - (index.starts[first] ?? 0),
    end: Math.min(end - (index.starts[last] ?? 0), ending),
    whole: false,
  }
}

function wholeBlock(index: TextIndex, position: number): Place {
  const block = index.blocks[position]
  const id = block?.id ?? ''
  return { blockId: id, endBlockId: id, start: 0, end: block?.text.length ?? 0, whole: true }
}
