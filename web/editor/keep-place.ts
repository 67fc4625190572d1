import type { Editor, EditorEvents } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { followPoint } from './follow.ts'
import { blockStarts, pointAt, type TextPoint } from './positions.ts'

/** How far down the window one reads: what is there stays there. */
const READING_LINE = 0.34

/**
 * Keeps the line being read (or written) where it is on the screen while others change the text above it. Browsers anchor
 * scrolling to whole paragraphs, some not at all; here it is the line. At the very top of the page nothing is held, as
 * there what is new should be seen. Returns what ends it.
 */
export function keepPlace(editor: Editor): () => void {
  let held: { doc: ProseMirrorNode; point: TextPoint; top: number } | undefined
  const before = ({ transaction }: EditorEvents['beforeTransaction']) => {
    held = undefined
    if (!transaction.docChanged || !transaction.getMeta(ySyncPluginKey) || window.scrollY < 4) return
    const { view } = editor
    const { doc } = view.state
    const pos = placeToHold(view)
    const point = pos === undefined ? null : pointAt(doc, pos)
    const top = point && topOf(view, point)
    if (point && top !== null) held = { doc, point, top }
  }
  const after = () => {
    const was = held
    held = undefined
    if (!was) return
    const { view } = editor
    const point = followPoint(was.doc, view.state.doc, was.point)
    const top = point && topOf(view, point)
    if (top === null) return
    // Where the browser has anchored the page itself, nothing is left to do.
    const moved = top - was.top
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' })
  }
  editor.on('beforeTransaction', before)
  editor.on('transaction', after)
  return () => {
    editor.off('beforeTransaction', before)
    editor.off('transaction', after)
  }
}

/** The caret of who writes, when it can be seen; else the line that is being read. */
function placeToHold(view: EditorView): number | undefined {
  const { head } = view.state.selection
  if (view.editable && view.hasFocus()) {
    const caret = view.coordsAtPos(head)
    if (caret.top > 0 && caret.bottom < window.innerHeight) return head
  }
  const { left, right } = view.dom.getBoundingClientRect()
  return view.posAtCoords({ left: (left + right) / 2, top: window.innerHeight * READING_LINE })?.pos
}

function topOf(view: EditorView, point: TextPoint): number | null {
  const block = blockStarts(view.state.doc).get(point.blockId)
  return block
    ? view.coordsAtPos(block.pos + 1 + Math.min(point.offset, block.node.content.size), 1).top
    : null
}
