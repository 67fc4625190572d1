import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './IconButton.tsx'

export interface BannerProps {
  tone?: 'neutral' | 'warn' | 'danger' | 'ok'
  icon?: ReactNode
  /** What can be done about it: a Button, usually. */
  action?: ReactNode
  onDismiss?: (() => void) | undefined
  dismissLabel?: string
  children: ReactNode
  className?: string
}

/** Something the page must say and that stays until it is over. Trouble (`danger`) interrupts, the rest waits its turn. */
export function Banner({
  tone = 'neutral',
  icon,
  action,
  onDismiss,
  dismissLabel = '×',
  children,
  className,
}: BannerProps) {
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames('ui-banner', `ui-tone-${tone}`, className)}
    >
      {icon}
      <div className="ui-banner-body">
        <div className="ui-banner-text">{children}</div>
        {action}
      </div>
      {onDismiss ? (
        <IconButton label={dismissLabel} size="small" onClick={onDismiss}>
          <X size={16} />
        </IconButton>
      ) : null}
    </div>
  )
}
