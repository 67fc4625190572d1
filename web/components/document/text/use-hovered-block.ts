import { type RefObject, useEffect, useState } from 'react'
import { usePageParts } from '../state/page-context.tsx'

/** The block the mouse is beside, in the text or in its gutter: heights count, not elements. */
export function useHoveredBlock(area: RefObject<HTMLElement | null>): string | undefined {
  const { geometry } = usePageParts()
  const [hovered, setHovered] = useState<string | undefined>(undefined)
  useEffect(() => {
    const element = area.current
    if (!element) return
    const move = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return
      const y = event.clientY - element.getBoundingClientRect().top
      // What lies below a block's text, its chips, belongs to it.
      const box = geometry.get().boxes.findLast((one) => one.top <= y)
      setHovered(box?.id)
    }
    const leave = () => setHovered(undefined)
    element.addEventListener('pointermove', move, { passive: true })
    element.addEventListener('pointerleave', leave)
    return () => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
    }
  }, [geometry, area])
  return hovered
}
