import { ChevronLeft, ChevronRight, ChevronUp, X } from 'lucide-react'
import { type ReactNode, useCallback, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Card } from '../margin/Card.tsx'
import { DraftCard } from '../margin/DraftCard.tsx'
import { MarginEmpty } from '../margin/MarginEmpty.tsx'
import { useCardKeys } from '../margin/use-card-keys.ts'
import { useNotes, usePage, usePageParts } from '../state/page-context.tsx'
import { useOpenThread, useReturnToText, useStep, useWalk } from '../state/use-thread-steps.ts'
import { useKeyboardInset } from './use-keyboard-inset.ts'
import { useSheetGestures } from './use-sheet-gestures.ts'

/** On a narrow page the notes come one at a time, from below. Nothing open: a bar that says how many there are. */
export function NoteSheet() {
  const active = usePage((value) => value.active)
  const drafting = usePage((value) => value.draft !== undefined)
  const { byId } = useNotes()
  const { t } = useTranslation('document')
  const { page, geometry } = usePageParts()
  const showDraft = useCallback(() => {
    const subject = page.get().draft?.subject
    if (subject?.kind === 'block') geometry.reveal({ blockId: subject.blockId, start: 0, whole: true })
    else if (subject)
      geometry.reveal({ blockId: subject.selected.startBlockId, start: subject.selected.start, whole: false })
  }, [page, geometry])
  if (drafting)
    return (
      <Sheet label={t('sheet.writing')} onCovering={showDraft}>
        <DraftCard />
      </Sheet>
    )
  return active !== undefined && byId.has(active) ? <OpenThread id={active} /> : <SheetBar />
}

function OpenThread({ id }: { id: string }) {
  const { t } = useTranslation('document')
  const { page, geometry } = usePageParts()
  const { byId } = useNotes()
  const walk = useWalk()
  const step = useStep()
  const keyDown = useCardKeys()
  const returnToText = useReturnToText()
  const fresh = usePage((value) => value.fresh.has(id))
  const placed = byId.get(id)
  const at = walk.findIndex(({ thread }) => thread.id === id)
  const close = useCallback(() => {
    page.activate(undefined)
    returnToText(placed?.place?.blockId)
  }, [page, returnToText, placed])
  const gestures = useSheetGestures(step, close)
  const show = useCallback(() => {
    if (placed?.place) geometry.reveal(placed.place)
  }, [geometry, placed])
  if (!placed) return null
  return (
    <Sheet
      label={t('sheet.label')}
      pulled={gestures.pulled}
      onCovering={show}
      head={
        <div className="sheet-head" {...gestures.handle}>
          <IconButton
            label={t('sheet.previous')}
            tooltip={false}
            className="doc-touch"
            disabled={at <= 0}
            onClick={() => step(-1)}
          >
            <ChevronLeft size={20} />
          </IconButton>
          <span className="sheet-position">{at < 0 ? '' : `${at + 1} / ${walk.length}`}</span>
          <IconButton
            label={t('sheet.next')}
            tooltip={false}
            className="doc-touch"
            disabled={at < 0 || at >= walk.length - 1}
            onClick={() => step(1)}
          >
            <ChevronRight size={20} />
          </IconButton>
          <IconButton
            label={t('sheet.close')}
            tooltip={false}
            className="doc-touch sheet-close"
            onClick={close}
          >
            <X size={20} />
          </IconButton>
        </div>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: fingers turn, buttons above do the same */}
      <div
        key={id}
        data-card={id}
        tabIndex={-1}
        className="sheet-card"
        onKeyDown={(event) => keyDown(event, id)}
        {...gestures.content}
      >
        <Card
          placed={placed}
          active
          hovered={false}
          fresh={fresh}
          onShow={() => placed.place && geometry.scrollTo(placed.place.blockId)}
        />
      </div>
    </Sheet>
  )
}

function Sheet(props: {
  label: string
  pulled?: number
  head?: ReactNode
  /** It covers the page's foot now, more than before or for another note: what it is about must be seen above it. */
  onCovering: () => void
  children: ReactNode
}) {
  const { label, pulled = 0, head, onCovering, children } = props
  const { geometry } = usePageParts()
  const inset = useKeyboardInset()
  const element = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const sheet = element.current
    if (!sheet) return
    const observer = new ResizeObserver(() => {
      geometry.covered = sheet.offsetHeight + inset
      onCovering()
    })
    observer.observe(sheet)
    return () => {
      observer.disconnect()
      geometry.covered = 0
    }
  }, [geometry, inset, onCovering])
  return (
    <section
      ref={element}
      aria-label={label}
      className={pulled > 0 ? 'sheet sheet-pulled no-print' : 'sheet no-print'}
      style={{ insetBlockEnd: `${inset}px`, transform: `translateY(${pulled}px)` }}
    >
      <span className="sheet-grip" aria-hidden="true" />
      {head}
      <div className="sheet-body">{children}</div>
    </section>
  )
}

/** How many notes there are; opens the first new one, else the first one from here on. */
function SheetBar() {
  const { t } = useTranslation('document')
  const walk = useWalk()
  const step = useStep()
  const ready = useStore(useDocument().ready)
  const open = useOpenThread()
  const fresh = usePage((value) => value.fresh)
  const news = walk.filter(({ thread }) => fresh.has(thread.id))
  if (!ready) return null
  if (walk.length === 0)
    return (
      <div className="sheet-hint no-print">
        <MarginEmpty />
      </div>
    )
  return (
    <button
      type="button"
      className="sheet-bar no-print"
      onClick={() => (news[0] ? open(news[0].thread.id) : step(1))}
    >
      <ChevronUp size={16} aria-hidden="true" />
      {t('sheet.notes', { count: walk.length })}
      {news.length > 0 ? <span className="sheet-new">{t('margin.new', { count: news.length })}</span> : null}
    </button>
  )
}
