import { describe, expect, test } from 'vitest'
import { placeAdder, type Spot } from './place-adder.ts'

const size = { width: 200, height: 36 }
const bounds = { left: 8, right: 792, top: 64, bottom: 592 }
const spot: Spot = { left: 300, right: 500, top: 200, bottom: 230, backward: false, touch: false }
const place = (change: Partial<Spot>) => placeAdder({ ...spot, ...change }, size, bounds)

describe('where the adder goes', () => {
  test('[W9] below the end of a selection made forwards, above the start of one made backwards', () => {
    expect(place({})).toEqual({ left: 380, top: 238 })
    expect(place({ backward: true })).toEqual({ left: 220, top: 156 })
  })

  test('[W9] below on touch, clear of the handles, whichever way it was made', () => {
    expect(place({ touch: true }).top).toBe(252)
    expect(place({ touch: true, backward: true }).top).toBe(252)
  })

  test('[W9] to the other side where the viewport ends', () => {
    expect(place({ top: 540, bottom: 570 }).top).toBe(496)
    expect(place({ top: 70, bottom: 100, backward: true }).top).toBe(108)
  })

  test('[W9] inside the viewport, even with no room on either side', () => {
    expect(place({ left: 0, right: 20 }).left).toBe(8)
    expect(place({ left: 780, right: 792 }).left).toBe(592)
    expect(place({ top: 40, bottom: 620 }).top).toBe(556)
  })

  test('[A4] in the middle of a single character', () => {
    expect(place({ left: 300, right: 318 }).left).toBe(209)
  })
})
