import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'aria-label'> {
  /** Its name for everybody: read aloud, and shown as a tooltip unless `tooltip` is false. */
  label: string
  shortcut?: string
  tooltip?: boolean
  size?: 'small' | 'medium'
  className?: string
}

/** A button that is only a picture; 36 px (small: 28 px) with at least 24 px to hit. */
export function IconButton({
  label,
  shortcut,
  tooltip = true,
  size = 'medium',
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <BaseButton
      type="button"
      {...rest}
      aria-label={label}
      className={classNames('ui-icon-button', `ui-icon-button-${size}`, className)}
    />
  )
  return tooltip ? (
    <Tooltip content={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  ) : (
    button
  )
}
