import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'

/** A composition that shows no sign of life for so long has been forgotten, not finished: others must not wait for it. */
const FORGOTTEN = 10_000

/**
 * While an input method composes, a change from outside in the same block corrupts what is being typed. So remote
 * updates wait until the composition is over and its last input has been read, one task later.
 */
export const HoldWhileComposing = Extension.create<{ hold: (hold: boolean) => void }>({
  name: 'holdWhileComposing',
  addOptions() {
    return { hold: () => {} }
  },
  addProseMirrorPlugins() {
    const { hold } = this.options
    let composing = false
    let forgotten: ReturnType<typeof setTimeout> | undefined
    const release = () => {
      if (!composing) return
      composing = false
      clearTimeout(forgotten)
      setTimeout(() => {
        if (!composing) hold(false)
      }, 0)
    }
    const alive = () => {
      composing = true
      clearTimeout(forgotten)
      forgotten = setTimeout(release, FORGOTTEN)
      hold(true)
      return false
    }
    const over = () => {
      release()
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
        view: () => ({ destroy: release }),
      }),
    ]
  },
})
