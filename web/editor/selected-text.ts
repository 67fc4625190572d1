import type { EditorView } from '@tiptap/pm/view'
import { clauseAt, wholeCharacter } from './clause.ts'
import { pointAt } from './positions.ts'

/** A passage as it was selected; `end` is an offset in `endBlockId`. */
export interface SelectedText {
  startBlockId: string
  start: number
  endBlockId: string
  end: number
}

/** Just enough of a block to tidy a selection in it. */
export interface SelectableBlock {
  id: string
  text: string
}

/**
 * A selection as it was meant: whole characters, without blanks at its edges, and not reaching into the next block
 * when it only touches its beginning (as a triple click does). Null when nothing is left.
 */
export function tidySelection(
  blocks: readonly SelectableBlock[],
  selected: SelectedText,
): SelectedText | null {
  let first = blocks.findIndex((block) => block.id === selected.startBlockId)
  let last = blocks.findIndex((block) => block.id === selected.endBlockId)
  if (first < 0 || last < first) return null
  const text = (index: number) => blocks[index]?.text ?? ''
  let start = wholeCharacter(text(first), Math.min(selected.start, text(first).length), 'start')
  let end = wholeCharacter(text(last), Math.min(selected.end, text(last).length), 'end')
  for (;;) {
    while (end > 0 && /\s/.test(text(last)[end - 1] ?? '')) end--
    if (end > 0 || last === first) break
    last--
    end = text(last).length
  }
  for (;;) {
    while (start < text(first).length && /\s/.test(text(first)[start] ?? '')) start++
    if (start < text(first).length || first === last) break
    first++
    start = 0
  }
  const startBlockId = blocks[first]?.id
  const endBlockId = blocks[last]?.id
  if (!startBlockId || !endBlockId || (first === last && start >= end)) return null
  return { startBlockId, start, endBlockId, end }
}

/** The page's selection as far as it lies in the text; `caret` gives the clause around a collapsed one. */
export function readSelection(
  view: EditorView,
  blocks: readonly SelectableBlock[],
  options: { caret: boolean } = { caret: false },
): SelectedText | null {
  const selection = view.dom.ownerDocument.getSelection()
  if (!selection || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!range.intersectsNode(view.dom)) return null
  const from = edgePosition(view, range.startContainer, range.startOffset, 0)
  const to = edgePosition(view, range.endContainer, range.endOffset, view.state.doc.content.size)
  const start = pointAt(view.state.doc, Math.min(from, to))
  const end = pointAt(view.state.doc, Math.max(from, to))
  if (!start || !end) return null
  if (range.collapsed) {
    const block = options.caret ? blocks.find((one) => one.id === start.blockId) : undefined
    if (!block) return null
    const clause = clauseAt(block.text, start.offset)
    return tidySelection(blocks, { startBlockId: block.id, endBlockId: block.id, ...clause })
  }
  return tidySelection(blocks, {
    startBlockId: start.blockId,
    start: start.offset,
    endBlockId: end.blockId,
    end: end.offset,
  })
}

/** A DOM position in the text as a document position; one outside it is the text's edge on that side. */
function edgePosition(view: EditorView, node: Node, offset: number, outside: number): number {
  if (!view.dom.contains(node)) {
    if (!node.contains(view.dom)) return outside
    // In an element around the text: before or after it, as the offset says.
    const before = [...node.childNodes].slice(0, offset).some((child) => child.contains(view.dom))
    return before ? view.state.doc.content.size : 0
  }
  try {
    return view.posAtDOM(node, offset)
  } catch {
    return outside
  }
}

/** True when the selection was dragged from its end to its start. */
export function isBackward(selection: Selection): boolean {
  const { anchorNode, focusNode, anchorOffset, focusOffset } = selection
  if (!anchorNode || !focusNode) return false
  if (anchorNode === focusNode) return focusOffset < anchorOffset
  return (anchorNode.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
}
