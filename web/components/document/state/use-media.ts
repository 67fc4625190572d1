import { useCallback, useSyncExternalStore } from 'react'

/** Too narrow for a margin: notes are read in a sheet from below. A page zoomed to 200 % counts as narrow too. */
export const COMPACT = '(max-width: 900px)'
/** Too narrow for the outline beside text and margin. */
export const NO_SIDE = '(max-width: 1179px)'

/** Fingers instead of a mouse: nothing shows itself by hovering. */
export const TOUCH = '(hover: none)'

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}
