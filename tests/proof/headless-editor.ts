import { getSchema } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import type { Plugin, PluginView, Transaction } from '@tiptap/pm/state'
import { EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPlugin, yUndoPlugin, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { KeepCaret } from '../../web/editor/keep-caret.ts'
import { Lineage } from '../../web/editor/lineage.ts'
import { textSchemaExtensions } from '../../web/editor/schema.ts'
import { createUndoManager } from '../../web/editor/undo.ts'

export const editorSchema = getSchema(textSchemaExtensions())

/**
 * The product's editor without a page: its schema, undo, lineage and caret, and y-tiptap's own binding between ProseMirror and
 * Yjs. Of the view only what the binding asks for is there.
 */
export class HeadlessEditor {
  readonly undo: Y.UndoManager
  readonly #fragment: Y.XmlFragment
  readonly #views: PluginView[] = []
  state: EditorState

  constructor(fragment: Y.XmlFragment, newId: () => string) {
    this.#fragment = fragment
    this.undo = createUndoManager(fragment)
    // By the clock it would be chance what is undone together.
    this.undo.captureTimeout = 0
    const plugins = [
      ySyncPlugin(fragment),
      yUndoPlugin({ undoManager: this.undo }),
      ...keepCaret(),
      ...lineage(newId),
    ]
    this.state = EditorState.create({ schema: editorSchema, plugins })
    for (const { spec } of plugins) if (spec.view) this.#views.push(spec.view(this as unknown as EditorView))
  }

  dispatch(transaction: Transaction): void {
    const before = this.state
    this.state = before.apply(transaction)
    for (const view of this.#views) view.update?.(this as unknown as EditorView, before)
  }
  hasFocus(): boolean {
    return false
  }
  /** What somebody would see who opens the text now; it must be what this editor shows. */
  get shouldShow(): ProseMirrorNode {
    return yXmlFragmentToProseMirrorRootNode(this.#fragment, editorSchema)
  }
  destroy(): void {
    for (const view of this.#views) view.destroy?.()
  }
}

function keepCaret(): Plugin[] {
  return KeepCaret.config.addProseMirrorPlugins?.call({} as never) as Plugin[]
}
function lineage(newId: () => string): Plugin[] {
  const extension = Lineage.configure({ newId })
  const addPlugins = extension.config.addProseMirrorPlugins
  return addPlugins?.call({ options: extension.options } as never) as Plugin[]
}
