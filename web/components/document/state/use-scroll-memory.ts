import { useEffect, useLayoutEffect, useRef } from 'react'
import { blockElement } from '../../../editor/reading-focus.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { usePageParts } from './page-context.tsx'

/** Kept per tab: the block at the top of the window, and how far it is from there. */
interface Spot {
  blockId: string
  top: number
}

const SETTLED_MS = 250

/** After a reload, or coming back from the list, one reads on where one was, however the text has changed above. */
export function useScrollMemory(): void {
  const { info } = useDocument()
  const { geometry } = usePageParts()
  const { boxes } = useStore(geometry)
  const key = `hezhu:spot:${info.id}`
  const restored = useRef(false)

  useEffect(() => {
    const before = history.scrollRestoration
    history.scrollRestoration = 'manual'
    return () => {
      history.scrollRestoration = before
    }
  }, [])

  useEffect(() => {
    if (restored.current || boxes.length === 0) return
    restored.current = true
    const spot = read(key)
    const { view } = geometry
    const element = spot && view ? blockElement(view, spot.blockId) : null
    if (!spot || !element) return
    window.scrollBy({ top: element.getBoundingClientRect().top - spot.top, behavior: 'instant' })
  }, [boxes, geometry, key])

  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const save = () => {
      clearTimeout(timer)
      timer = undefined
      const { view } = geometry
      if (!restored.current || !view) return
      for (const { id } of geometry.get().boxes) {
        const rect = blockElement(view, id)?.getBoundingClientRect()
        if (!rect || rect.bottom < 72) continue
        write(key, { blockId: id, top: Math.round(rect.top) })
        return
      }
    }
    const scrolled = () => {
      timer ??= setTimeout(save, SETTLED_MS)
    }
    window.addEventListener('scroll', scrolled, { passive: true })
    window.addEventListener('pagehide', save)
    return () => {
      // Opened afresh, the page goes on at this place; the layout is still there in here.
      save()
      window.removeEventListener('scroll', scrolled)
      window.removeEventListener('pagehide', save)
    }
  }, [geometry, key])
}

function read(key: string): Spot | undefined {
  try {
    const spot = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<Spot> | null
    return spot && typeof spot.blockId === 'string' && typeof spot.top === 'number'
      ? (spot as Spot)
      : undefined
  } catch {
    return undefined
  }
}

function write(key: string, spot: Spot): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(spot))
  } catch {
    // A blocked store: a reload begins at the top then.
  }
}
