import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import { isComposing } from '../../../ui/composing.ts'

/** Keys of the text being edited that lead out of it: to a link's address, and back to reading. */
export function useEditKeys(editor: Editor, on: { link: () => void; done: () => void }): void {
  const run = useRef(on)
  run.current = on
  useEffect(() => {
    const { dom } = editor.view
    const keyDown = (event: KeyboardEvent) => {
      if (isComposing(event) || editor.view.composing || event.defaultPrevented) return
      const command = event.ctrlKey || event.metaKey
      if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') run.current.link()
      else if (event.key === 'Escape') run.current.done()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    dom.addEventListener('keydown', keyDown)
    return () => dom.removeEventListener('keydown', keyDown)
  }, [editor])
}
