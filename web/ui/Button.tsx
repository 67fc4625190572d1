import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './Spinner.tsx'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /** `primary` is the one thing to do here; `outline` the usual; `plain` has no border; `danger` can't be undone. */
  variant?: 'primary' | 'outline' | 'plain' | 'danger'
  size?: 'small' | 'medium' | 'large'
  icon?: ReactNode
  /** Shows a spinner and takes no clicks, but keeps the focus and its width. */
  busy?: boolean
  className?: string
}

export function Button({
  variant = 'outline',
  size = 'medium',
  icon,
  busy = false,
  disabled = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <BaseButton
      type="button"
      {...rest}
      disabled={disabled || busy}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={classNames('ui-button', `ui-button-${variant}`, `ui-button-${size}`, className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </BaseButton>
  )
}
