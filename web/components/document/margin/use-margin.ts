import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import { useStore } from '../../../hooks/use-store.ts'
import type { PlacedThread } from '../state/notes.ts'
import { useNotes, usePage, usePageParts } from '../state/page-context.tsx'
import type { Subject } from '../state/page-state.ts'
import type { TextGeometry } from '../state/text-geometry.ts'
import { isBareTag } from '../state/thread-filter.ts'
import { type AnchoredItem, type Arrangement, arrangeMargin } from './margin-arrange.ts'
import { type Heights, useHeights } from './use-heights.ts'

/** The draft's card among the threads'. */
export const DRAFT = 'draft'
/** The heading above the notes that have lost their place. */
export const LOST = 'lost'

const GAP = 8
/** Below the margin's head, and the button to the cards that found no room. */
const LEAST = 96
/** The page's bar and the margin's head lie over the viewport's top. */
const COVERED = 110
/** Drawn above and below the viewport, so that nothing pops up while one scrolls. */
const AHEAD = 900
/** Scrolling less than this draws nothing anew. */
const STEP = 300

const GUESS = { card: 108, open: 220, slim: 34, draft: 170, lost: 30 }

export interface Margin extends Pick<Arrangement, 'tops' | 'hidden' | 'height'> {
  /** Ids near the viewport, in order; the open one and the focused one always among them. */
  mounted: readonly string[]
  measured: Heights['measured']
}

/** Where each card goes. Reads sizes in one place, decides in arrangeMargin, moves nothing that has no reason to move. */
export function useMargin(column: RefObject<HTMLElement | null>, focused: string | undefined): Margin {
  const { geometry } = usePageParts()
  const { shown, orphans } = useNotes()
  const { boxes, byId, near, current } = useStore(geometry)
  const active = usePage((value) => value.active)
  const draft = usePage((value) => value.draft)
  const filter = usePage((value) => value.filter)
  const { known, version, measured } = useHeights()
  const { seen, exact } = useWindowTop(column)
  const before = useRef<Arrangement>(undefined)

  // biome-ignore lint/correctness/useExhaustiveDependencies: tops come from the geometry, heights from elements
  const arrangement = useMemo(() => {
    const order = new Map(boxes.map((box, index) => [box.id, index]))
    const items: AnchoredItem[] = []
    const heightOf = ({ thread }: PlacedThread) =>
      known.get(heightKey(thread.id, thread.id === active)) ??
      (thread.id === active ? GUESS.open : isBareTag(thread) ? GUESS.slim : GUESS.card)
    for (const placed of shown) {
      const top = placed.place && geometry.topOf(placed.place)
      const block = placed.place && order.get(placed.place.blockId)
      if (top !== undefined && block !== undefined)
        items.push({ id: placed.thread.id, top, block, height: heightOf(placed) })
    }
    if (draft) {
      const { blockId, top } = placeOfSubject(draft.subject, geometry)
      items.push({ id: DRAFT, top, block: order.get(blockId) ?? 0, height: known.get(DRAFT) ?? GUESS.draft })
    }
    items.sort((a, b) => a.top - b.top)
    const end = boxes.at(-1)
    const textEnd = end ? end.top + end.height : LEAST
    if (orphans.length > 0) {
      const lost = { top: textEnd + 24, block: Number.POSITIVE_INFINITY }
      items.push({ ...lost, id: LOST, height: known.get(LOST) ?? GUESS.lost })
      for (const placed of orphans) items.push({ ...lost, id: placed.thread.id, height: heightOf(placed) })
    }
    return arrangeMargin(
      items,
      { chosen: draft ? DRAFT : active, current: order.get(current ?? '') ?? 0, filter, boxes },
      { gap: GAP, least: LEAST, textEnd, viewTop: exact.current + COVERED, viewHeight: window.innerHeight },
      before.current,
    )
  }, [shown, orphans, boxes, byId, near, active, draft, filter, version, current, geometry, known])
  useEffect(() => {
    before.current = arrangement
  }, [arrangement])

  const mounted = useMemo(() => {
    const ids: string[] = []
    for (const [id, top] of arrangement.tops) {
      const inSight = top > seen - AHEAD && top < seen + window.innerHeight + AHEAD
      if (inSight || id === active || id === focused || id === DRAFT) ids.push(id)
    }
    return ids.sort((a, b) => (arrangement.tops.get(a) ?? 0) - (arrangement.tops.get(b) ?? 0))
  }, [arrangement, seen, active, focused])

  const { tops, hidden, height } = arrangement
  return { tops, hidden, height, mounted, measured }
}

/** An open card is much taller than the same card closed, which may be out of sight and can't be measured then. */
export function heightKey(id: RecordId, open: boolean): string {
  return open ? `${id} open` : id
}

function placeOfSubject(subject: Subject, geometry: TextGeometry): { blockId: string; top: number } {
  if (subject.kind === 'block') {
    const { blockId } = subject
    return { blockId, top: geometry.topOf({ blockId, start: 0, whole: true }) ?? LEAST }
  }
  const { startBlockId, start } = subject.selected
  return {
    blockId: startBlockId,
    top: geometry.topOf({ blockId: startBlockId, start, whole: false }) ?? LEAST,
  }
}

/** Where the viewport's top is in the column: exactly, and in steps that redraw. */
function useWindowTop(column: RefObject<HTMLElement | null>): { seen: number; exact: RefObject<number> } {
  const [seen, setSeen] = useState(0)
  const exact = useRef(0)
  useEffect(() => {
    let frame = 0
    const read = () => {
      frame = 0
      const rect = column.current?.getBoundingClientRect()
      if (!rect) return
      exact.current = -rect.top
      setSeen(Math.round(-rect.top / STEP) * STEP)
    }
    const scrolled = () => {
      frame ||= requestAnimationFrame(read)
    }
    read()
    window.addEventListener('scroll', scrolled, { passive: true })
    window.addEventListener('resize', scrolled, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', scrolled)
      window.removeEventListener('resize', scrolled)
    }
  }, [column])
  return { seen, exact }
}
