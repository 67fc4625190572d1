import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import { hasUnreadCaret, setHighlights } from '../../../editor/highlights.ts'
import type { Span } from '../../../editor/segments.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useNotes, usePageParts } from '../state/page-context.tsx'
import type { PageValue, Subject } from '../state/page-state.ts'
import { liveSubject } from '../state/subject.ts'
import { stretchesOf } from './selected-notes.ts'

/** Frames that a moved caret is waited for. */
const PATIENCE = 12

const NONE: ReadonlyMap<string, readonly Span[]> = new Map()

/**
 * Draws the notes into the text, at most once a frame. Waits while a selection is being dragged or an input method
 * composes: redrawing the ground below a hand breaks off what it does.
 */
export function useHighlights(editor: Editor | undefined): void {
  const session = useDocument()
  const { page, geometry } = usePageParts()
  const notes = useNotes()
  const latest = useRef(notes)
  const redraw = useRef(() => {})

  useEffect(() => {
    if (!editor) return
    const { view } = editor
    let frame = 0
    let dragging = false
    let waited = 0
    let drawn: { subject: unknown; blocks: unknown; spans: typeof NONE } | undefined
    const draft = (): typeof NONE => {
      const subject = subjectOf(page.get())
      if (!subject) return NONE
      const blocks = session.blocks.get()
      if (drawn?.subject !== subject || drawn.blocks !== blocks) {
        const now = liveSubject(session, subject)
        const spans = now.kind === 'passage' ? stretchesOf(blocks, now.selected) : NONE
        drawn = { subject, blocks, spans }
      }
      return drawn.spans
    }
    const draw = () => {
      frame = 0
      if (dragging || view.composing || view.isDestroyed) return
      if (hasUnreadCaret(view) && waited++ < PATIENCE) return later()
      waited = 0
      const { spans, looks } = latest.current
      const { active, hovered } = page.get()
      setHighlights(view, { spans, looks, near: geometry.get().near, active, hovered, draft: draft() })
    }
    const later = () => {
      frame ||= requestAnimationFrame(draw)
    }
    const press = (event: PointerEvent) => {
      dragging = event.pointerType === 'mouse' && event.button === 0
    }
    const release = () => {
      dragging = false
      later()
    }
    redraw.current = later
    const ends = [page.subscribe(later), geometry.subscribe(later), session.blocks.subscribe(later)]
    view.dom.addEventListener('pointerdown', press)
    view.dom.addEventListener('compositionend', later)
    window.addEventListener('pointerup', release)
    window.addEventListener('pointercancel', release)
    window.addEventListener('dragend', release)
    later()
    return () => {
      redraw.current = () => {}
      cancelAnimationFrame(frame)
      for (const end of ends) end()
      view.dom.removeEventListener('pointerdown', press)
      view.dom.removeEventListener('compositionend', later)
      window.removeEventListener('pointerup', release)
      window.removeEventListener('pointercancel', release)
      window.removeEventListener('dragend', release)
    }
  }, [editor, page, geometry, session])

  useEffect(() => {
    latest.current = notes
    redraw.current()
  }, [notes])
}

/** What is being written about or tagged. */
function subjectOf({ draft, tagging }: PageValue): Subject | undefined {
  return draft?.subject ?? tagging
}
