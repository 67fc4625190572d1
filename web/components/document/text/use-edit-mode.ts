import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { blockStarts, pointAt } from '../../../editor/positions.ts'
import { focusBlock, readingBlock } from '../../../editor/reading-focus.ts'
import { usePageParts } from '../state/page-context.tsx'
import { useEditing } from './use-text-editor.ts'

/** Switches the text between reading and editing, and keeps the keyboard at the same paragraph. True while one edits. */
export function useEditMode(editor: Editor | undefined): boolean {
  const { page, geometry } = usePageParts()
  const editing = useEditing()
  useEffect(() => {
    if (!editor || !editing) return
    const { view } = editor
    const caret = page.caret
    const blockId = caret?.blockId ?? readingBlock(view) ?? geometry.get().current
    const top = window.scrollY
    editor.setEditable(true, false)
    const block = blockId === undefined ? undefined : blockStarts(view.state.doc).get(blockId)
    // Not at the paragraph's end, which may be out of sight.
    if (block)
      editor.commands.setTextSelection(block.pos + 1 + Math.min(caret?.offset ?? 0, block.node.content.size))
    const remember = () => {
      page.caret = pointAt(view.state.doc, view.state.selection.head) ?? undefined
    }
    editor.on('selectionUpdate', remember)
    view.dom.focus({ preventScroll: true })
    window.scrollTo({ top, behavior: 'instant' })
    return () => {
      // Gone with its ydoc: the next one goes on where this one was.
      if (view.isDestroyed) return
      editor.off('selectionUpdate', remember)
      page.caret = undefined
      const here = pointAt(view.state.doc, view.state.selection.head)
      const hadFocus = view.hasFocus() || document.activeElement === document.body
      editor.setEditable(false, false)
      document.getSelection()?.removeAllRanges()
      if (here && hadFocus) focusBlock(view, here.blockId)
    }
  }, [editor, editing, geometry, page])
  // Who may edit no longer (or leaves the page) edits no longer.
  useEffect(() => {
    if (!editing && page.get().editing) page.set({ editing: false })
  }, [editing, page])
  return editing
}
