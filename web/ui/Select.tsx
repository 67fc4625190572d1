import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  /** One line about it, shown in the open list. */
  hint?: string
}

export interface SelectProps<Value extends string> {
  label: string
  hideLabel?: boolean
  value: Value
  onChange: (value: Value) => void
  options: readonly SelectOption<Value>[]
  disabled?: boolean
  size?: 'small' | 'medium'
  hint?: ReactNode
  className?: string
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel = false, value, onChange, options, disabled = false, size = 'medium' } = props
  return (
    <div className={classNames('ui-field', props.className)}>
      <Base.Root
        items={options}
        value={value}
        disabled={disabled}
        modal={false}
        onValueChange={(next) => next !== null && onChange(next as Value)}
      >
        <Base.Label className={hideLabel ? 'ui-hidden' : 'ui-label'}>{label}</Base.Label>
        <Base.Trigger className={classNames('ui-input', 'ui-select', `ui-select-${size}`)}>
          <Base.Value />
          <Base.Icon className="ui-select-icon">
            <ChevronDown size={16} />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner
            sideOffset={6}
            collisionPadding={8}
            alignItemWithTrigger={false}
            className="ui-layer-top"
          >
            <Base.Popup className="ui-menu ui-select-popup">
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className="ui-menu-item">
                    <span className="ui-menu-icon">
                      <Base.ItemIndicator>
                        <Check size={15} />
                      </Base.ItemIndicator>
                    </span>
                    <span>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.hint ? <span className="ui-hint">{option.hint}</span> : null}
                    </span>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {props.hint ? <p className="ui-hint">{props.hint}</p> : null}
    </div>
  )
}
