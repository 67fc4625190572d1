import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { nanoid } from 'nanoid'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { remoteCarets } from './carets.ts'
import { listSerializer } from './clipboard.ts'
import { HoldWhileComposing } from './composition.ts'
import { Highlights } from './highlights.ts'
import { KeepCaret } from './keep-caret.ts'
import { keepPlace } from './keep-place.ts'
import { keepReadersSelection } from './keep-selection.ts'
import { TextKeys } from './keys.ts'
import { Lineage } from './lineage.ts'
import { ReadingFocus } from './reading-focus.ts'
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
  /** Its name while one edits; asked for anew, as the language may change. */
  label: () => string
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
        KeepCaret,
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
      ReadingFocus,
      ...writing,
    ],
  })
  editor.view.setProps({
    clipboardSerializer: listSerializer(editor.schema),
    attributes: (): Record<string, string> => ({
      ...always,
      ...(editor.isEditable ? field(label()) : reading),
    }),
  })
  for (const keep of [keepReadersSelection, keepPlace]) editor.on('destroy', keep(editor))
  return editor
}

const always = { class: 'text', spellcheck: 'false', translate: 'no' }
/** While reading, the text is ordinary text; it can take the focus only to hand it on to a paragraph. */
const reading = { tabindex: '-1' }

function field(label: string): Record<string, string> {
  return { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, tabindex: '0' }
}
