import { describe, expect, test } from 'vitest'
import { clauseAt, wholeCharacter } from './clause.ts'

const TEXT = '一年春作首,萬事干為先。2026年是“十五五”開局之年,增長3.5%,共1,200億元。'
const clause = (at: string, inside = 0, text = TEXT) => {
  const { start, end } = clauseAt(text, text.indexOf(at) + inside)
  return text.slice(start, end)
}

describe('the clause around a place', () => {
  test.each([
    ['作首', '一年春作首'],
    ['萬事', '萬事干為先'],
    ['開局', '2026年是“十五五”開局之年'],
    ['十五', '“十五五”'],
    ['3.5', '增長3.5%'],
    ['200', '共1,200億元'],
  ])('[W9] at %s it is %s', (at, expected) => {
    expect(clause(at, 1)).toBe(expected)
  })

  test('[W9] a dash begins it, a hard break ends it', () => {
    expect(clause('聚焦', 1, '——聚焦落實\n推動工作')).toBe('聚焦落實')
  })

  test('[W9] of a European sentence it has no blanks at its ends', () => {
    expect(clause('second', 2, 'First one, the second one. A third.')).toBe('the second one')
  })

  test('[W9] an empty text has an empty one', () => {
    expect(clauseAt('', 3)).toEqual({ start: 0, end: 0 })
  })
})

test('[A4] an offset inside a surrogate pair goes to the pair’s edge', () => {
  expect(wholeCharacter('吉𠮷吉', 2, 'start')).toBe(1)
  expect(wholeCharacter('吉𠮷吉', 2, 'end')).toBe(3)
  expect(wholeCharacter('吉𠮷吉', 1, 'end')).toBe(1)
  expect(wholeCharacter('吉𠮷吉', 3, 'start')).toBe(3)
})
