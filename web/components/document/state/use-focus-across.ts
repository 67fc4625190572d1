import { useEffect, useRef } from 'react'

/** So many frames is waited for the field to be there again. */
const MOST_FRAMES = 120

/**
 * When the document is opened afresh (`guid` is another one), whoever was writing a note goes on in the same field, at the
 * same place. A field is known by its `data-draft`.
 */
export function useFocusAcross(guid: string | undefined): void {
  const last = useRef<HTMLTextAreaElement | undefined>(undefined)
  useEffect(() => {
    const focused = ({ target }: FocusEvent) => {
      last.current = target instanceof HTMLTextAreaElement && target.dataset.draft ? target : undefined
    }
    document.addEventListener('focusin', focused)
    return () => document.removeEventListener('focusin', focused)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each ydoc
  useEffect(() => {
    const before = last.current
    if (!before || before.isConnected) return
    const { draft } = before.dataset
    let frames = 0
    let frame = requestAnimationFrame(function look() {
      const fields = document.querySelectorAll<HTMLTextAreaElement>('textarea[data-draft]')
      const field = [...fields].find((one) => one.dataset.draft === draft)
      if (field) {
        field.focus({ preventScroll: true })
        field.setSelectionRange(before.selectionStart, before.selectionEnd)
      } else if (++frames < MOST_FRAMES) frame = requestAnimationFrame(look)
    })
    return () => cancelAnimationFrame(frame)
  }, [guid])
}
