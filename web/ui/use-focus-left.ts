import { useEffect } from 'react'

/** Longer than a dialog takes to fade; before that it gives the focus back itself. */
const GONE_MS = 250

/**
 * When a dialog closes and what opened it is gone as well, such as a notice or a row of a list, nothing has the focus, and
 * the keyboard would begin at the top of the page. Then the dialog below gets it, or the page's main part.
 */
export function useFocusLeft(open: boolean): void {
  useEffect(() => {
    if (!open) return
    return () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return
        const dialogs = document.querySelectorAll<HTMLElement>('.ui-dialog:not([data-closed])')
        const next = [...dialogs].at(-1) ?? document.querySelector('main')
        next?.focus({ preventScroll: true })
      }, GONE_MS)
    }
  }, [open])
}
