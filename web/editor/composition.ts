import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'

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
    const release = () => {
      if (!composing) return
      composing = false
      setTimeout(() => {
        if (!composing) hold(false)
      }, 0)
    }
    return [
      new Plugin({
        key: new PluginKey('holdWhileComposing'),
        props: {
          handleDOMEvents: {
            compositionstart: () => {
              composing = true
              hold(true)
              return false
            },
            compositionend: () => {
              release()
              return false
            },
            blur: () => {
              release()
              return false
            },
          },
        },
        view: () => ({ destroy: release }),
      }),
    ]
  },
})
