import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import type { Awareness } from 'y-protocols/awareness'
import { PIGMENTS } from '../../shared/annotation.ts'
import { pigmentOf } from '../../shared/face.ts'

/** Others' carets while they edit: a thin line in their pigment, with the name above. Classes only, no style attribute. */
export function remoteCarets(awareness: Awareness, user: { id: string; name: string }) {
  const pigment = pigmentOf(user.id)
  return CollaborationCaret.configure({
    provider: { awareness },
    user: { id: user.id, name: user.name, pigment },
    render: (other) => {
      const caret = document.createElement('span')
      caret.className = `remote-caret ${pigmentClass(other.pigment)}`
      const label = document.createElement('span')
      label.className = 'remote-caret-name'
      label.textContent = String(other.name ?? '').slice(0, 40)
      caret.append(label)
      return caret
    },
    selectionRender: (other) => ({ class: `remote-selection ${pigmentClass(other.pigment)}` }),
  })
}

function pigmentClass(claimed: unknown): string {
  return `pigment-${PIGMENTS.find((pigment) => pigment === claimed) ?? 'mo'}`
}
