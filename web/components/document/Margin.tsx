import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../shared/ids.ts'
import { useDocument } from '../../hooks/document-context.tsx'
import { useStore } from '../../hooks/use-store.ts'
import { isComposing } from '../../ui/composing.ts'
import { Card } from './Card.tsx'
import { DraftCard } from './DraftCard.tsx'
import { MarginHead } from './MarginHead.tsx'
import { useMayAnnotate, useNotes, usePage, usePageParts } from './page-context.tsx'
import { DRAFT, LOST, useMargin } from './use-margin.ts'
import { useOpenThread, useStep } from './use-thread-steps.ts'

/** The notes beside the text, each level with its passage as far as there is room. */
export function Margin() {
  const { t } = useTranslation('document')
  const { page, geometry } = usePageParts()
  const { byId, shown, orphans } = useNotes()
  const ready = useStore(useDocument().ready)
  const active = usePage((value) => value.active)
  const hovered = usePage((value) => value.hovered)
  const column = useRef<HTMLDivElement>(null)
  const { tops, hidden, bottom, mounted, measured } = useMargin(column)
  const open = useOpenThread()
  const step = useStep()
  const focusable = active !== undefined && tops.has(active) ? active : mounted.find((id) => byId.has(id))

  const keyDown = (event: KeyboardEvent<HTMLElement>, id: RecordId) => {
    if (isComposing(event) || event.target !== event.currentTarget) return
    if (event.key === 'ArrowDown') step(1, { focus: true })
    else if (event.key === 'ArrowUp') step(-1, { focus: true })
    else if (event.key === 'Enter' || event.key === ' ') {
      open(id)
      const card = event.currentTarget
      requestAnimationFrame(() =>
        card.querySelector<HTMLElement>('textarea, button')?.focus({ preventScroll: true }),
      )
    } else return
    event.preventDefault()
  }
  const nothing = ready && shown.length === 0 && orphans.length === 0
  return (
    <aside className="doc-margin no-print" aria-label={t('margin.label')}>
      <MarginHead />
      <div ref={column} className="margin-cards" style={{ minBlockSize: `${Math.min(bottom, 400_000)}px` }}>
        {hidden.length > 0 ? (
          <button
            type="button"
            className="margin-more"
            onClick={() => open(hidden.at(-1) ?? '', { focus: true })}
          >
            <ArrowUp size={13} aria-hidden="true" />
            {t('margin.above', { count: hidden.length })}
          </button>
        ) : null}
        {mounted.map((id) => {
          const placed = byId.get(id)
          const top = `translate3d(0, ${Math.round(tops.get(id) ?? 0)}px, 0)`
          if (id === DRAFT)
            return (
              <div
                key={id}
                ref={measured(id)}
                className="margin-slot margin-slot-active"
                style={{ transform: top }}
              >
                <DraftCard />
              </div>
            )
          if (id === LOST)
            return (
              <div key={id} ref={measured(id)} className="margin-slot" style={{ transform: top }}>
                <h2 className="margin-lost">{t('margin.lost', { count: orphans.length })}</h2>
              </div>
            )
          if (!placed) return null
          const isActive = id === active
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the card is in the walk by arrow keys, its parts are controls
            // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop for all cards, arrows go on from there
            <div
              key={id}
              ref={measured(id)}
              data-card={id}
              className={isActive ? 'margin-slot margin-slot-active' : 'margin-slot'}
              style={{ transform: top }}
              tabIndex={id === focusable ? 0 : -1}
              onKeyDown={(event) => keyDown(event, id)}
              onClick={() => {
                if (!isActive && !document.getSelection()?.toString()) open(id)
              }}
              onPointerEnter={() => page.hover(id)}
              onPointerLeave={() => page.hover(undefined)}
            >
              <Card
                placed={placed}
                active={isActive}
                hovered={id === hovered}
                onShow={() => {
                  page.activate(id)
                  if (placed.place) geometry.scrollTo(placed.place.blockId)
                }}
              />
            </div>
          )
        })}
        {nothing ? <Empty /> : null}
      </div>
    </aside>
  )
}

/** Nothing here: why, and how to begin. */
function Empty() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const { counts } = useNotes()
  const mayAnnotate = useMayAnnotate()
  const filter = usePage((value) => value.filter)
  const drafting = usePage((value) => value.draft !== undefined)
  if (drafting) return null
  const filtered =
    filter.mine || filter.tag !== undefined || counts[filter.status === 'resolved' ? 'open' : 'resolved'] > 0
  if (filtered)
    return (
      <div className="margin-empty">
        <p>{t('empty.filtered')}</p>
        <button
          type="button"
          className="card-action"
          onClick={() => page.set({ filter: { status: 'all', mine: false, tag: undefined } })}
        >
          {t('empty.showAll')}
        </button>
      </div>
    )
  return (
    <div className="margin-empty">
      <p className="margin-empty-title">{t('empty.title')}</p>
      <p>{mayAnnotate ? t('empty.how') : t('empty.reader')}</p>
    </div>
  )
}
