import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { nanoid } from 'nanoid'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { remoteCarets } from './carets.ts'
import { listSerializer } from './clipboard.ts'
import { HoldWhileComposing } from './composition.ts'
import { Highlights } from './highlights.ts'
import { TextKeys } from './keys.ts'
import { Lineage } from './lineage.ts'
import { textSchemaExtensions } from './schema.ts'
import { createUndoManager } from './undo.ts'

/** What an editor needs of the room whose text it shows. */
export interface EditorRoom {
  ydoc: Y.Doc
  awareness: Awareness
  holdRemote(hold: boolean): void
}

export interface TextEditorOptions {
  element: HTMLElement
  room: EditorRoom
  user: { id: string; name: string }
  /** Whether this person may ever edit here; without, nothing of editing is even loaded into the editor. */
  mayEdit: boolean
  label: string
}

/**
 * The text in an editor, read-only until `setEditable(true)`. Only to be made once the room is synced or loaded:
 * an editor bound to an empty ydoc would write a first block of its own.
 */
export function createTextEditor({ element, room, user, mayEdit, label }: TextEditorOptions): Editor {
  const fragment = room.ydoc.getXmlFragment('text')
  const writing = mayEdit
    ? [
        TextKeys,
        Lineage.configure({ newId: () => nanoid(12) }),
        HoldWhileComposing.configure({ hold: (hold) => room.holdRemote(hold) }),
        remoteCarets(room.awareness, user),
      ]
    : []
  const editor = new Editor({
    element,
    editable: false,
    injectCSS: false,
    enableInputRules: false,
    enablePasteRules: false,
    coreExtensionOptions: { clipboardTextSerializer: { blockSeparator: '\n' } },
    extensions: [
      ...textSchemaExtensions(),
      Collaboration.configure({ fragment, yUndoOptions: { undoManager: createUndoManager(fragment) } }),
      Highlights,
      ...writing,
    ],
    editorProps: {
      attributes: { class: 'text', 'aria-label': label, spellcheck: 'false', translate: 'no' },
    },
  })
  editor.view.setProps({ clipboardSerializer: listSerializer(editor.schema) })
  return editor
}
