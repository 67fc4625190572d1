import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import type { Awareness } from 'y-protocols/awareness'
import { pigmentOf } from '../../shared/face.ts'

/** Others' carets while they edit: a thin line in their pigment, with the name above. Classes only, no style attribute. */
export function remoteCarets(awareness: Awareness, user: { id: string; name: string }) {
  return CollaborationCaret.configure({
    provider: { awareness },
    user: { id: user.id, name: user.name },
    render: (other) => {
      const caret = document.createElement('span')
      caret.className = `remote-caret pigment-${pigmentOf(String(other.id))}`
      const label = document.createElement('span')
      label.className = 'remote-caret-name'
      label.textContent = String(other.name ?? '').slice(0, 40)
      caret.append(label)
      return caret
    },
    selectionRender: (other) => ({ class: `remote-selection pigment-${pigmentOf(String(other.id))}` }),
  })
}
