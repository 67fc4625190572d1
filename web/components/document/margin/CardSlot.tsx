import { type KeyboardEvent, memo, useCallback, useEffect } from 'react'
import type { RecordId } from '../../../../shared/ids.ts'
import type { PlacedThread } from '../state/notes.ts'
import { usePageParts } from '../state/page-context.tsx'
import { useOpenThread } from '../state/use-thread-steps.ts'
import { Card } from './Card.tsx'

export interface CardSlotProps {
  id: RecordId
  placed: PlacedThread
  top: number
  active: boolean
  hovered: boolean
  fresh: boolean
  /** The one card that Tab leads to; arrows go on from there. */
  tabStop: boolean
  index: number
  total: number
  measured: (element: HTMLElement | null) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>, id: RecordId) => void
  onFocused: (id: RecordId) => void
  onLeft: () => void
}

/** A card at its place. Only its transform changes while others come and go. */
export const CardSlot = memo(function CardSlot(props: CardSlotProps) {
  const { id, placed, top, active, hovered, fresh, measured, onKeyDown, onFocused, onLeft } = props
  const { page, geometry } = usePageParts()
  const open = useOpenThread()
  const show = useCallback(() => {
    page.activate(id)
    const { place } = placed
    if (place) geometry.scrollTo(place.blockId)
  }, [page, geometry, id, placed])
  useEffect(
    () => () => {
      // A card that goes from under the pointer is left without an event.
      if (page.get().hovered === id) page.hover(undefined)
    },
    [page, id],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: see Margin
    <div
      ref={measured}
      role="listitem"
      data-card={id}
      data-fresh={fresh || undefined}
      className={active ? 'margin-slot margin-slot-active' : 'margin-slot'}
      style={{ transform: `translate3d(0, ${top}px, 0)` }}
      tabIndex={props.tabStop ? 0 : -1}
      aria-posinset={props.index}
      aria-setsize={props.total}
      aria-current={active || undefined}
      onKeyDown={(event) => onKeyDown(event, id)}
      onFocus={() => onFocused(id)}
      onBlur={onLeft}
      onClick={() => {
        if (!active && !document.getSelection()?.toString()) open(id)
      }}
      onPointerEnter={() => page.hover(id)}
      onPointerLeave={() => page.hover(undefined)}
    >
      <Card placed={placed} active={active} hovered={hovered} fresh={fresh} onShow={show} />
    </div>
  )
})
