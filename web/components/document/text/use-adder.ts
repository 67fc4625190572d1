import type { Editor } from '@tiptap/core'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { LIMITS } from '../../../../shared/limits.ts'
import { blockElement } from '../../../editor/reading-focus.ts'
import { isBackward, readSelection, type SelectedText } from '../../../editor/selected-text.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { isComposing } from '../../../ui/composing.ts'
import { usePageParts } from '../state/page-context.tsx'
import type { Spot } from './place-adder.ts'
import { selectedLength } from './selected-notes.ts'

/** What the adder is shown for. */
export type Chosen =
  | { kind: 'passage'; selected: SelectedText; tooLong: boolean }
  | { kind: 'block'; blockId: string }

export interface AdderTarget {
  chosen: Chosen
  /** From the column's upper left corner. */
  spot: Spot
}

export interface AdderState {
  target: AdderTarget | undefined
  hide: () => void
  /** For a whole paragraph, e.g. after a tap on its number. */
  showForBlock: (blockId: string) => void
}

/** After a mouse button or a finger has left, and after the selection was changed by anything else, in milliseconds. */
const AFTER_RELEASE = 10
const AFTER_CHANGE = 100

/** When the adder is there, for what, and where: after a selection by mouse, keyboard or touch, until it is gone again. */
export function useAdder(editor: Editor | undefined, column: RefObject<HTMLElement | null>): AdderState {
  const session = useDocument()
  const { geometry } = usePageParts()
  const [target, setTarget] = useState<AdderTarget | undefined>(undefined)
  const shown = useRef(target)
  shown.current = target
  const hide = useCallback(() => setTarget(undefined), [])

  useEffect(() => {
    if (!editor) return
    const { view } = editor
    let timer: ReturnType<typeof setTimeout> | undefined
    let pressed = false
    let touch = false
    // Hidden with Esc, it stays away until something else is selected.
    let dismissed: string | undefined

    const look = () => {
      if (view.isDestroyed || view.composing) return
      const origin = column.current?.getBoundingClientRect()
      const selection = document.getSelection()
      const blocks = session.blocks.get()
      const selected = selection?.isCollapsed === false ? readSelection(view, blocks) : null
      if (!selected || !selection || !origin) {
        dismissed = undefined
        setTarget((now) => (now?.chosen.kind === 'passage' ? undefined : now))
        return
      }
      const key = JSON.stringify(selected)
      if (key === dismissed) return
      dismissed = undefined
      const spot = spotOf(selection, view.dom, origin, touch)
      const tooLong = selectedLength(blocks, selected) > LIMITS.quoteChars
      if (spot) setTarget({ chosen: { kind: 'passage', selected, tooLong }, spot })
    }
    const soon = (delay: number) => {
      clearTimeout(timer)
      timer = setTimeout(look, delay)
    }
    const press = (event: PointerEvent) => {
      if (isInAdder(event.target)) return
      touch = event.pointerType !== 'mouse'
      pressed = !touch
      setTarget((now) => (now?.chosen.kind === 'block' ? undefined : now))
    }
    const release = (event: PointerEvent) => {
      pressed = false
      if (!isInAdder(event.target)) soon(AFTER_RELEASE)
    }
    const change = () => {
      if (!pressed) soon(AFTER_CHANGE)
    }
    const keyDown = (event: KeyboardEvent) => {
      const { current } = shown
      if (event.key !== 'Escape' || isComposing(event) || !current) return
      event.preventDefault()
      if (current.chosen.kind === 'passage') dismissed = JSON.stringify(current.chosen.selected)
      if (isInAdder(document.activeElement)) view.dom.focus({ preventScroll: true })
      setTarget(undefined)
    }
    const reflowed = () => {
      if (shown.current?.chosen.kind === 'passage' && !pressed) look()
    }
    const end = geometry.subscribe(reflowed)
    document.addEventListener('pointerdown', press, true)
    document.addEventListener('pointerup', release, true)
    document.addEventListener('pointercancel', release, true)
    document.addEventListener('selectionchange', change)
    document.addEventListener('keydown', keyDown, true)
    return () => {
      end()
      clearTimeout(timer)
      setTarget(undefined)
      document.removeEventListener('pointerdown', press, true)
      document.removeEventListener('pointerup', release, true)
      document.removeEventListener('pointercancel', release, true)
      document.removeEventListener('selectionchange', change)
      document.removeEventListener('keydown', keyDown, true)
    }
  }, [editor, session, geometry, column])

  const showForBlock = useCallback(
    (blockId: string) => {
      const origin = column.current?.getBoundingClientRect()
      const rect = editor && blockElement(editor.view, blockId)?.getBoundingClientRect()
      if (!origin || !rect) return
      const top = rect.top - origin.top
      const left = rect.left - origin.left
      // Below the number in the gutter, which is as high as the first line.
      const spot = { left, right: left, top, bottom: top + 34, backward: false, touch: false }
      setTarget({ chosen: { kind: 'block', blockId }, spot })
    },
    [editor, column],
  )
  return { target, hide, showForBlock }
}

function isInAdder(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.adder') !== null
}

/** The line on which the selection was finished. */
function spotOf(selection: Selection, text: HTMLElement, origin: DOMRect, touch: boolean): Spot | undefined {
  const backward = isBackward(selection)
  const range = selection.getRangeAt(0)
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0)
  const inText = text.getBoundingClientRect()
  const visible = boxes.filter((box) => box.top >= inText.top - 1 && box.bottom <= inText.bottom + 1)
  const box = backward ? visible[0] : visible.at(-1)
  if (!box) return undefined
  return {
    left: box.left - origin.left,
    right: box.right - origin.left,
    top: box.top - origin.top,
    bottom: box.bottom - origin.top,
    backward,
    touch,
  }
}
