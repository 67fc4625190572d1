import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { setReadingBlock } from '../../../editor/reading-focus.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { usePageParts } from './page-context.tsx'

/** Scrolling past a paragraph is not reading it. */
const SETTLED = 500

/** Tells the others which paragraph is being read here, and keeps Tab leading to it. */
export function useReadingPlace(editor: Editor | undefined): void {
  const session = useDocument()
  const { geometry } = usePageParts()
  useEffect(() => {
    if (!editor) return
    const { view } = editor
    let timer: ReturnType<typeof setTimeout> | undefined
    let told: string | undefined
    const settle = () => {
      const { current } = geometry.get()
      if (current === undefined || current === told || view.isDestroyed) return
      told = current
      session.readingAt(current)
      // Whoever walks by keyboard stays where he is.
      if (!view.dom.contains(document.activeElement)) setReadingBlock(view, current)
    }
    const moved = () => {
      clearTimeout(timer)
      timer = setTimeout(settle, SETTLED)
    }
    moved()
    const end = geometry.subscribe(moved)
    return () => {
      clearTimeout(timer)
      end()
      session.readingAt(undefined)
    }
  }, [editor, geometry, session])
}
