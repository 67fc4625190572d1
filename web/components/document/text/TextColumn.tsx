import { useCallback, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { usePageParts } from '../state/page-context.tsx'
import { textLanguage } from '../state/text-language.ts'
import { useReadingPlace } from '../state/use-reading-place.ts'
import { Tagging } from '../tags/Tagging.tsx'
import { Adder } from './Adder.tsx'
import { BlockLayer } from './BlockLayer.tsx'
import { EditBar } from './EditBar.tsx'
import { SourceFoot } from './SourceFoot.tsx'
import { TextHead } from './TextHead.tsx'
import { useAdder } from './use-adder.ts'
import { useEditMode } from './use-edit-mode.ts'
import { useHighlights } from './use-highlights.ts'
import { usePointing } from './use-pointing.ts'
import { type TextAction, useReadingKeys } from './use-reading-keys.ts'
import { useTextActions } from './use-text-actions.ts'
import { useTextEditor } from './use-text-editor.ts'

/**
 * The text and everything in it. The page's geometry counts tops from this section's upper edge, so whatever stands
 * level with the text begins at the same height.
 */
export function TextColumn() {
  const { t } = useTranslation('text')
  const session = useDocument()
  const { info } = session
  const { page } = usePageParts()
  const blocks = useStore(session.blocks)
  const section = useRef<HTMLElement>(null)
  const column = useRef<HTMLDivElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const editor = useTextEditor(host, column, t('label'))
  const editing = useEditMode(editor)
  const { act, actOn, notesAt } = useTextActions(editor)
  const adder = useAdder(editor, column)
  useHighlights(editor)
  usePointing(editor)
  useReadingPlace(editor)
  useReadingKeys(editor, act)

  const language = useMemo(
    () =>
      textLanguage(
        info.title +
          blocks
            .slice(0, 40)
            .map((block) => block.text)
            .join(''),
      ),
    [info.title, blocks],
  )
  const { target, hide, showForBlock } = adder
  const onAct = useCallback(
    (action: TextAction) => {
      if (!target) return
      hide()
      actOn(target.chosen, action)
    },
    [target, hide, actOn],
  )
  return (
    <section
      ref={section}
      className={editing ? 'text-column text-editing' : 'text-column'}
      aria-label={t('label')}
    >
      <div ref={column} className="text-measure">
        <TextHead title={info.title} source={info.source} language={language} />
        {editor && editing ? <EditBar editor={editor} onDone={() => page.set({ editing: false })} /> : null}
        {editor ? null : <Waiting />}
        <div ref={host} className="text-host" lang={language} />
        {target ? (
          <Adder target={target} notes={notesAt(target.chosen).length} column={column} onAct={onAct} />
        ) : null}
        {editor ? <BlockLayer editor={editor} area={section} onTap={showForBlock} /> : null}
        {editor ? <Tagging editor={editor} /> : null}
        {editor ? <SourceFoot source={info.source} language={language} /> : null}
      </div>
    </section>
  )
}

const LINES = [100, 97, 100, 99, 62, 100, 98, 100, 44]

function Waiting() {
  const { t } = useTranslation('text')
  return (
    <div className="text-waiting">
      <p className="ui-hidden" role="status">
        {t('loading')}
      </p>
      <Skeleton widths={LINES} />
    </div>
  )
}
