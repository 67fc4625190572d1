import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from '../../hooks/use-store.ts'
import { layoutMargin, type MarginItem, type MarginLayout } from './margin-layout.ts'
import type { PlacedThread } from './notes.ts'
import { useNotes, usePage, usePageParts } from './page-context.tsx'
import type { Subject } from './page-state.ts'
import { isBareTag } from './thread-filter.ts'

/** The draft's card among the threads'. */
export const DRAFT = 'draft'
/** The heading above the notes that have lost their place. */
export const LOST = 'lost'

const GAP = 14
/** Below the bar with the filters. */
const LEAST = 64
const GIVE = 260
/** Drawn above and below the viewport, so that nothing pops up while one scrolls. */
const AHEAD = 900

const GUESS = { card: 108, slim: 34, draft: 170, lost: 30 }

export interface Margin extends MarginLayout {
  /** Ids near the viewport, in order, the active one always among them. */
  mounted: readonly string[]
  /** For each card's element: its height is measured while it is there. */
  measured: (id: string) => (element: HTMLElement | null) => void
}

/** Where each card goes. Reads sizes in one place, decides in layoutMargin, moves nothing that has no reason to move. */
export function useMargin(column: RefObject<HTMLElement | null>): Margin {
  const { geometry } = usePageParts()
  const { shown, orphans } = useNotes()
  const { boxes, near, current } = useStore(geometry)
  const active = usePage((value) => value.active)
  const draft = usePage((value) => value.draft)
  const { heights, version, measured } = useHeights()
  const seen = useWindowTop(column)

  // biome-ignore lint/correctness/useExhaustiveDependencies: tops come from the geometry, heights from elements
  const layout = useMemo(() => {
    const items: MarginItem[] = []
    for (const placed of shown) {
      const top = placed.place && geometry.topOf(placed.place)
      if (top !== undefined) items.push({ id: placed.thread.id, top, height: heightOf(placed, heights) })
    }
    if (draft) {
      const top = topOfSubject(draft.subject, geometry) ?? LEAST
      items.push({ id: DRAFT, top: top - 1, height: heights.get(DRAFT) ?? GUESS.draft })
    }
    items.sort((a, b) => a.top - b.top)
    const end = boxes.at(-1)
    const textEnd = end ? end.top + end.height : LEAST
    if (orphans.length > 0) {
      items.push({ id: LOST, top: textEnd + 24, height: heights.get(LOST) ?? GUESS.lost })
      for (const placed of orphans)
        items.push({ id: placed.thread.id, top: textEnd + 24, height: heightOf(placed, heights) })
    }
    const needed = items.reduce((sum, item) => sum + item.height + GAP, 0)
    const crowded = needed > textEnd
    const pivot = draft ? DRAFT : (active ?? (crowded ? firstAt(items, shown, boxes, current) : undefined))
    return layoutMargin(items, { gap: GAP, least: LEAST, give: GIVE, pivot })
  }, [shown, orphans, boxes, near, active, draft, version, current, geometry, heights])

  const mounted = useMemo(() => {
    const ids: string[] = []
    for (const [id, top] of layout.tops)
      if (id === active || id === DRAFT || (top > seen - AHEAD && top < seen + window.innerHeight + AHEAD))
        ids.push(id)
    return ids.sort((a, b) => (layout.tops.get(a) ?? 0) - (layout.tops.get(b) ?? 0))
  }, [layout, seen, active])

  return { ...layout, mounted, measured }
}

function heightOf(placed: PlacedThread, heights: ReadonlyMap<string, number>): number {
  return heights.get(placed.thread.id) ?? (isBareTag(placed.thread) ? GUESS.slim : GUESS.card)
}

function topOfSubject(
  subject: Subject,
  geometry: { topOf: (place: { blockId: string; start: number; whole: boolean }) => number | undefined },
): number | undefined {
  if (subject.kind === 'block') return geometry.topOf({ blockId: subject.blockId, start: 0, whole: true })
  const { startBlockId, start } = subject.selected
  return geometry.topOf({ blockId: startBlockId, start, whole: false })
}

/** Where there are more cards than text beside them, the ones of the paragraph being read are level with it. */
function firstAt(
  items: readonly MarginItem[],
  shown: readonly PlacedThread[],
  boxes: readonly { id: string; top: number }[],
  current: string | undefined,
): string | undefined {
  const from = boxes.find((box) => box.id === current)?.top ?? 0
  return items.find((item) => item.top >= from)?.id ?? shown.at(-1)?.thread.id
}

/** Heights of what is drawn, kept when it goes out of view; one observer for all. */
function useHeights() {
  const heights = useRef(new Map<string, number>()).current
  const [version, setVersion] = useState(0)
  const elements = useRef(new Map<Element, string>()).current
  const observer = useRef<ResizeObserver>(undefined)
  const frame = useRef(0)
  const callbacks = useRef(new Map<string, (element: HTMLElement | null) => void>()).current

  const note = useCallback(
    (element: Element) => {
      const id = elements.get(element)
      const height = (element as HTMLElement).offsetHeight
      if (id === undefined || height === 0 || heights.get(id) === height) return
      heights.set(id, height)
      if (frame.current !== 0) return
      frame.current = requestAnimationFrame(() => {
        frame.current = 0
        setVersion((now) => now + 1)
      })
    },
    [elements, heights],
  )
  useLayoutEffect(() => {
    const made = new ResizeObserver((entries) => {
      for (const entry of entries) note(entry.target)
    })
    observer.current = made
    for (const element of elements.keys()) made.observe(element)
    return () => {
      made.disconnect()
      cancelAnimationFrame(frame.current)
      frame.current = 0
    }
  }, [elements, note])

  const measured = useCallback(
    (id: string) => {
      const known = callbacks.get(id)
      if (known) return known
      let last: HTMLElement | null = null
      const callback = (element: HTMLElement | null) => {
        if (last) {
          observer.current?.unobserve(last)
          elements.delete(last)
        }
        last = element
        if (!element) return
        elements.set(element, id)
        note(element)
        observer.current?.observe(element)
      }
      callbacks.set(id, callback)
      return callback
    },
    [callbacks, elements, note],
  )
  return { heights, version, measured }
}

/** Where the viewport's top is in the column, in steps: scrolling a little draws nothing anew. */
function useWindowTop(column: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useEffect(() => {
    let frame = 0
    const read = () => {
      frame = 0
      const rect = column.current?.getBoundingClientRect()
      if (rect) setTop(Math.round(-rect.top / 300) * 300)
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
  return top
}
