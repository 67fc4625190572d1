import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { annotationsAt } from '../../../editor/highlights.ts'
import { blockIdOf, focusBlock, readingBlock, setReadingBlock } from '../../../editor/reading-focus.ts'
import { usePageParts } from '../state/page-context.tsx'
import { useOpenThreads } from '../state/use-open-threads.ts'

/** What the mouse and fingers do in the text: over a highlight its card lights up, a click opens it. */
export function usePointing(editor: Editor | undefined): void {
  const { page, geometry } = usePageParts()
  const openThreads = useOpenThreads()

  useEffect(() => {
    if (!editor) return
    const { view } = editor
    const { dom } = view
    let hovered: string | undefined
    const hover = (id: string | undefined) => {
      if (id !== hovered) page.hover(id)
      hovered = id
    }
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' && event.buttons === 0 && event.target instanceof Element)
        hover(annotationsAt(view, event.target)[0])
    }
    const leave = () => hover(undefined)
    // Where one points, reading goes on by keyboard; the block can then take the focus from the same press.
    const press = (event: PointerEvent) => {
      const blockId = blockIdOf(view, event.target)
      if (!blockId || editor.isEditable) return
      setReadingBlock(view, blockId)
      // A ring that the keyboard left around the block would frame what the mouse is about to select.
      const { activeElement } = dom.ownerDocument
      if (activeElement instanceof HTMLElement && dom.contains(activeElement)) activeElement.blur()
    }
    const click = (event: MouseEvent) => {
      const selection = dom.ownerDocument.getSelection()
      if (event.defaultPrevented || !(event.target instanceof Element) || !selection?.isCollapsed) return
      if (event.target.closest('a') && !editor.isEditable) return
      // On touch a tap into a text that is being edited only places the caret.
      const finger = event instanceof PointerEvent && event.pointerType !== 'mouse'
      if (editor.isEditable && finger) return
      const ids = annotationsAt(view, event.target)
      if (ids.length > 0) openThreads(ids)
    }
    // The text itself takes the focus only to hand it on, e.g. when a card is closed.
    const focus = (event: FocusEvent) => {
      if (editor.isEditable || event.target !== dom) return
      const blockId = readingBlock(view) ?? geometry.get().current
      if (blockId) focusBlock(view, blockId)
    }
    dom.addEventListener('pointerover', over)
    dom.addEventListener('pointerleave', leave)
    dom.addEventListener('pointerdown', press)
    dom.addEventListener('click', click)
    dom.addEventListener('focusin', focus)
    return () => {
      leave()
      dom.removeEventListener('pointerover', over)
      dom.removeEventListener('pointerleave', leave)
      dom.removeEventListener('pointerdown', press)
      dom.removeEventListener('click', click)
      dom.removeEventListener('focusin', focus)
    }
  }, [editor, page, geometry, openThreads])
}
