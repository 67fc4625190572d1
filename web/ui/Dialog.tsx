import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './IconButton.tsx'
import { useFocusLeft } from './use-focus-left.ts'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** Buttons, at the foot and always in view. */
  footer?: ReactNode
  closeLabel: string
  width?: 'narrow' | 'medium' | 'wide'
  /** Nothing in it can take the focus: then the text itself does, so that it can be scrolled by keyboard. */
  onlyText?: boolean
  initialFocus?: RefObject<HTMLElement | null>
}

/** Focus stays inside while it is open and goes back afterwards; on a phone it is a sheet from below. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, closeLabel, width = 'medium' } = props
  useFocusLeft(open)
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        {/* Over another dialog, too: what asks now is the lightest. */}
        <Base.Backdrop forceRender className="ui-backdrop" />
        <Base.Viewport className="ui-dialog-viewport">
          <Base.Popup
            className={classNames('ui-dialog', `ui-dialog-${width}`)}
            {...(props.initialFocus ? { initialFocus: props.initialFocus } : {})}
          >
            <div className="ui-dialog-head">
              <Base.Title className="ui-dialog-title">{title}</Base.Title>
              <Base.Close render={<IconButton label={closeLabel} tooltip={false} />}>
                <X size={18} />
              </Base.Close>
            </div>
            <div className="ui-dialog-body" tabIndex={props.onlyText ? 0 : undefined}>
              {description ? (
                <Base.Description className="ui-dialog-description">{description}</Base.Description>
              ) : null}
              {children}
            </div>
            {footer ? <div className="ui-dialog-foot">{footer}</div> : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
