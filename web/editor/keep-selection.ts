import type { Editor } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { followPoint } from './follow.ts'
import { blockStarts, pointAt, type TextPoint } from './positions.ts'

/**
 * Keeps what a reader has selected while others' notes and edits redraw the text below it. ProseMirror does that itself
 * for the selection it owns; while one only reads, the browser owns it and would lose it with the replaced text nodes.
 * Returns what ends it.
 */
export function keepReadersSelection(editor: Editor): () => void {
  let kept: { doc: ProseMirrorNode; anchor: TextPoint; head: TextPoint } | undefined
  const before = () => {
    const points = editor.isEditable ? undefined : selectedPoints(editor.view)
    kept = points && { doc: editor.view.state.doc, ...points }
  }
  const after = () => {
    const { doc } = editor.view.state
    const anchor = kept && followPoint(kept.doc, doc, kept.anchor)
    const head = kept && followPoint(kept.doc, doc, kept.head)
    kept = undefined
    if (!anchor || !head || editor.isEditable) return
    const now = selectedPoints(editor.view)
    if (now && same(now.anchor, anchor) && same(now.head, head)) return
    select(editor.view, anchor, head)
  }
  editor.on('beforeTransaction', before)
  editor.on('transaction', after)
  return () => {
    editor.off('beforeTransaction', before)
    editor.off('transaction', after)
  }
}

function same(a: TextPoint, b: TextPoint): boolean {
  return a.blockId === b.blockId && a.offset === b.offset
}

/** Both ends of the page's selection, when they lie in the text and apart. */
function selectedPoints(view: EditorView): { anchor: TextPoint; head: TextPoint } | undefined {
  const selection = view.dom.ownerDocument.getSelection()
  const { anchorNode, focusNode, isCollapsed } = selection ?? {}
  if (!selection || isCollapsed || !anchorNode || !focusNode) return undefined
  if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return undefined
  const anchor = pointAt(view.state.doc, view.posAtDOM(anchorNode, selection.anchorOffset))
  const head = pointAt(view.state.doc, view.posAtDOM(focusNode, selection.focusOffset))
  return anchor && head ? { anchor, head } : undefined
}

/** Selects on the page what lies between two places of the text. */
export function select(view: EditorView, anchor: TextPoint, head: TextPoint): void {
  const starts = blockStarts(view.state.doc)
  const place = ({ blockId, offset }: TextPoint) => {
    const block = starts.get(blockId)
    return block ? view.domAtPos(block.pos + 1 + Math.min(offset, block.node.content.size)) : undefined
  }
  const from = place(anchor)
  const to = place(head)
  if (from && to)
    view.dom.ownerDocument.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}
