import type { ReactNode } from 'react'
import type { Pattern, Pigment } from '../../../../shared/annotation.ts'

/** The line pattern of a tag, so that it is known without its colour. */
export function PatternLine({ pattern }: { pattern: Pattern }) {
  return (
    <svg className="pattern-line" viewBox="0 0 14 6" aria-hidden="true" focusable="false">
      <path {...PATHS[pattern]} fill="none" stroke="currentColor" />
    </svg>
  )
}

const PATHS: Record<
  Pattern,
  { d: string; strokeWidth: number; strokeDasharray?: string; strokeLinecap?: 'round' }
> = {
  solid: { d: 'M0 3h14', strokeWidth: 2 },
  dotted: { d: 'M1 3h13', strokeWidth: 2, strokeDasharray: '0.1 3.9', strokeLinecap: 'round' },
  wavy: { d: 'M0 4q1.75-4 3.5 0t3.5 0 3.5 0 3.5 0', strokeWidth: 1.5 },
  dashed: { d: 'M0 3h14', strokeWidth: 2, strokeDasharray: '4 2' },
  double: { d: 'M0 1.5h14M0 4.5h14', strokeWidth: 1.2 },
}

/** Tag as a word: pattern, label, and whatever follows. */
export function TagMark(props: { label: string; color: Pigment; pattern: Pattern; children?: ReactNode }) {
  return (
    <span className={`tag pigment-${props.color}`}>
      <PatternLine pattern={props.pattern} />
      <span className="tag-label">{props.label}</span>
      {props.children}
    </span>
  )
}
