import type { RecordId } from '../../../../shared/ids.ts'
import { type Look, type Span, spansOf } from '../../../editor/segments.ts'
import type { Anchor, Place, Tag, TextBlock, Thread } from '../../../stores/types.ts'
import { isAbout, passes, type ThreadFilter } from './thread-filter.ts'

/** A thread and where it is now. */
export interface PlacedThread {
  thread: Thread
  anchor: Anchor
  /** Undefined while the text is loading, and for orphans. */
  place: Place | undefined
}

/** All that the page draws of the notes, from one pass over them. */
export interface Notes {
  /** What the margin shows, in the order of the text. */
  shown: readonly PlacedThread[]
  /** What the margin shows and no longer has a place. */
  orphans: readonly PlacedThread[]
  byId: ReadonlyMap<RecordId, PlacedThread>
  /** Highlighted stretches by block; the arrays of blocks that didn't change are those of the last time. */
  spans: ReadonlyMap<string, readonly Span[]>
  looks: ReadonlyMap<RecordId, Look>
  /** Open threads that touch each block, whatever the filter. */
  byBlock: ReadonlyMap<string, readonly PlacedThread[]>
  counts: { open: number; resolved: number }
}

const PENDING: Anchor = { state: 'pending' }

function placeOf(anchor: Anchor | undefined): Place | undefined {
  return anchor && 'at' in anchor ? anchor.at : undefined
}

/** The anchor that says where a thread is: its first target that has a place. */
function leading(anchors: readonly Anchor[] | undefined): Anchor {
  return anchors?.find((anchor) => 'at' in anchor) ?? anchors?.[0] ?? PENDING
}

export function arrangeNotes(
  input: {
    threads: readonly Thread[]
    anchors: ReadonlyMap<RecordId, readonly Anchor[]>
    blocks: readonly TextBlock[]
    tags: ReadonlyMap<RecordId, Tag>
    filter: ThreadFilter
    userId: string
  },
  before?: Notes,
): Notes {
  const { threads, anchors, blocks, tags, filter, userId } = input
  const order = new Map(blocks.map((block, index) => [block.id, index]))
  const shown: PlacedThread[] = []
  const orphans: PlacedThread[] = []
  const byId = new Map<RecordId, PlacedThread>()
  const looks = new Map<RecordId, Look>()
  const spans = new Map<string, Span[]>()
  const byBlock = new Map<string, PlacedThread[]>()
  const counts = { open: 0, resolved: 0 }
  for (const thread of threads) {
    const own = anchors.get(thread.id)
    const anchor = leading(own)
    const place = placeOf(anchor)
    const known = before?.byId.get(thread.id)
    const placed =
      known && known.thread === thread && known.anchor === anchor ? known : { thread, anchor, place }
    byId.set(thread.id, placed)
    counts[thread.status]++
    looks.set(thread.id, lookOf(thread, tags))
    if (passes(thread, filter, userId)) {
      if (place) shown.push(placed)
      else if (anchor.state === 'orphan') orphans.push(placed)
    }
    const about = isAbout(thread, filter, userId)
    const touched = new Set<string>()
    for (const target of own ?? []) {
      const at = placeOf(target)
      if (!at) continue
      if (at.whole) {
        touched.add(at.blockId)
        continue
      }
      for (const { blockId, start, end } of spansOf(at, order, blocks)) {
        touched.add(blockId)
        if (about) push(spans, blockId, { id: thread.id, start, end })
      }
    }
    if (thread.status === 'open') for (const blockId of touched) push(byBlock, blockId, placed)
  }
  const kept = new Map<string, readonly Span[]>()
  for (const [blockId, list] of spans) {
    // Of notes on the same words the first gives the look: a tag says more than none, an open one more than a settled one.
    list.sort((a, b) => weight(looks.get(b.id)) - weight(looks.get(a.id)))
    const known = before?.spans.get(blockId)
    kept.set(blockId, known && sameSpans(known, list) ? known : list)
  }
  return { shown, orphans, byId, spans: kept, looks, byBlock, counts }
}

function weight(look: Look | undefined): number {
  if (!look || look.faint) return 0
  return look.pigment === 'mo' ? 1 : 2
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, index) => {
      const other = b[index]
      return other && span.id === other.id && span.start === other.start && span.end === other.end
    })
  )
}

/** The first living tag gives pigment and pattern; a note without one is ink, a question cinnabar. */
export function lookOf(thread: Thread, tags: ReadonlyMap<RecordId, Tag>): Look {
  const faint = thread.status === 'resolved'
  for (const id of thread.root.tags) {
    const tag = tags.get(id)
    if (tag) return { pigment: tag.color, pattern: tag.pattern, faint }
  }
  return { pigment: 'mo', pattern: thread.root.motivation === 'questioning' ? 'dotted' : 'solid', faint }
}
