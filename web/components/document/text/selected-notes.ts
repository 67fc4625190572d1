import type { RecordId } from '../../../../shared/ids.ts'
import { type Span, spansOf } from '../../../editor/segments.ts'
import type { SelectedText } from '../../../editor/selected-text.ts'

/** A selection as one stretch of each block it covers. */
export function stretchesOf(
  blocks: readonly { id: string; text: string }[],
  selected: SelectedText,
): Map<string, Span[]> {
  const { startBlockId: blockId, endBlockId, start, end } = selected
  const order = new Map(blocks.map((block, index) => [block.id, index]))
  const stretches = spansOf({ blockId, endBlockId, start, end }, order, blocks)
  return new Map(stretches.map((one) => [one.blockId, [{ id: 'draft', start: one.start, end: one.end }]]))
}

/** The annotations that a selection touches, in the order of the text, each once. */
export function notesInSelection(
  blocks: readonly { id: string; text: string }[],
  spans: ReadonlyMap<string, readonly Span[]>,
  selected: SelectedText,
): RecordId[] {
  const found = new Set<RecordId>()
  for (const [blockId, stretches] of stretchesOf(blocks, selected)) {
    for (const { start, end } of stretches) {
      const touched = (spans.get(blockId) ?? []).filter((span) => span.start < end && span.end > start)
      for (const span of touched.toSorted((a, b) => a.start - b.start)) found.add(span.id)
    }
  }
  return [...found]
}

/** How many characters lie between a selection's ends; a new block counts one. */
export function selectedLength(
  blocks: readonly { id: string; text: string }[],
  selected: SelectedText,
): number {
  const first = blocks.findIndex((block) => block.id === selected.startBlockId)
  const last = blocks.findIndex((block) => block.id === selected.endBlockId)
  const whole = blocks.slice(first, last).reduce((sum, block) => sum + block.text.length + 1, 0)
  return whole - selected.start + selected.end
}
