import { describe, expect, test } from 'vitest'
import { type AnchoredItem, type Arrangement, arrangeMargin, type Reading } from './margin-arrange.ts'

const boxes = {}
const filter = {}
const frame = { gap: 10, least: 0, textEnd: 4_000, viewTop: 0, viewHeight: 1_000 }
const reading = (change: Partial<Reading> = {}): Reading => ({
  chosen: undefined,
  current: 0,
  filter,
  boxes,
  ...change,
})
const card = (id: string, block: number, top: number, height = 100): AnchoredItem => ({
  id,
  block,
  top,
  height,
})
/** Twenty paragraphs of 200 px, each with so many notes. */
const busy = (each: number) =>
  Array.from({ length: 20 }, (_, block) =>
    Array.from({ length: each }, (_, n) => card(`p${block}n${n}`, block, block * 200 + n)),
  ).flat()
const topsOf = (arrangement: Arrangement) => Object.fromEntries(arrangement.tops)

describe('[W3] the margin', () => {
  test('keeps the chosen card level, whatever is above it', () => {
    const items = [card('a', 0, 100), card('b', 0, 110), card('c', 0, 120)]
    expect(arrangeMargin(items, reading({ chosen: 'c' }), frame).tops.get('c')).toBe(120)
  })

  test('does not move the first card in view when somebody else writes above or below it', () => {
    const items = [card('a', 0, 100), card('b', 1, 300), card('c', 2, 320)]
    const before = arrangeMargin(items, reading(), { ...frame, viewTop: 250 })
    const more = [card('a', 0, 100), card('new', 1, 290), ...items.slice(1), card('last', 3, 600)]
    const after = arrangeMargin(more, reading(), { ...frame, viewTop: 250 }, before)
    expect(after.tops.get('b')).toBe(before.tops.get('b'))
    expect(topsOf(after)).toEqual({ a: 80, new: 190, b: 300, c: 410, last: 600 })
  })

  test('levels everything anew when the reader chooses, filters, or the text changes', () => {
    const items = [card('a', 0, 100), card('b', 0, 100)]
    const before = arrangeMargin(items, reading({ chosen: 'b' }), frame)
    expect(topsOf(before)).toEqual({ b: 100 })
    expect(topsOf(arrangeMargin(items, reading(), frame, before))).toEqual({ a: 100, b: 210 })
  })

  test('puts the paragraph being read first where there are too many for all to be level', () => {
    const items = busy(5)
    expect(arrangeMargin(items, reading({ current: 12 }), frame).tops.get('p12n0')).toBe(2_400)
    expect(arrangeMargin(busy(1), reading({ current: 12 }), frame).crowded).toBe(false)
  })

  test('is as tall wherever one reads, so that the page does not jump', () => {
    const items = busy(8)
    const heights = [0, 5, 12, 19].map((current) => arrangeMargin(items, reading({ current }), frame).height)
    expect(new Set(heights).size).toBe(1)
  })

  test('ends below the open card, and below the last one for whoever reads there', () => {
    const items = [...busy(8), { id: 'lost', block: Number.POSITIVE_INFINITY, top: 4_024, height: 100 }]
    const end = arrangeMargin(items, reading({ chosen: 'p19n7', current: 19 }), { ...frame, viewTop: 3_500 })
    expect(end.height).toBeGreaterThanOrEqual((end.tops.get('lost') ?? Number.POSITIVE_INFINITY) + 100)
    const tall = busy(8).map((item) => (item.id === 'p17n0' ? { ...item, height: 3_000 } : item))
    const open = arrangeMargin(tall, reading({ chosen: 'p17n0', current: 17 }), { ...frame, viewTop: 3_300 })
    expect(open.height).toBeGreaterThanOrEqual(17 * 200 + 3_000)
  })

  test('past the last notes shows those of the last paragraph that has any', () => {
    const items = busy(5).filter((item) => item.block < 4)
    expect(arrangeMargin(items, reading({ current: 9 }), frame).tops.get('p3n0')).toBe(600)
  })

  test('lets go of a chosen card that is far out of sight', () => {
    const items = busy(5)
    const far = { ...frame, viewTop: 3_000 }
    expect(arrangeMargin(items, reading({ chosen: 'p0n3', current: 15 }), far).tops.get('p15n0')).toBe(3_000)
  })
})
