import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { type ReactNode, useCallback } from 'react'
import { IconButton } from './IconButton.tsx'

export interface ToastMessage {
  message: ReactNode
  /** E.g. undo; the toast closes when it is used. */
  action?: { label: string; onClick: () => void }
  tone?: 'neutral' | 'danger'
  /** Milliseconds; 0 stays. Default: 5 s, 10 s with an action. */
  timeout?: number
}

/** What the page says in passing. Inside a ToastProvider: `const showToast = useToast()`. */
export function useToast(): (toast: ToastMessage) => void {
  const { add, close } = Base.useToastManager()
  return useCallback(
    ({ message, action, tone = 'neutral', timeout }: ToastMessage) => {
      const act = () => {
        action?.onClick()
        close(id)
      }
      const id = add({
        title: message,
        type: tone,
        priority: tone === 'danger' ? 'high' : 'low',
        timeout: timeout ?? (action ? 10_000 : 5_000),
        ...(action && { actionProps: { children: action.label, onClick: act } }),
      })
    },
    [add, close],
  )
}

export function ToastProvider({ closeLabel, children }: { closeLabel: string; children: ReactNode }) {
  return (
    <Base.Provider limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="ui-toasts">
          <ToastList closeLabel={closeLabel} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function ToastList({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className="ui-toast" swipeDirection={['right', 'down']}>
      <Base.Content className="ui-toast-content">
        <Base.Title className="ui-toast-text" render={<p />} />
        <Base.Action className="ui-toast-action" />
        <Base.Close render={<IconButton label={closeLabel} size="small" tooltip={false} />}>
          <X size={15} />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}
