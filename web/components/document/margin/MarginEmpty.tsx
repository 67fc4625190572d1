import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { Button } from '../../../ui/Button.tsx'
import { useMayAnnotate, useNotes, usePage, usePageParts } from '../state/page-context.tsx'
import { EVERYTHING } from '../state/thread-filter.ts'
import { TOUCH, useMedia } from '../state/use-media.ts'

/** Where no note is shown: why, and how to begin. */
export function MarginEmpty() {
  const { t } = useTranslation('document')
  const { page } = usePageParts()
  const { shown, orphans, counts } = useNotes()
  const ready = useStore(useDocument().ready)
  const mayAnnotate = useMayAnnotate()
  const touch = useMedia(TOUCH)
  const status = usePage((value) => value.filter.status)
  const drafting = usePage((value) => value.draft !== undefined)
  if (!ready || drafting || shown.length > 0 || orphans.length > 0) return null
  if (counts.open + counts.resolved === 0)
    return (
      <div className="margin-empty">
        <p className="margin-empty-title">{t('empty.title')}</p>
        <p>{mayAnnotate ? t(touch ? 'empty.howTouch' : 'empty.how') : t('empty.reader')}</p>
      </div>
    )
  const settled = status === 'open' && counts.open === 0
  return (
    <div className="margin-empty">
      <p>{settled ? t('empty.settled') : t('empty.filtered')}</p>
      <Button size="small" onClick={() => page.set({ filter: EVERYTHING })}>
        {t('empty.showAll')}
      </Button>
    </div>
  )
}
