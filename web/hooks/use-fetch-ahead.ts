import { useEffect } from 'react'

/** By then the page has been drawn, and others may have what the line can carry. */
const AFTER_MS = 3_000

/**
 * What is seldom needed is no part of the first download. It is needed most when there is no network, though, to save what
 * was not sent, so it is fetched ahead. What can't be had now is asked for again when it is needed.
 */
export function useFetchAhead(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      void Promise.allSettled([import('../stores/unsent-work.ts'), import('../stores/send-again.ts')])
    }, AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}
