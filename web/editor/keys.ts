import { Extension } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { type BlockKind, MAX_INDENT } from '../../shared/blocks.ts'
import { kindOf } from './schema.ts'

/** The block the caret is in, and where it begins. */
function blockAtCaret(state: EditorState) {
  const { $from } = state.selection
  if ($from.depth < 1) return null
  return { node: $from.node(1), pos: $from.before(1), offset: $from.parentOffset }
}

/** Sets attributes of every block the selection touches. An attribute change keeps what others type there meanwhile. */
export function setBlocks(
  state: EditorState,
  dispatch: ((tr: Transaction) => void) | undefined,
  attributes: { kind?: BlockKind; level?: number; indent?: (now: number) => number },
): boolean {
  const { tr } = state
  const { from, to } = state.selection
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock) return true
    const { kind, level } = attributes
    if (kind !== undefined) tr.setNodeAttribute(pos, 'kind', kind)
    if (level !== undefined) tr.setNodeAttribute(pos, 'level', level)
    if (attributes.indent) {
      const next = Math.min(Math.max(attributes.indent(Number(node.attrs.indent) || 0), 0), MAX_INDENT)
      tr.setNodeAttribute(pos, 'indent', next)
    }
    return false
  })
  if (!tr.docChanged) return false
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Chooses a kind; the same kind again makes it a paragraph. */
function toggleKind(
  state: EditorState,
  dispatch: ((tr: Transaction) => void) | undefined,
  kind: BlockKind,
  level = 0,
): boolean {
  const block = blockAtCaret(state)
  const same =
    block && kindOf(block.node) === kind && (kind !== 'heading' || block.node.attrs.level === level)
  return setBlocks(state, dispatch, same ? { kind: 'paragraph', level: 0 } : { kind, level })
}

/** Keys of the flat text. */
export const TextKeys = Extension.create({
  name: 'textKeys',
  priority: 200,
  addKeyboardShortcuts() {
    const run = (command: (state: EditorState, dispatch: (tr: Transaction) => void) => boolean) => () =>
      this.editor.view.composing ? false : command(this.editor.state, this.editor.view.dispatch)
    return {
      Enter: run(enter),
      Backspace: run(backspace),
      Tab: run((state, dispatch) => shiftList(state, dispatch, 1)),
      'Shift-Tab': run((state, dispatch) => shiftList(state, dispatch, -1)),
      'Mod-Alt-0': run((state, dispatch) => setBlocks(state, dispatch, { kind: 'paragraph', level: 0 })),
      'Mod-Alt-1': run((state, dispatch) => toggleKind(state, dispatch, 'heading', 1)),
      'Mod-Alt-2': run((state, dispatch) => toggleKind(state, dispatch, 'heading', 2)),
      'Mod-Alt-3': run((state, dispatch) => toggleKind(state, dispatch, 'heading', 3)),
      'Mod-Shift-8': run((state, dispatch) => toggleKind(state, dispatch, 'bullet')),
      'Mod-Shift-7': run((state, dispatch) => toggleKind(state, dispatch, 'ordered')),
      'Mod-Shift-9': run((state, dispatch) => toggleKind(state, dispatch, 'quote')),
    }
  },
})

/**
 * At the very start of a block that has text, an empty block is put before it instead of splitting: a split would
 * move the text to a new element, and what a colleague types in the old one would stand there alone. After a
 * heading a paragraph follows; an empty list item ends its list.
 */
export function enter(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  const block = blockAtCaret(state)
  if (!block || !state.selection.empty) return false
  const { node, pos, offset } = block
  const kind = kindOf(node)
  if (node.content.size === 0 && (kind === 'bullet' || kind === 'ordered' || kind === 'quote'))
    return setBlocks(state, dispatch, { kind: 'paragraph', level: 0, indent: () => 0 })
  if (offset > 0 || node.content.size === 0) {
    if (kind !== 'heading' || offset < node.content.size) return false
    const attributes = { kind: 'paragraph', level: 0, indent: 0 }
    const tr = state.tr.split(state.selection.from, 1, [{ type: node.type, attrs: attributes }])
    dispatch?.(tr.scrollIntoView())
    return true
  }
  const before = node.type.create({
    kind: kind === 'heading' ? 'paragraph' : kind,
    level: 0,
    indent: node.attrs.indent,
  })
  dispatch?.(state.tr.insert(pos, before).scrollIntoView())
  return true
}

/** At the start of anything but a paragraph, Backspace makes it less: out one step, then a paragraph; only then it joins. */
function backspace(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  const block = blockAtCaret(state)
  if (!block || !state.selection.empty || block.offset > 0) return false
  if ((Number(block.node.attrs.indent) || 0) > 0)
    return setBlocks(state, dispatch, { indent: (now) => now - 1 })
  if (kindOf(block.node) === 'paragraph') return false
  return setBlocks(state, dispatch, { kind: 'paragraph', level: 0 })
}

function shiftList(state: EditorState, dispatch: (tr: Transaction) => void, by: number): boolean {
  const block = blockAtCaret(state)
  const kind = block ? kindOf(block.node) : 'paragraph'
  if (kind !== 'bullet' && kind !== 'ordered') return false
  setBlocks(state, dispatch, { indent: (now) => now + by })
  return true
}
