import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactNode } from 'react'
import { ToastProvider } from './Toast.tsx'

/** Around the whole page: no inline style elements (the CSP forbids them), tooltips that share a delay, toasts. */
export function UiProvider({ closeLabel, children }: { closeLabel: string; children: ReactNode }) {
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <ToastProvider closeLabel={closeLabel}>{children}</ToastProvider>
      </Tooltip.Provider>
    </CSPProvider>
  )
}
