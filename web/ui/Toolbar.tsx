import { Toolbar as Base } from '@base-ui/react/toolbar'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './Tooltip.tsx'

export interface ToolbarProps extends Omit<ComponentProps<'div'>, 'className'> {
  /** Its name, read aloud. */
  label: string
  className?: string
}

/** Buttons in a row: one stop for Tab, arrow keys in between. Pressing one takes no focus from what it works on. */
export function Toolbar({ label, className, ...rest }: ToolbarProps) {
  return (
    <Base.Root
      aria-label={label}
      {...rest}
      onPointerDown={(event) => event.preventDefault()}
      className={classNames('ui-toolbar', className)}
    />
  )
}

export interface ToolbarButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /** Its name; shown as a tooltip where the button is only a picture. */
  label: string
  icon?: ReactNode
  shortcut?: string | undefined
  /** A switch that is on; undefined: no switch. */
  pressed?: boolean
  className?: string
}

export function ToolbarButton(props: ToolbarButtonProps) {
  const { label, icon, shortcut, pressed, disabled = false, className, children, ...rest } = props
  const button = (
    <Base.Button
      {...rest}
      disabled={disabled}
      aria-label={children ? undefined : label}
      aria-pressed={pressed}
      className={classNames('ui-tool', className)}
    >
      {icon}
      {children}
    </Base.Button>
  )
  return children ? (
    button
  ) : (
    <Tooltip content={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  )
}

export function ToolbarSeparator() {
  return <Base.Separator className="ui-tool-separator" />
}
