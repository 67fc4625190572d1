import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { blockStarts } from './positions.ts'

/** The block that a keyboard reader is at; it is the text's one stop for Tab, arrows go on from there. */
const key = new PluginKey<string | undefined>('readingFocus')

/**
 * While one reads, blocks can have the focus, one at a time: so that whoever has no mouse can point at a paragraph. While
 * one edits, the text as a whole has it, and blocks must not.
 */
export const ReadingFocus = Extension.create({
  name: 'readingFocus',
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin<string | undefined>({
        key,
        state: {
          init: () => undefined,
          apply: (tr, blockId) =>
            (tr.getMeta(key) as { blockId: string | undefined } | undefined)?.blockId ?? blockId,
        },
        props: {
          decorations: (state) => {
            const blockId = key.getState(state)
            if (editor.isEditable || blockId === undefined) return DecorationSet.empty
            const block = blockStarts(state.doc).get(blockId)
            if (!block) return DecorationSet.empty
            const stop = Decoration.node(block.pos, block.pos + block.node.nodeSize, { tabindex: '0' })
            return DecorationSet.create(state.doc, [stop])
          },
        },
      }),
    ]
  },
})

/** Makes a block the one that Tab leads to. */
export function setReadingBlock(view: EditorView, blockId: string): void {
  if (key.getState(view.state) !== blockId) view.dispatch(view.state.tr.setMeta(key, { blockId }))
}

export function readingBlock(view: EditorView): string | undefined {
  return key.getState(view.state)
}

/** A block's element, wherever it is in the text. */
export function blockElement(view: EditorView, blockId: string): HTMLElement | null {
  return view.dom.querySelector<HTMLElement>(`:scope > [data-block-id="${CSS.escape(blockId)}"]`)
}

/** The block that an element of the text lies in. */
export function blockIdOf(view: EditorView, target: EventTarget | null): string | undefined {
  if (!(target instanceof Element) || !view.dom.contains(target)) return undefined
  return target.closest('[data-block-id]')?.getAttribute('data-block-id') ?? undefined
}

/** Puts the keyboard on a block (while reading), without moving the page: whoever wants it in view says so. */
export function focusBlock(view: EditorView, blockId: string): void {
  setReadingBlock(view, blockId)
  blockElement(view, blockId)?.focus({ preventScroll: true })
}
