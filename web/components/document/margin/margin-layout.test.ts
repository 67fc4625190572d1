import { describe, expect, test } from 'vitest'
import { layoutMargin, type MarginItem } from './margin-layout.ts'

const card = (id: string, top: number, height = 50): MarginItem => ({ id, top, height })
const options = { gap: 10, least: 0 }
const tops = (items: MarginItem[], pivot?: string) =>
  Object.fromEntries(layoutMargin(items, { ...options, pivot }).tops)

describe('[W3] margin cards', () => {
  test('with room are level with their anchors', () => {
    expect(tops([card('a', 20), card('b', 200)])).toEqual({ a: 20, b: 200 })
  })

  test('on one line go below one another in order', () => {
    expect(tops([card('a', 20), card('b', 20), card('c', 20)])).toEqual({ a: 20, b: 80, c: 140 })
  })

  test('give way to the active one, which stays level', () => {
    expect(tops([card('a', 200), card('b', 210), card('c', 220)], 'b')).toEqual({ a: 150, b: 210, c: 270 })
  })

  test('above the active one flow down as far as there is room', () => {
    expect(tops([card('a', 20), card('b', 20), card('c', 30), card('d', 150)], 'd')).toEqual({
      b: 30,
      c: 90,
      d: 150,
    })
    expect(tops([card('a', 20), card('b', 20), card('d', 400)], 'd')).toEqual({ a: 20, b: 80, d: 400 })
  })

  test('too many to fit above the active one are left out, and said to be', () => {
    const items = [card('a', 0), card('b', 0), card('c', 0), card('d', 70)]
    const layout = layoutMargin(items, { ...options, pivot: 'd' })
    expect(layout.hidden).toEqual(['a', 'b'])
    expect(Object.fromEntries(layout.tops)).toEqual({ c: 10, d: 70 })
  })

  test('an unknown pivot is as none', () => {
    expect(tops([card('a', 20), card('b', 30)], 'gone')).toEqual({ a: 20, b: 80 })
  })

  test('never overlap, keep their order, and the pivot is where it belongs', () => {
    let seed = 11
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    for (let round = 0; round < 300; round++) {
      const items = Array.from({ length: 1 + random(40) }, (_, n) =>
        card(`c${n}`, random(4_000), 20 + random(200)),
      )
      items.sort((a, b) => a.top - b.top)
      const pivot = items[random(items.length)] as MarginItem
      const layout = layoutMargin(items, { ...options, pivot: pivot.id })
      let bottom = Number.NEGATIVE_INFINITY
      for (const item of items) {
        const top = layout.tops.get(item.id)
        expect(top === undefined).toBe(layout.hidden.includes(item.id))
        if (top === undefined) continue
        expect(top).toBeGreaterThanOrEqual(Math.max(0, bottom + options.gap))
        bottom = top + item.height
      }
      expect(layout.bottom).toBe(bottom)
      const level = layout.tops.get(pivot.id) as number
      expect(level).toBe(pivot.top)
    }
  })
})
