import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import { select } from '../../../editor/keep-selection.ts'
import { blockIdOf, focusBlock } from '../../../editor/reading-focus.ts'
import { type Stretch, type StretchStep, stepStretch } from '../../../editor/reading-selection.ts'
import { readSelection } from '../../../editor/selected-text.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { isComposing } from '../../../ui/composing.ts'
import { usePageParts } from '../state/page-context.tsx'

/** What can be done with a paragraph, or with what is selected in it. */
export type TextAction = 'comment' | 'question' | 'tag' | 'show'

const LETTERS: Readonly<Record<string, TextAction>> = {
  Enter: 'comment',
  c: 'comment',
  a: 'comment',
  q: 'question',
  t: 'tag',
  s: 'show',
}

/** The step an arrow makes: plain by clause, with Shift the end, with Ctrl (Cmd) and Shift the start. */
function stepOf(event: KeyboardEvent): StretchStep | undefined {
  const forward = event.key === 'ArrowRight'
  const command = event.ctrlKey || event.metaKey
  if (event.altKey) return undefined
  if (forward || event.key === 'ArrowLeft') {
    if (event.shiftKey && command) return forward ? 'start+' : 'start-'
    if (command) return undefined
    if (event.shiftKey) return forward ? 'end+' : 'end-'
    return forward ? 'next' : 'previous'
  }
  if (!event.shiftKey || command) return undefined
  return event.key === 'End' ? 'to-end' : event.key === 'Home' ? 'to-start' : undefined
}

/**
 * Reading by keyboard: up and down go from paragraph to paragraph, left and right choose words in it, a letter says what
 * to do with them. All of it only while a paragraph has the focus.
 */
export function useReadingKeys(editor: Editor | undefined, act: (action: TextAction) => void): void {
  const session = useDocument()
  const { geometry } = usePageParts()
  const run = useRef(act)
  run.current = act

  useEffect(() => {
    if (!editor) return
    const { view } = editor
    const go = (blockId: string | undefined) => {
      if (!blockId) return
      document.getSelection()?.removeAllRanges()
      focusBlock(view, blockId)
      geometry.reveal({ blockId, start: 0, whole: true })
    }
    const selected = (blockId: string): Stretch | null => {
      const now = readSelection(view, session.blocks.get())
      return now?.startBlockId === blockId && now.endBlockId === blockId ? now : null
    }
    const choose = (blockId: string, step: StretchStep) => {
      const text = session.blocks.get().find((block) => block.id === blockId)?.text ?? ''
      const next = stepStretch(text, selected(blockId), step)
      if (next) select(view, { blockId, offset: next.start }, { blockId, offset: next.end })
      else if (step === 'end-' || step === 'start+') document.getSelection()?.removeAllRanges()
    }
    const keyDown = (event: KeyboardEvent) => {
      if (editor.isEditable || isComposing(event) || event.defaultPrevented) return
      const { target } = event
      // On a link Enter is the link's.
      if (!(target instanceof HTMLElement) || !target.hasAttribute('data-block-id')) return
      const here = blockIdOf(view, target)
      if (!here) return
      const step = stepOf(event)
      const blocks = session.blocks.get()
      const at = blocks.findIndex((block) => block.id === here)
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey
      const action = plain ? LETTERS[event.key.length === 1 ? event.key.toLowerCase() : event.key] : undefined
      if (step) choose(here, step)
      else if (!plain || event.shiftKey) return
      else if (event.key === 'ArrowDown') go(blocks[at + 1]?.id)
      else if (event.key === 'ArrowUp') go(blocks[at - 1]?.id)
      else if (event.key === 'Home') go(blocks[0]?.id)
      else if (event.key === 'End') go(blocks.at(-1)?.id)
      else if (action) run.current(action)
      else return
      event.preventDefault()
    }
    view.dom.addEventListener('keydown', keyDown)
    return () => view.dom.removeEventListener('keydown', keyDown)
  }, [editor, session, geometry])
}
