import { useCallback, useEffect } from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import { focusBlock, readingBlock } from '../../../editor/reading-focus.ts'
import { isComposing } from '../../../ui/composing.ts'
import type { PlacedThread } from './notes.ts'
import { useNotes, usePageParts } from './page-context.tsx'

/** Everything that can be walked: what has a place in the order of the text, then what has lost it. */
export function useWalk(): readonly PlacedThread[] {
  const { shown, orphans } = useNotes()
  return orphans.length === 0 ? shown : [...shown, ...orphans]
}

/** Opens a thread and brings its passage into view; `focus` also moves the keyboard there. */
export function useOpenThread(): (id: RecordId, options?: { focus?: boolean }) => void {
  const { page, geometry } = usePageParts()
  const { byId } = useNotes()
  return useCallback(
    (id, { focus = false } = {}) => {
      page.activate(id)
      const place = byId.get(id)?.place
      if (place) geometry.reveal(place)
      if (focus) focusCard(id)
    },
    [page, geometry, byId],
  )
}

/** To the next thread (1) or the one before (-1); from nowhere, to the first at or after what is being read. */
export function useStep(): (by: 1 | -1, options?: { focus?: boolean }) => void {
  const { page, geometry } = usePageParts()
  const walk = useWalk()
  const open = useOpenThread()
  return useCallback(
    (by, options) => {
      const at = walk.findIndex(({ thread }) => thread.id === page.get().active)
      const next = at < 0 ? startOf(walk, geometry.get().boxes, geometry.get().current, by) : at + by
      const thread = walk[Math.min(Math.max(next, 0), walk.length - 1)]?.thread
      if (thread) open(thread.id, options)
    },
    [walk, page, geometry, open],
  )
}

function startOf(
  walk: readonly PlacedThread[],
  boxes: readonly { id: string }[],
  current: string | undefined,
  by: 1 | -1,
): number {
  const order = new Map(boxes.map((box, index) => [box.id, index]))
  const here = order.get(current ?? '') ?? 0
  const isFrom = ({ place }: PlacedThread) =>
    (order.get(place?.blockId ?? '') ?? Number.POSITIVE_INFINITY) >= here
  const first = walk.findIndex(isFrom)
  if (first < 0) return walk.length - 1
  return by === 1 ? first : Math.max(first - 1, 0)
}

/** After it has been drawn: a card far away is mounted only because it became the active one. */
export function focusCard(id: RecordId): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })
    }),
  )
}

/** Puts the keyboard back into the text: at a block, or where it was. */
export function useReturnToText(): (blockId?: string) => void {
  const { geometry } = usePageParts()
  return useCallback(
    (blockId) => {
      const { view } = geometry
      if (!view) return
      const to = blockId ?? readingBlock(view) ?? geometry.get().current
      if (view.editable) view.dom.focus({ preventScroll: true })
      else if (to !== undefined) focusBlock(view, to)
    },
    [geometry],
  )
}

/** J and K walk the notes from anywhere but a field; Esc closes what is open and returns to the text. */
export function useWalkingKeys(onHelp: () => void): void {
  const { page } = usePageParts()
  const { byId } = useNotes()
  const step = useStep()
  const returnToText = useReturnToText()
  useEffect(() => {
    const keyDown = (event: KeyboardEvent) => {
      if (isComposing(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return
      if (isTyping(event.target)) return
      const { active } = page.get()
      if (event.key === 'j' || event.key === 'J') step(1, { focus: true })
      else if (event.key === 'k' || event.key === 'K') step(-1, { focus: true })
      else if (event.key === '?' || event.key === '？') onHelp()
      else if (event.key === 'Escape' && active !== undefined) {
        page.activate(undefined)
        returnToText(byId.get(active)?.place?.blockId)
      } else return
      event.preventDefault()
    }
    document.addEventListener('keydown', keyDown)
    return () => document.removeEventListener('keydown', keyDown)
  }, [page, byId, step, returnToText, onHelp])
}

/** In a field, an open menu or a dialog single letters belong to that. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest(
        'input, textarea, select, [role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"]',
      ) !== null)
  )
}
