import { type ReactNode, useId } from 'react'

export interface ChoicesProps<Value extends string> {
  /** What is asked; read aloud before the answers. */
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[]
}

/** A few answers of which one holds, each with room to say what follows from it. */
export function Choices<Value extends string>({ label, value, onChange, options }: ChoicesProps<Value>) {
  const name = useId()
  return (
    <fieldset className="ui-choices">
      <legend className="ui-hidden">{label}</legend>
      {options.map((option) => {
        const hintId = `${name}-${option.value}`
        return (
          <label key={option.value} className="ui-choice">
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              aria-describedby={option.hint ? hintId : undefined}
            />
            <span className="ui-choice-label">{option.label}</span>
            {option.hint ? (
              <span id={hintId} className="ui-choice-hint">
                {option.hint}
              </span>
            ) : null}
          </label>
        )
      })}
    </fieldset>
  )
}
