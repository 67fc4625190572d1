import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { OwnChanges } from './own-changes.ts'

/** A composition that shows no sign of life for so long has been forgotten, not finished: others must not wait for it. */
const FORGOTTEN_MS = 10_000
/** The editor itself needs a moment after a composition to read its last input and to put its nodes in order. */
const SETTLED_MS = 30

/**
 * While an input method composes, a change from outside in the same block corrupts what is being typed. So remote
 * updates wait until the composition is over and its last input has been read. What is being composed waits too: letters
 * that become something else the next moment are nobody's text yet, and would stay behind where a colleague splits the
 * paragraph meanwhile.
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
    let settled: ReturnType<typeof setTimeout> | undefined
    const release = (view: EditorView) => {
      composing = false
      clearTimeout(forgotten)
      clearTimeout(settled)
      own.release(view, () => hold(false))
    }
    const alive = (view: EditorView) => {
      // One composition right after the other: the first one's words are words already.
      if (!composing) own.release(view, () => {})
      composing = true
      own.hold(view)
      hold(true)
      clearTimeout(settled)
      clearTimeout(forgotten)
      forgotten = setTimeout(() => release(view), FORGOTTEN_MS)
      return false
    }
    const over = (view: EditorView) => {
      if (composing) settled = setTimeout(() => release(view), SETTLED_MS)
      composing = false
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
