import type { Editor } from '@tiptap/core'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordId } from '../../../../shared/ids.ts'
import { readingBlock } from '../../../editor/reading-focus.ts'
import { readSelection } from '../../../editor/selected-text.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { isComposing } from '../../../ui/composing.ts'
import { useToast } from '../../../ui/Toast.tsx'
import { useMayAnnotate, useNotes, usePageParts } from '../state/page-context.tsx'
import type { Subject } from '../state/page-state.ts'
import { blockSubject, passageSubject } from '../state/subject.ts'
import { useOpenThreads } from '../state/use-open-threads.ts'
import { notesInSelection } from './selected-notes.ts'
import type { Chosen } from './use-adder.ts'
import type { TextAction } from './use-reading-keys.ts'

export interface TextActions {
  /** Does something with what is selected, else with the paragraph the keyboard is at. */
  act: (action: TextAction) => void
  /** Does something with exactly this. */
  actOn: (chosen: Chosen, action: TextAction) => void
  /** Threads at what was chosen. */
  notesAt: (chosen: Chosen) => readonly RecordId[]
}

/** From "this, please" to a note being written, tags being chosen or a thread being open. */
export function useTextActions(editor: Editor | undefined): TextActions {
  const session = useDocument()
  const { page, geometry } = usePageParts()
  const { t } = useTranslation('text')
  const notes = useNotes()
  const latest = useRef(notes)
  latest.current = notes
  const mayAnnotate = useMayAnnotate()
  const openThreads = useOpenThreads()
  const showToast = useToast()

  const notesAt = useCallback(
    (chosen: Chosen): readonly RecordId[] => {
      const { spans, byBlock } = latest.current
      if (chosen.kind === 'passage') return notesInSelection(session.blocks.get(), spans, chosen.selected)
      return (byBlock.get(chosen.blockId) ?? []).map(({ thread }) => thread.id)
    },
    [session],
  )

  const actOn = useCallback(
    (chosen: Chosen, action: TextAction) => {
      if (action === 'show') {
        openThreads(notesAt(chosen))
        return
      }
      if (!mayAnnotate) return
      const subject: Subject | undefined =
        chosen.kind === 'block'
          ? blockSubject(session, chosen.blockId)
          : passageSubject(session, chosen.selected)
      if (!subject) {
        showToast({ message: t('adder.cannot'), tone: 'danger' })
        return
      }
      if (chosen.kind === 'passage') collapseSelection(editor)
      if (action === 'tag') page.set({ tagging: subject, draft: undefined })
      else page.write({ subject, motivation: action === 'question' ? 'questioning' : 'commenting' })
    },
    [editor, session, page, mayAnnotate, openThreads, notesAt, showToast, t],
  )

  const act = useCallback(
    (action: TextAction) => {
      if (!editor) return
      const { view } = editor
      const caret = editor.isEditable && view.hasFocus()
      const selected = readSelection(view, session.blocks.get(), { caret })
      const blockId = readingBlock(view) ?? geometry.get().current
      if (selected) actOn({ kind: 'passage', selected, tooLong: false }, action)
      else if (blockId) actOn({ kind: 'block', blockId }, action)
    },
    [editor, session, geometry, actOn],
  )

  useEffect(() => {
    const keyDown = (event: KeyboardEvent) => {
      // By its place on the keyboard: with Alt held, Macs write another character.
      const combination = event.code === 'KeyM' && event.altKey && (event.ctrlKey || event.metaKey)
      if (!combination || isComposing(event) || event.defaultPrevented || isField(event.target)) return
      event.preventDefault()
      act('comment')
    }
    document.addEventListener('keydown', keyDown)
    return () => document.removeEventListener('keydown', keyDown)
  }, [act])

  return { act, actOn, notesAt }
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role="dialog"]') !== null
}

/** The passage is marked as a draft from here on; a selection over it would only hide that. */
function collapseSelection(editor: Editor | undefined): void {
  const selection = document.getSelection()
  if (editor?.isEditable) selection?.collapseToEnd()
  else selection?.removeAllRanges()
}
