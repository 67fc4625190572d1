import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface BadgeProps {
  tone?: 'neutral' | 'accent' | 'warn' | 'ok' | 'danger'
  children: ReactNode
  title?: string
  className?: string
}

export function Badge({ tone = 'neutral', children, title, className }: BadgeProps) {
  return (
    <span className={classNames('ui-badge', `ui-tone-${tone}`, className)} title={title}>
      {children}
    </span>
  )
}
