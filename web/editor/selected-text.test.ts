import { expect, test } from 'vitest'
import { tidySelection } from './selected-text.ts'

const blocks = [
  { id: 'one', text: '一年春作首 ' },
  { id: 'two', text: '' },
  { id: 'three', text: '吉𠮷吉' },
]
const tidy = (startBlockId: string, start: number, endBlockId: string, end: number) =>
  tidySelection(blocks, { startBlockId, start, endBlockId, end })

test('[A4] one character may be selected', () => {
  expect(tidy('one', 2, 'one', 3)).toEqual({ startBlockId: 'one', start: 2, endBlockId: 'one', end: 3 })
})

test('[A4] half a character becomes a whole one', () => {
  expect(tidy('three', 2, 'three', 2)).toEqual({
    startBlockId: 'three',
    start: 1,
    endBlockId: 'three',
    end: 3,
  })
})

test('[A4] touching only the beginning of the next block stays in this one, without the blank at its end', () => {
  expect(tidy('one', 0, 'three', 0)).toEqual({ startBlockId: 'one', start: 0, endBlockId: 'one', end: 5 })
})

test('[A4] touching only the end of a block begins in the next that has text', () => {
  expect(tidy('one', 5, 'three', 1)).toEqual({ startBlockId: 'three', start: 0, endBlockId: 'three', end: 1 })
})

test('[A4] nothing but blanks, or an unknown block, is no selection', () => {
  expect(tidy('one', 5, 'one', 6)).toBeNull()
  expect(tidy('two', 0, 'two', 0)).toBeNull()
  expect(tidy('gone', 0, 'one', 3)).toBeNull()
})
