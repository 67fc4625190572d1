import { describe, expect, test } from 'vitest'
import { notesInSelection, selectedLength, stretchesOf } from './selected-notes.ts'

const blocks = [
  { id: 'one', text: '一年春作首' },
  { id: 'two', text: '' },
  { id: 'three', text: '萬事干為先' },
]
const spans = new Map([
  [
    'one',
    [
      { id: 'late', start: 3, end: 5 },
      { id: 'early', start: 0, end: 2 },
    ],
  ],
  [
    'three',
    [
      { id: 'late', start: 0, end: 1 },
      { id: 'far', start: 4, end: 5 },
    ],
  ],
])
const from = (startBlockId: string, start: number, endBlockId: string, end: number) => ({
  startBlockId,
  start,
  endBlockId,
  end,
})

describe('what a selection touches', () => {
  test('[A4] one character finds what is on it, and not its neighbours', () => {
    expect(notesInSelection(blocks, spans, from('one', 1, 'one', 2))).toEqual(['early'])
    expect(notesInSelection(blocks, spans, from('one', 2, 'one', 3))).toEqual([])
  })

  test('[W9] over several blocks each annotation counts once, in the order of the text', () => {
    expect(notesInSelection(blocks, spans, from('one', 0, 'three', 5))).toEqual(['early', 'late', 'far'])
  })

  test('[W9] an unknown block has nothing', () => {
    expect(notesInSelection(blocks, spans, from('gone', 0, 'three', 5))).toEqual([])
    expect(stretchesOf(blocks, from('gone', 0, 'three', 5)).size).toBe(0)
  })

  test('[A5] its length is what the quote will be', () => {
    expect(selectedLength(blocks, from('one', 1, 'one', 3))).toBe(2)
    expect(selectedLength(blocks, from('one', 3, 'three', 2))).toBe('作首\n\n萬事'.length)
  })

  test('[W2] is drawn as one stretch in every block that has text', () => {
    expect([...stretchesOf(blocks, from('one', 3, 'three', 2))]).toEqual([
      ['one', [{ id: 'draft', start: 3, end: 5 }]],
      ['three', [{ id: 'draft', start: 0, end: 2 }]],
    ])
  })
})
