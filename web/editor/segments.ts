import type { Pattern, Pigment } from '../../shared/annotation.ts'

/** How an annotation is drawn in the text: a tint, and a line whose pattern says the same without colour. */
export interface Look {
  pigment: Pigment
  pattern: Pattern
  /** Settled: hardly there. */
  faint: boolean
}

/** One annotation's stretch of one block. */
export interface Span {
  id: string
  start: number
  end: number
}

/** A stretch covered by the same annotations throughout; the innermost one first: it gives the look. */
export interface Segment {
  start: number
  end: number
  ids: readonly string[]
}

/**
 * Cuts overlapping spans into segments that don't overlap, in order. Of the annotations on a segment the shortest
 * comes first, because a long one can still be seen (and clicked) beside it.
 */
export function flatten(spans: readonly Span[]): Segment[] {
  const living = spans.filter((span) => span.end > span.start)
  const starts = living.toSorted((a, b) => a.start - b.start)
  const ends = living.toSorted((a, b) => a.end - b.end)
  const open = new Map<Span, Span>()
  const segments: Segment[] = []
  let at = 0
  let nextStart = 0
  let nextEnd = 0
  while (nextEnd < ends.length) {
    const start = starts[nextStart]?.start ?? Number.POSITIVE_INFINITY
    const end = ends[nextEnd]?.end ?? Number.POSITIVE_INFINITY
    const edge = Math.min(start, end)
    if (edge > at && open.size > 0)
      segments.push({ start: at, end: edge, ids: innermostFirst(open.values()) })
    at = edge
    for (let span = ends[nextEnd]; span && span.end === edge; span = ends[++nextEnd]) open.delete(span)
    for (let span = starts[nextStart]; span && span.start === edge; span = starts[++nextStart])
      open.set(span, span)
  }
  return segments
}

function innermostFirst(open: Iterable<Span>): string[] {
  const ordered = [...open].sort((a, b) => a.end - a.start - (b.end - b.start) || b.start - a.start)
  return [...new Set(ordered.map((span) => span.id))]
}

/** A passage over several blocks as one span in each; `lengths` in document order. */
export function spansOf(
  place: { blockId: string; endBlockId: string; start: number; end: number },
  order: ReadonlyMap<string, number>,
  blocks: readonly { id: string; text: string }[],
): { blockId: string; start: number; end: number }[] {
  const first = order.get(place.blockId)
  const last = order.get(place.endBlockId)
  if (first === undefined || last === undefined || last < first) return []
  const spans: { blockId: string; start: number; end: number }[] = []
  for (let index = first; index <= last; index++) {
    const block = blocks[index]
    if (!block) continue
    const start = index === first ? place.start : 0
    const end = index === last ? place.end : block.text.length
    if (end > start) spans.push({ blockId: block.id, start, end })
  }
  return spans
}
