import { describe, expect, test } from 'vitest'
import { type StretchStep, stepStretch } from './reading-selection.ts'

const text = '一年春作首,萬事干為先。深入踐行“八八戰略”,𠮷👨‍👩‍👧。'

/** What is selected after these keys. */
function selected(...steps: StretchStep[]): string | null {
  let now: ReturnType<typeof stepStretch> = null
  for (const step of steps) now = stepStretch(text, now, step)
  return now && text.slice(now.start, now.end)
}

describe('choosing words by keyboard', () => {
  test('[W9] goes clause by clause, there and back', () => {
    expect(selected('next')).toBe('一年春作首')
    expect(selected('next', 'next')).toBe('萬事干為先')
    expect(selected('next', 'next', 'previous')).toBe('一年春作首')
    expect(selected('next', 'previous')).toBeNull()
  })

  test('[W9] a quoted term is a stop of its own, with its marks, after the clause it is in', () => {
    expect(selected('next', 'next', 'next')).toBe('深入踐行“八八戰略”')
    expect(selected('next', 'next', 'next', 'next')).toBe('“八八戰略”')
    expect(selected('previous', 'previous')).toBe('“八八戰略”')
  })

  test('[A4] moves an edge by whole characters, down to one', () => {
    expect(selected('end+')).toBe('一')
    expect(selected('next', 'end-', 'end-', 'start+', 'start+')).toBe('春')
    expect(selected('end+', 'end-')).toBeNull()
  })

  test('[A4] a surrogate pair and a joined emoji are one character each', () => {
    expect(selected('previous')).toBe('𠮷👨‍👩‍👧')
    expect(selected('previous', 'end-')).toBe('𠮷')
    expect(selected('previous', 'start+')).toBe('👨‍👩‍👧')
  })

  test('[W9] reaches to the edges of the paragraph', () => {
    expect(selected('to-end')).toBe(text)
    expect(selected('next', 'next', 'to-start')).toBe('一年春作首,萬事干為先')
  })

  test('[W9] nothing in an empty paragraph', () => {
    for (const step of ['next', 'previous', 'end+', 'to-end'] as const)
      expect(stepStretch('', null, step)).toBeNull()
  })
})
