import { useCallback, useLayoutEffect, useRef, useState } from 'react'

export interface Heights {
  known: ReadonlyMap<string, number>
  /** Changes whenever a height does. */
  version: number
  /** The ref for an id's element: measured as long as it is there. */
  measured: (id: string) => (element: HTMLElement | null) => void
}

/** Heights of what is drawn, kept when it goes out of view; one observer for all. */
export function useHeights(): Heights {
  const known = useRef(new Map<string, number>()).current
  const [version, setVersion] = useState(0)
  const elements = useRef(new Map<Element, string>()).current
  const observer = useRef<ResizeObserver>(undefined)
  const frame = useRef(0)
  const callbacks = useRef(new Map<string, (element: HTMLElement | null) => void>()).current

  /** The observer tells sizes after layout: reading them here and there would force one layout a card. */
  const note = useCallback(
    ({ target, borderBoxSize }: ResizeObserverEntry) => {
      const id = elements.get(target)
      const height = Math.round(borderBoxSize[0]?.blockSize ?? 0)
      if (id === undefined || height === 0 || known.get(id) === height) return
      known.set(id, height)
      if (frame.current !== 0) return
      frame.current = requestAnimationFrame(() => {
        frame.current = 0
        setVersion((now) => now + 1)
      })
    },
    [elements, known],
  )
  useLayoutEffect(() => {
    const made = new ResizeObserver((entries) => {
      for (const entry of entries) note(entry)
    })
    observer.current = made
    for (const element of elements.keys()) made.observe(element)
    return () => {
      made.disconnect()
      cancelAnimationFrame(frame.current)
      frame.current = 0
    }
  }, [elements, note])

  const measured = useCallback(
    (id: string) => {
      const before = callbacks.get(id)
      if (before) return before
      let last: HTMLElement | null = null
      const callback = (element: HTMLElement | null) => {
        if (last) {
          observer.current?.unobserve(last)
          elements.delete(last)
        }
        last = element
        if (!element) return
        elements.set(element, id)
        observer.current?.observe(element)
      }
      callbacks.set(id, callback)
      return callback
    },
    [callbacks, elements],
  )
  return { known, version, measured }
}
