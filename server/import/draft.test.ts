import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Run } from './draft.ts'
import { splitRuns, textOf, trimRuns } from './draft.ts'

const anyRuns = fc.array(
  fc.record({
    text: fc.string({ unit: fc.constantFrom('甲', '\n', ' ', 'a'), minLength: 1, maxLength: 5 }),
    marks: fc.constantFrom<Run['marks']>({}, { bold: true }),
  }),
  { maxLength: 8 },
)
const SETTINGS = { seed: 20260224, numRuns: 500 }

describe('runs', () => {
  test('[I2] are cut as their text is cut, and keep their marks', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const parts = splitRuns(runs, /\n{2,}/g)
        expect(parts.map(textOf)).toEqual(textOf(runs).split(/\n{2,}/))
        const bold = (some: readonly Run[]) => textOf(some.filter((run) => run.marks.bold))
        expect(parts.map(bold).join('')).toBe(boldOutside(runs))
      }),
      SETTINGS,
    )
  })

  test('[I2] are trimmed as their text is trimmed', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const before = structuredClone(runs)
        expect(textOf(trimRuns(runs))).toBe(textOf(runs).trim())
        expect(runs).toEqual(before)
      }),
      SETTINGS,
    )
  })
})

/** The bold characters that no separator takes. */
function boldOutside(runs: readonly Run[]): string {
  const bold = runs.flatMap((run) => Array.from(run.text, () => run.marks.bold === true))
  let kept = ''
  let from = 0
  const text = textOf(runs)
  const keep = (to: number) => {
    for (let at = from; at < to; at++) if (bold[at]) kept += text[at]
  }
  for (const match of text.matchAll(/\n{2,}/g)) {
    keep(match.index)
    from = match.index + match[0].length
  }
  keep(text.length)
  return kept
}
