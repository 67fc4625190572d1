import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { type ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap'

/** A composition that shows no sign of life for so long has been forgotten, not finished: others must not wait for it. */
const FORGOTTEN_MS = 10_000
/** Letters of a composition are nobody's text yet; but what takes longer is shared (and kept) all the same. */
const OWN_MS = 2_000
/** The editor itself needs a moment after a composition to read its last input and to put its nodes in order. */
const SETTLED_MS = 30

/**
 * While an input method composes, a change from outside in the same block corrupts what is being typed. So remote
 * updates wait until the composition is over and its last input has been read. What is being composed waits too, for a
 * while: letters that become something else the next moment would stay behind where a colleague moves the text meanwhile.
 */
export const HoldWhileComposing = Extension.create<{ hold: (hold: boolean) => void }>({
  name: 'holdWhileComposing',
  addOptions() {
    return { hold: () => {} }
  },
  addProseMirrorPlugins() {
    const { hold } = this.options
    const own = new OwnChanges()
    let composing = false
    let forgotten: ReturnType<typeof setTimeout> | undefined
    let shared: ReturnType<typeof setTimeout> | undefined
    const release = (view: EditorView) => {
      composing = false
      clearTimeout(forgotten)
      clearTimeout(shared)
      own.release(view)
      hold(false)
    }
    const alive = (view: EditorView) => {
      if (!composing) {
        own.hold(view)
        shared = setTimeout(() => own.release(view), OWN_MS)
      }
      composing = true
      clearTimeout(forgotten)
      forgotten = setTimeout(() => release(view), FORGOTTEN_MS)
      hold(true)
      return false
    }
    const over = (view: EditorView) => {
      if (!composing) return false
      composing = false
      setTimeout(() => {
        if (!composing) release(view)
      }, SETTLED_MS)
      return false
    }
    return [
      new Plugin({
        key: new PluginKey('holdWhileComposing'),
        props: {
          handleDOMEvents: {
            compositionstart: alive,
            compositionupdate: alive,
            compositionend: over,
            blur: over,
          },
        },
        view: (view) => ({ destroy: () => release(view) }),
      }),
    ]
  },
})

/** What is typed here, on its way from the editor to the ydoc: kept from it for a while, then handed over as one change. */
class OwnChanges {
  #binding: ProsemirrorBinding | undefined

  hold(view: EditorView): void {
    const state = ySyncPluginKey.getState(view.state) as { binding?: ProsemirrorBinding } | undefined
    this.#binding = state?.binding
    // The binding asks itself whether the text has changed, at every update of the view; for now it has not.
    if (this.#binding) this.#binding._prosemirrorChanged = () => {}
  }

  release(view: EditorView): void {
    const binding = this.#binding
    this.#binding = undefined
    if (!binding) return
    Reflect.deleteProperty(binding, '_prosemirrorChanged')
    // Gone when the page is being left: then the binding has nothing to write to.
    if (!binding.prosemirrorView) return
    const write = () => binding._prosemirrorChanged(view.state.doc)
    binding.mux(() => binding.doc.transact(write, ySyncPluginKey))
  }
}
