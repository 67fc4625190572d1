import { useSyncExternalStore } from 'react'

/** How much of the window's lower edge the on-screen keyboard covers, in pixels. */
export function useKeyboardInset(): number {
  return useSyncExternalStore(subscribe, read)
}

function subscribe(listener: () => void): () => void {
  const view = window.visualViewport
  view?.addEventListener('resize', listener)
  view?.addEventListener('scroll', listener)
  return () => {
    view?.removeEventListener('resize', listener)
    view?.removeEventListener('scroll', listener)
  }
}

function read(): number {
  const view = window.visualViewport
  // A page zoomed by two fingers also has a smaller visual viewport: that is no keyboard.
  if (!view || view.scale > 1.01) return 0
  return Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop))
}
