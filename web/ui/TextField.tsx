import { Field } from '@base-ui/react/field'
import type { ComponentProps, KeyboardEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { isComposing } from './composing.ts'

interface FieldProps {
  label: ReactNode
  hideLabel?: boolean
  hint?: ReactNode
  /** What is wrong and what to do; announced when it appears. */
  error?: ReactNode
  value: string
  onChange: (value: string) => void
  className?: string
}

/** Everything around a control that has a label, a hint and possibly an error. */
function Labelled(props: Omit<FieldProps, 'value' | 'onChange'> & { children: ReactNode }) {
  const { label, hideLabel = false, hint, error, children, className } = props
  return (
    <Field.Root invalid={Boolean(error)} className={classNames('ui-field', className)}>
      <Field.Label className={hideLabel ? 'ui-hidden' : 'ui-label'}>{label}</Field.Label>
      {children}
      {hint ? <Field.Description className="ui-hint">{hint}</Field.Description> : null}
      <Field.Error match={Boolean(error)} className="ui-error" role="alert">
        {error}
      </Field.Error>
    </Field.Root>
  )
}

export interface TextFieldProps
  extends FieldProps,
    Omit<ComponentProps<'input'>, keyof FieldProps | 'defaultValue'> {
  /** Enter, but not the one that ends a composition. */
  onEnter?: () => void
  /** A small button inside, at the end. */
  end?: ReactNode
}

export function TextField(props: TextFieldProps) {
  const { label, hideLabel, hint, error, value, onChange, className, onEnter, onKeyDown, end, ...rest } =
    props
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event)
    if (event.key !== 'Enter') return
    // Without this, Safari submits the form around it with the Enter that chose a candidate.
    if (isComposing(event)) event.preventDefault()
    else onEnter?.()
  }
  const control = (
    <Field.Control
      {...rest}
      value={value}
      onValueChange={(next) => onChange(next)}
      onKeyDown={keyDown}
      className="ui-input"
    />
  )
  return (
    <Labelled {...{ label, hint, error }} hideLabel={hideLabel ?? false} className={className ?? ''}>
      {end ? (
        <div className="ui-input-row">
          {control}
          {end}
        </div>
      ) : (
        control
      )}
    </Labelled>
  )
}

export interface TextAreaProps
  extends FieldProps,
    Omit<ComponentProps<'textarea'>, keyof FieldProps | 'defaultValue'> {}

export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, hint, error, value, onChange, className, ...rest } = props
  return (
    <Labelled {...{ label, hint, error }} hideLabel={hideLabel ?? false} className={className ?? ''}>
      <Field.Control
        value={value}
        onValueChange={(next) => onChange(next)}
        render={<textarea {...rest} />}
        className="ui-input ui-textarea"
      />
    </Labelled>
  )
}
