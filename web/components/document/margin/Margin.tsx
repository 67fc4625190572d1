import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../../shared/ids.ts'
import type { PlacedThread } from '../state/notes.ts'
import { useNotes, usePage } from '../state/page-context.tsx'
import { CardSlot } from './CardSlot.tsx'
import { DraftCard } from './DraftCard.tsx'
import { MarginEmpty } from './MarginEmpty.tsx'
import { MarginHead } from './MarginHead.tsx'
import { HiddenPill, MarginPills } from './MarginPills.tsx'
import { useLooking } from './use-arrivals.ts'
import { useCardKeys } from './use-card-keys.ts'
import { DRAFT, heightKey, LOST, useMargin } from './use-margin.ts'

/** The notes beside the text, each level with its passage as far as there is room. */
export function Margin() {
  const { t } = useTranslation('document')
  const { byId, shown, orphans } = useNotes()
  const active = usePage((value) => value.active)
  const hovered = usePage((value) => value.hovered)
  const fresh = usePage((value) => value.fresh)
  const column = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<RecordId | undefined>(undefined)
  const { tops, hidden, height, mounted, measured } = useMargin(column, focused)
  const keyDown = useCardKeys()
  useLooking()
  const leave = useCallback(() => setFocused(undefined), [])

  const stop = active !== undefined && tops.has(active) ? active : mounted.find((id) => byId.has(id))
  const total = shown.length + orphans.length
  const card = (placed: PlacedThread, id: RecordId, index: number) => (
    <CardSlot
      key={id}
      id={id}
      placed={placed}
      top={Math.round(tops.get(id) ?? 0)}
      active={id === active}
      hovered={id === hovered}
      fresh={fresh.has(id)}
      tabStop={id === stop}
      index={index + 1}
      total={total}
      measured={measured(heightKey(id, id === active))}
      onKeyDown={keyDown}
      onFocused={setFocused}
      onLeft={leave}
    />
  )
  const mountedIds = new Set(mounted)
  const cards = (list: readonly PlacedThread[], from: number) =>
    list.flatMap((placed, index) =>
      mountedIds.has(placed.thread.id) ? [card(placed, placed.thread.id, from + index)] : [],
    )
  const draftTop = tops.get(DRAFT)
  const lostTop = tops.get(LOST)
  return (
    <aside className="doc-margin no-print" aria-label={t('margin.label')}>
      <MarginHead>
        <MarginPills tops={tops} hidden={hidden} column={column} />
      </MarginHead>
      <div ref={column} className="margin-cards" style={{ blockSize: `${Math.round(height)}px` }}>
        <HiddenPill hidden={hidden} />
        {draftTop === undefined ? null : (
          <div ref={measured(DRAFT)} className="margin-slot margin-slot-active" style={slide(draftTop)}>
            <DraftCard />
          </div>
        )}
        {shown.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: cards are placed one by one; a list's element would only be in the way
          <div role="list" aria-label={t('margin.list')}>
            {cards(shown, 0)}
          </div>
        ) : null}
        {lostTop !== undefined && mountedIds.has(LOST) ? (
          <h3
            ref={measured(LOST)}
            id="margin-lost"
            className="margin-slot margin-lost"
            style={slide(lostTop)}
          >
            {t('margin.lost', { count: orphans.length })}
          </h3>
        ) : null}
        {orphans.length > 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <div role="list" aria-label={t('margin.lost', { count: orphans.length })}>
            {cards(orphans, shown.length)}
          </div>
        ) : null}
        <MarginEmpty />
      </div>
    </aside>
  )
}

function slide(top: number): { transform: string } {
  return { transform: `translate3d(0, ${Math.round(top)}px, 0)` }
}
