import type { Fragment, Node as ProseMirrorNode } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { type ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap'
import { followPoint } from './follow.ts'
import { blockStarts, pointAt } from './positions.ts'

/** Words that were put into one block in place of others there, as offsets of the text that they were put into. */
export interface OwnWords {
  blockId: string
  from: number
  to: number
  words: Fragment
}

/** What was changed in one block; null when more than that was changed. */
export function ownWords(before: ProseMirrorNode, after: ProseMirrorNode): OwnWords | null {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return null
  // Of repeated letters both ends may claim the same: then the later end gives way.
  const overlap = start - Math.min(end.a, end.b)
  const last = { a: end.a + Math.max(overlap, 0), b: end.b + Math.max(overlap, 0) }
  const from = before.resolve(start)
  const inside = from.depth === 1 && before.resolve(last.a).sameParent(from)
  if (!inside || !after.resolve(last.b).sameParent(after.resolve(start))) return null
  const place = pointAt(before, start)
  if (!place) return null
  const words = after.slice(start, last.b).content
  return { blockId: place.blockId, from: place.offset, to: place.offset + last.a - start, words }
}

/**
 * What is typed here, on its way from the editor to the ydoc: kept back for a while. When others have changed the text in
 * the meantime, it is put where its place has gone, as if it had been typed just now.
 */
export class OwnChanges {
  #held: { binding: ProsemirrorBinding; before: ProseMirrorNode } | undefined

  hold(view: EditorView): void {
    const state = ySyncPluginKey.getState(view.state) as { binding?: ProsemirrorBinding } | undefined
    if (this.#held || !state?.binding) return
    this.#held = { binding: state.binding, before: view.state.doc }
    // The binding asks itself at every update of the view whether the text has changed; for now it has not.
    state.binding._prosemirrorChanged = () => {}
  }

  /** Hands over what was kept; `letOthersIn` brings what others did in between. */
  release(view: EditorView, letOthersIn: () => void): void {
    const held = this.#held
    this.#held = undefined
    if (!held) return letOthersIn()
    const { binding, before } = held
    const own = view.state.doc
    const words = ownWords(before, own)
    const write = () => {
      Reflect.deleteProperty(binding, '_prosemirrorChanged')
      // Gone when the page is being left: then there is nothing to write to.
      if (!binding.prosemirrorView) return
      binding.mux(() =>
        binding.doc.transact(() => binding._prosemirrorChanged(view.state.doc), ySyncPluginKey),
      )
    }
    if (own === before || words === null) {
      write()
      letOthersIn()
      return
    }
    letOthersIn()
    // Others' changes come as a whole new document, in which what was kept back isn't.
    if (view.state.doc === own) write()
    else {
      Reflect.deleteProperty(binding, '_prosemirrorChanged')
      putBack(view, before, words)
    }
  }
}

function putBack(view: EditorView, before: ProseMirrorNode, { blockId, from, to, words }: OwnWords): void {
  const { doc, tr } = view.state
  const start = followPoint(before, doc, { blockId, offset: from })
  const end = followPoint(before, doc, { blockId, offset: to })
  const block = start && blockStarts(doc).get(start.blockId)
  // Nothing is left where it was: then at the very end, rather than nowhere.
  const at = block ? block.pos + 1 + Math.min(start.offset, block.node.content.size) : doc.content.size - 1
  // What the words replaced is taken away as far as it is still in one piece.
  const until = block && end?.blockId === start.blockId ? block.pos + 1 + end.offset : at
  tr.replaceWith(at, Math.max(at, until), words)
  tr.setSelection(TextSelection.create(tr.doc, at + words.size))
  view.dispatch(tr)
}
