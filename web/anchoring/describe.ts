import type { PassageTarget } from '../../shared/annotation.ts'
import { LIMITS } from '../../shared/limits.ts'
import { describeEdge } from './relative-position.ts'
import { type AnchoringRoom, indexText, type TextIndex } from './text-index.ts'

/** A passage as somebody selected it; `end` is an offset in `endBlockId`. UTF-16, a hard break counts 1. */
export interface SelectedPassage {
  startBlockId: string
  start: number
  endBlockId: string
  end: number
}

/**
 * A selection as it is stored: in three ways, so that it can be found again however the text changes. Undefined when
 * there is nothing in it, its blocks are gone, or it is longer than a quote may be.
 */
export function describeSelection(room: AnchoringRoom, selected: SelectedPassage): PassageTarget | undefined {
  const index = indexText(room)
  const first = index.byId.get(selected.startBlockId)
  const last = index.byId.get(selected.endBlockId)
  if (first === undefined || last === undefined || last < first) return undefined
  const from = wholeCharacter(index.full, globalOffset(index, first, selected.start), 'left')
  const to = wholeCharacter(index.full, globalOffset(index, last, selected.end), 'right')
  if (to <= from || to - from > LIMITS.quoteChars) return undefined
  const startBlock = index.blocks[first]
  const endBlock = index.blocks[last]
  if (!startBlock || !endBlock) return undefined
  const start = from - (index.starts[first] ?? 0)
  const end = to - (index.starts[last] ?? 0)
  return {
    source: room.name,
    epoch: room.epoch,
    blockId: startBlock.id,
    ...(last === first ? {} : { endBlockId: endBlock.id }),
    start,
    end,
    quote: index.full.slice(from, to),
    prefix: index.full.slice(wholeCharacter(index.full, from - LIMITS.contextChars, 'right'), from),
    suffix: index.full.slice(to, wholeCharacter(index.full, to + LIMITS.contextChars, 'left')),
    relStart: describeEdge(startBlock.element, start, 'start'),
    relEnd: describeEdge(endBlock.element, end, 'end'),
  }
}

function globalOffset(index: TextIndex, block: number, offset: number): number {
  const length = index.blocks[block]?.text.length ?? 0
  return (index.starts[block] ?? 0) + Math.min(Math.max(offset, 0), length)
}

/** An offset within the text, moved out of the middle of a surrogate pair. */
function wholeCharacter(text: string, offset: number, towards: 'left' | 'right'): number {
  const at = Math.min(Math.max(offset, 0), text.length)
  const splits = isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at))
  if (!splits) return at
  return towards === 'left' ? at - 1 : at + 1
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
