import { VisuallyHidden } from './VisuallyHidden.tsx'

/** With a `label` it is announced; without, it only decorates something that says the same in words. */
export function Spinner({ label }: { label?: string }) {
  return (
    <span className="ui-spinner" role={label ? 'status' : undefined}>
      {label ? <VisuallyHidden>{label}</VisuallyHidden> : null}
    </span>
  )
}
