import { describe, expect, test } from 'vitest'
import type { Tag } from '../../../stores/types.ts'
import { freshLook, newLabel, searchTags, splitAtComma } from './tag-search.ts'

const tag = (
  label: string,
  uses = 0,
  color: Tag['color'] = 'shilu',
  pattern: Tag['pattern'] = 'solid',
): Tag => ({
  id: label,
  label,
  uses,
  color,
  pattern,
  creator: 'u',
  definition: undefined,
  parent: undefined,
})
const book = [tag('政策目標', 3), tag('目標', 1), tag('舉措', 9), tag('Figure', 2)]

describe('searching the codebook', () => {
  test('matches anywhere, what begins with it first', () => {
    expect(searchTags(book, '目標').map((found) => found.label)).toEqual(['目標', '政策目標'])
  })
  test('without words gives all, the commonest first', () => {
    expect(searchTags(book, ' ').map((found) => found.label)).toEqual(['舉措', '政策目標', 'Figure', '目標'])
  })
  test('knows no case and no width', () => {
    expect(searchTags(book, 'ＦＩＧ').map((found) => found.label)).toEqual(['Figure'])
  })
})

describe('a new tag', () => {
  test('is offered only when none has that label', () => {
    expect(newLabel(book, ' 修  辭 ')).toBe('修 辭')
    expect(newLabel(book, 'ｆｉｇｕｒｅ')).toBeNull()
    expect(newLabel(book, '  ')).toBeNull()
    expect(newLabel(book, '長'.repeat(61))).toBeNull()
  })
  test('looks like no other while there are looks left', () => {
    const made: Tag[] = []
    for (let n = 0; n < 40; n++) {
      const { color, pattern } = freshLook(made)
      made.push(tag(`t${n}`, 0, color, pattern))
    }
    expect(new Set(made.map((one) => `${one.color} ${one.pattern}`)).size).toBe(40)
    expect(new Set(made.slice(0, 8).map((one) => one.color)).size).toBe(8)
    expect(new Set(made.slice(0, 5).map((one) => one.pattern)).size).toBe(5)
  })
})

test.each([
  ['數字,提法', ['數字'], '提法'],
  ['甲，乙、', ['甲', '乙'], ''],
  ['甲', [], '甲'],
  ['、', [], ''],
])('%j ends tags at commas of any kind', (words, done, rest) => {
  expect(splitAtComma(words)).toEqual({ done, rest })
})
