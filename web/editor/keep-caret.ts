import { Extension } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import { Plugin, PluginKey, type PluginView, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import {
  type ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
  yUndoPluginKey,
} from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'
import { followPoint } from './follow.ts'
import { blockStarts, pointAt } from './positions.ts'

/**
 * Keeps the caret with the words it stands at while others type before it. y-tiptap 3.0.9 knows the place too, but takes
 * a block whose text has changed for a moved one, finds it again by its attributes (our blocks all have ids) and puts the
 * caret at its old offset: every letter a colleague types earlier in the paragraph would shift it by one.
 */
export const KeepCaret = Extension.create({
  name: 'keepCaret',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('keepCaret'),
        view: keepPlacesInRange,
        appendTransaction: (transactions, before, after) => {
          if (!transactions.some(isOthers) || !(before.selection instanceof TextSelection)) return null
          const { binding } = ySyncPluginKey.getState(after) as { binding?: Binding }
          const kept = binding?.beforeTransactionSelection
          if (!binding || !kept) return null
          const place = (pos: number, relative: unknown) =>
            placeNow(before.doc, after.doc, pos, resolve(binding, relative))
          const anchor = place(before.selection.anchor, kept.anchor)
          const head = place(before.selection.head, kept.head)
          if (anchor === null || head === null) return null
          const selection = TextSelection.between(after.doc.resolve(anchor), after.doc.resolve(head))
          if (selection.eq(after.selection)) return null
          return after.tr.setSelection(selection).setMeta('addToHistory', false)
        },
      }),
    ]
  },
})

/** What the binding remembers while others' changes are drawn. */
interface Binding extends Omit<ProsemirrorBinding, 'beforeTransactionSelection'> {
  beforeTransactionSelection: { anchor: unknown; head: unknown; absAnchor: number; absHead: number } | null
}

/**
 * y-tiptap looks for the caret by its number in the document shown last, and throws when it remembers a number of an older
 * and longer one: the editor would not show a change, and write over it with the next letter that is typed. That happens
 * where Yjs tidies formats right after a change, and after an undo.
 */
function keepPlacesInRange(view: EditorView): PluginView {
  const { binding } = ySyncPluginKey.getState(view.state) as { binding: Binding }
  const { undoManager } = yUndoPluginKey.getState(view.state) as { undoManager: UndoManager }
  const forget = () => {
    binding.beforeTransactionSelection = null
  }
  // y-tiptap hears of it first, its plugins being the first.
  undoManager.on('stack-item-popped', forget)
  return {
    update({ state: { selection } }) {
      const kept = binding.beforeTransactionSelection
      if (kept === null) return
      kept.absAnchor = selection.anchor
      kept.absHead = selection.head
    },
    destroy: () => undoManager.off('stack-item-popped', forget),
  }
}

function isOthers(tr: Transaction): boolean {
  const meta = tr.getMeta(ySyncPluginKey) as
    | { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean }
    | undefined
  return meta?.isChangeOrigin === true && meta.isUndoRedoOperation !== true
}

function resolve(binding: Binding, relative: unknown): number | null {
  return relative === null
    ? null
    : relativePositionToAbsolutePosition(binding.doc, binding.type, relative, binding.mapping)
}

/**
 * Yjs knows best where a place is, to the letter. Only where a paragraph was split or joined the words it belongs to are
 * new ones elsewhere; then they are followed.
 */
function placeNow(
  before: ProseMirrorNode,
  after: ProseMirrorNode,
  pos: number,
  resolved: number | null,
): number | null {
  const point = pointAt(before, pos)
  const followed = point && followPoint(before, after, point)
  if (!followed) return resolved
  if (resolved !== null && pointAt(after, resolved)?.blockId === followed.blockId) return resolved
  const block = blockStarts(after).get(followed.blockId)
  return block ? block.pos + 1 + Math.min(followed.offset, block.node.content.size) : resolved
}
