import { describe, expect, test } from 'vitest'
import { flatten, type Span, spansOf } from './segments.ts'

const span = (id: string, start: number, end: number): Span => ({ id, start, end })

describe('flattening', () => {
  test('[W2] what doesn’t overlap stays as it is, in order', () => {
    expect(flatten([span('b', 6, 9), span('a', 1, 4)])).toEqual([
      { start: 1, end: 4, ids: ['a'] },
      { start: 6, end: 9, ids: ['b'] },
    ])
  })

  test('[W2] an overlap is a segment of its own, the shorter annotation first', () => {
    expect(flatten([span('long', 0, 10), span('short', 3, 5)])).toEqual([
      { start: 0, end: 3, ids: ['long'] },
      { start: 3, end: 5, ids: ['short', 'long'] },
      { start: 5, end: 10, ids: ['long'] },
    ])
  })

  test('[W2] the same passage twice is one segment', () => {
    expect(flatten([span('a', 2, 4), span('b', 2, 4)])).toEqual([{ start: 2, end: 4, ids: ['a', 'b'] }])
  })

  test('[W2] neighbours touch without a gap', () => {
    expect(flatten([span('a', 0, 3), span('b', 3, 6)])).toEqual([
      { start: 0, end: 3, ids: ['a'] },
      { start: 3, end: 6, ids: ['b'] },
    ])
  })

  test('[W2] an annotation with two targets on one place counts once; an empty one not at all', () => {
    expect(flatten([span('a', 0, 4), span('a', 2, 6), span('x', 3, 3)])).toEqual([
      { start: 0, end: 2, ids: ['a'] },
      { start: 2, end: 4, ids: ['a'] },
      { start: 4, end: 6, ids: ['a'] },
    ])
  })

  test('[W2] every character is under exactly the annotations that cover it', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    for (let round = 0; round < 200; round++) {
      const spans = Array.from({ length: random(12) }, (_, n) => {
        const start = random(30)
        return span(`s${n}`, start, start + random(10))
      })
      const segments = flatten(spans)
      for (let at = 0; at < 40; at++) {
        const covering = spans.filter((one) => one.start <= at && at < one.end).map((one) => one.id)
        const found = segments.filter((one) => one.start <= at && at < one.end)
        expect(found.length).toBe(covering.length > 0 ? 1 : 0)
        expect([...(found[0]?.ids ?? [])].sort()).toEqual([...covering].sort())
      }
    }
  })
})

describe('a passage over several blocks', () => {
  const blocks = [
    { id: 'one', text: '一二三' },
    { id: 'two', text: '四五六七' },
    { id: 'three', text: '八九' },
  ]
  const order = new Map(blocks.map((block, index) => [block.id, index]))

  test('[W2] has a span in each', () => {
    expect(spansOf({ blockId: 'one', endBlockId: 'three', start: 1, end: 1 }, order, blocks)).toEqual([
      { blockId: 'one', start: 1, end: 3 },
      { blockId: 'two', start: 0, end: 4 },
      { blockId: 'three', start: 0, end: 1 },
    ])
  })

  test('[W2] is nowhere when one of its blocks is gone', () => {
    expect(spansOf({ blockId: 'one', endBlockId: 'gone', start: 1, end: 1 }, order, blocks)).toEqual([])
  })
})
