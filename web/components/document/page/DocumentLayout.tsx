import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { RestoreDialog } from '../care/RestoreDialog.tsx'
import { Margin } from '../margin/Margin.tsx'
import { useArrivals } from '../margin/use-arrivals.ts'
import { SideColumn } from '../outline/SideColumn.tsx'
import { NoteSheet } from '../sheet/NoteSheet.tsx'
import { usePage, usePageParts } from '../state/page-context.tsx'
import { COMPACT, NO_SIDE, useMedia } from '../state/use-media.ts'
import { useNoteInAddress } from '../state/use-note-in-address.ts'
import { useScrollMemory } from '../state/use-scroll-memory.ts'
import { useWalkingKeys } from '../state/use-thread-steps.ts'
import { TextColumn } from '../text/TextColumn.tsx'
import { KeyboardHelp } from './KeyboardHelp.tsx'
import { Notices } from './Notices.tsx'
import { PageDrawer } from './PageDrawer.tsx'
import { TopBar } from './TopBar.tsx'

/** The page around the text: bar, outline, text and margin; on a narrow screen text, sheet and drawer. */
export function DocumentLayout() {
  const { t } = useTranslation('document')
  const { info } = useDocument()
  const { page } = usePageParts()
  const compact = useMedia(COMPACT)
  const alone = useMedia(NO_SIDE)
  const editing = usePage((value) => value.editing)
  const [drawer, setDrawer] = useState(false)
  const [helping, setHelping] = useState(false)
  const help = useCallback(() => setHelping(true), [])
  const news = useArrivals()
  useWalkingKeys(help)
  useScrollMemory()
  useNoteInAddress()
  useTabTitle(info.title)
  return (
    <div className={editing ? 'doc-page doc-editing' : 'doc-page'}>
      <a className="skip-link no-print" href="#text">
        {t('bar.skip')}
      </a>
      <TopBar
        compact={compact}
        onDrawer={alone ? () => setDrawer(true) : undefined}
        onShare={() => page.set({ sharing: true })}
        onHelp={help}
      />
      <Notices />
      <div className="doc-grid">
        {alone ? null : (
          <aside className="doc-side no-print" aria-label={t('bar.drawer')}>
            <SideColumn />
          </aside>
        )}
        <main id="text" className="doc-main" tabIndex={-1}>
          <TextColumn />
        </main>
        {compact ? null : <Margin />}
      </div>
      {compact ? <NoteSheet /> : null}
      <PageDrawer open={drawer && alone} onOpenChange={setDrawer} compact={compact} />
      <RestoreDialog />
      <KeyboardHelp open={helping} onOpenChange={setHelping} />
      <p className="ui-hidden" role="status">
        {news}
      </p>
    </div>
  )
}

/** What the tab is called; with the number of new notes, for whoever looks at another tab. */
function useTabTitle(title: string): void {
  const { t } = useTranslation('app')
  const fresh = usePage((value) => value.fresh.size)
  useEffect(() => {
    document.title = `${fresh > 0 ? `(${fresh}) ` : ''}${title} · ${t('name')}`
  }, [title, fresh, t])
}
