import { AlertDialog as Base } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { useFocusLeft } from './use-focus-left.ts'

export interface AlertDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description: ReactNode
  children?: ReactNode
  cancelLabel: string
  confirmLabel: string
  /** Doesn't close by itself: the caller does when it is done. */
  onConfirm: () => void
  danger?: boolean
  busy?: boolean
  confirmDisabled?: boolean
}

/** A question that must be answered: a click outside doesn't close it. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, description, children, cancelLabel, confirmLabel, onConfirm } = props
  useFocusLeft(open)
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        {/* Over another dialog, too: what asks now is the lightest. */}
        <Base.Backdrop forceRender className="ui-backdrop" />
        <Base.Viewport className="ui-dialog-viewport">
          <Base.Popup className="ui-dialog ui-dialog-narrow">
            <div className="ui-dialog-head">
              <Base.Title className="ui-dialog-title">{title}</Base.Title>
            </div>
            <div className="ui-dialog-body">
              <Base.Description className="ui-dialog-description">{description}</Base.Description>
              {children}
            </div>
            <div className="ui-dialog-foot">
              <Base.Close render={<Button />}>{cancelLabel}</Base.Close>
              <Button
                variant={props.danger ? 'danger' : 'primary'}
                busy={props.busy ?? false}
                disabled={props.confirmDisabled ?? false}
                onClick={onConfirm}
              >
                {confirmLabel}
              </Button>
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
