import type { Editor } from '@tiptap/core'
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { can } from '../../../../shared/roles.ts'
import { createTextEditor } from '../../../editor/create-editor.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { usePage, usePageParts } from '../state/page-context.tsx'

/**
 * The text's editor, as soon as there is a text: an editor bound to an empty room would write into it. React draws nothing
 * of what is inside.
 */
export function useTextEditor(
  host: RefObject<HTMLElement | null>,
  column: RefObject<HTMLElement | null>,
  label: string,
): Editor | undefined {
  const { textRoom: room, user, role, ready: isReady } = useDocument()
  const ready = useStore(isReady)
  const mayEdit = can(role, 'text:edit')
  const { geometry } = usePageParts()
  const [editor, setEditor] = useState<Editor | undefined>(undefined)
  const name = useRef(label)
  name.current = label

  useEffect(() => {
    const element = host.current
    const around = column.current
    if (!ready || !element || !around) return
    const made = createTextEditor({ element, room, user, mayEdit, label: () => name.current })
    const detach = geometry.attach(made.view, around)
    made.on('transaction', ({ transaction }) => {
      if (transaction.docChanged) geometry.measure()
    })
    setEditor(made)
    return () => {
      setEditor(undefined)
      detach()
      made.destroy()
    }
    // Not the whole document: a new title is no reason for a new editor.
  }, [ready, room, user, mayEdit, geometry, host, column])

  return editor
}

/** Whether the text may be changed now: it was asked for, and the role still allows it. */
export function useEditing(): boolean {
  const mayEdit = can(useDocument().role, 'text:edit')
  return usePage((value) => value.editing) && mayEdit
}

/** Something about an editor's state; redraws when it changes. `read` must give the same value for the same state. */
export function useEditorState<T>(editor: Editor, read: (editor: Editor) => T): T {
  return useSyncExternalStore(
    (listener) => {
      editor.on('transaction', listener)
      return () => {
        editor.off('transaction', listener)
      }
    },
    () => read(editor),
  )
}
