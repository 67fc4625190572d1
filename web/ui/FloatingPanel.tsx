import { Popover as Base } from '@base-ui/react/popover'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** A place on the page that moves with the page. */
export interface FloatingAnchor {
  getBoundingClientRect: () => DOMRect
  /** Something near it, whose scrolling moves it. */
  contextElement?: Element
}

export interface FloatingPanelProps {
  open: boolean
  onClose: () => void
  /** Its name, read aloud when it opens. */
  label: string
  anchor: FloatingAnchor
  /** Where the focus goes when it closes; by default to where it came from. */
  finalFocus?: () => HTMLElement | null
  className?: string
  children: ReactNode
}

/** A small surface at a place that is no button: a passage of text, a point. Esc and a click elsewhere close it. */
export function FloatingPanel(props: FloatingPanelProps) {
  const { open, onClose, label, anchor, finalFocus, className, children } = props
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          align="start"
          side="bottom"
          sideOffset={8}
          collisionPadding={8}
          className="ui-layer-float"
        >
          <Base.Popup
            aria-label={label}
            className={classNames('ui-popover', className)}
            {...(finalFocus ? { finalFocus } : {})}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
