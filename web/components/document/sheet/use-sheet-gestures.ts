import { type PointerEvent, useRef, useState } from 'react'

const CLOSES = 70
const TURNS = 56

interface Gesture {
  pointer: number
  x: number
  y: number
  /** Decided by the first few pixels. */
  axis: 'none' | 'x' | 'y'
}

export interface SheetGestures {
  /** How far the sheet is dragged down now, in pixels. */
  pulled: number
  /** For the handle: down closes. */
  handle: Handlers
  /** For the content: left and right turn to the next and the previous note. */
  content: Handlers
}

interface Handlers {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void
  onPointerMove: (event: PointerEvent<HTMLElement>) => void
  onPointerUp: (event: PointerEvent<HTMLElement>) => void
  onPointerCancel: () => void
}

/** Fingers on the sheet. Everything they can do, buttons can too. */
export function useSheetGestures(onTurn: (by: 1 | -1) => void, onClose: () => void): SheetGestures {
  const [pulled, setPulled] = useState(0)
  const now = useRef<Gesture>(undefined)
  const stop = () => {
    now.current = undefined
    setPulled(0)
  }
  const start = (event: PointerEvent<HTMLElement>) => {
    if (!event.isPrimary) return
    now.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, axis: 'none' }
  }
  const track = (
    event: PointerEvent<HTMLElement>,
  ): { dx: number; dy: number; axis: Gesture['axis'] } | undefined => {
    const gesture = now.current
    if (!gesture || gesture.pointer !== event.pointerId) return undefined
    const dx = event.clientX - gesture.x
    const dy = event.clientY - gesture.y
    if (gesture.axis === 'none' && Math.hypot(dx, dy) > 8)
      gesture.axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y'
    return { dx, dy, axis: gesture.axis }
  }
  return {
    pulled,
    handle: {
      onPointerDown: (event) => {
        start(event)
        event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove: (event) => {
        const move = track(event)
        if (move?.axis === 'y') setPulled(Math.max(0, move.dy))
      },
      onPointerUp: (event) => {
        const move = track(event)
        stop()
        if (move?.axis === 'y' && move.dy > CLOSES) onClose()
        else if (move?.axis === 'x' && Math.abs(move.dx) > TURNS) onTurn(move.dx < 0 ? 1 : -1)
      },
      onPointerCancel: stop,
    },
    content: {
      onPointerDown: (event) => {
        // In a field a finger moves the caret, with a mouse one selects words.
        const inField = (event.target as Element).closest('textarea, input')
        if (event.pointerType !== 'mouse' && !inField) start(event)
      },
      onPointerMove: (event) => void track(event),
      onPointerUp: (event) => {
        const move = track(event)
        stop()
        if (move?.axis === 'x' && Math.abs(move.dx) > TURNS) onTurn(move.dx < 0 ? 1 : -1)
      },
      onPointerCancel: stop,
    },
  }
}
