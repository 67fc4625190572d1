import { type KeyboardEvent, useCallback } from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import { isComposing } from '../../../ui/composing.ts'
import { usePageParts } from '../state/page-context.tsx'
import { focusCard, useOpenThread, useReturnToText, useStep, useWalk } from '../state/use-thread-steps.ts'

/** Keys of a card that has the focus: arrows, Home and End walk, Enter or → goes in, Esc or ← comes out. */
export function useCardKeys(): (event: KeyboardEvent<HTMLElement>, id: RecordId) => void {
  const { page } = usePageParts()
  const walk = useWalk()
  const open = useOpenThread()
  const step = useStep()
  const returnToText = useReturnToText()
  return useCallback(
    (event, id) => {
      if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return
      const card = event.currentTarget
      const inside = event.target !== card
      const active = page.get().active === id
      if (event.key === 'Escape') {
        // From a field or button of the card back to the card, out of the thread, back to the text.
        if (inside) card.focus({ preventScroll: true })
        else if (active) page.activate(undefined)
        else returnToText(walk.find(({ thread }) => thread.id === id)?.place?.blockId)
        event.preventDefault()
        event.stopPropagation()
        return
      }
      if (inside) return
      const end = event.key === 'Home' ? walk[0] : event.key === 'End' ? walk.at(-1) : undefined
      if (end) open(end.thread.id, { focus: true })
      else if (event.key === 'ArrowDown') step(1, { focus: true })
      else if (event.key === 'ArrowUp') step(-1, { focus: true })
      else if (event.key === 'ArrowLeft' && active) page.activate(undefined)
      else if (event.key === 'Enter' || event.key === ' ' || event.key === 'ArrowRight') {
        open(id)
        enter(id)
      } else return
      event.preventDefault()
    },
    [page, walk, open, step, returnToText],
  )
}

/** Into the reply box of the opened card, or to its first control where nobody may reply. */
function enter(id: RecordId): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const card = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
      const control =
        card?.querySelector<HTMLElement>('.card-reply textarea') ?? card?.querySelector('button')
      if (control instanceof HTMLElement) control.focus({ preventScroll: true })
      else focusCard(id)
    }),
  )
}
