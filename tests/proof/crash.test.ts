import { expect, test } from 'vitest'
import { openCrash } from './crash.ts'
import { STEPS } from './crash-steps.ts'
import { plays } from './plays.ts'

/** The beginning of what `npm run crash` plays for hours. */
const KILLS = 100

test(`[S1] [S2] nothing is lost, or there by half, in ${KILLS} rounds of kill -9 at every step of the server`, async () => {
  const crash = await openCrash()
  try {
    const figures = await plays(crash, KILLS)
    expect(figures.acked).toBeGreaterThan(KILLS * 5)
    // Most die where they are meant to; the others are killed from outside in the end.
    expect(figures.missed).toBeLessThan(KILLS / 4)
    expect(STEPS.filter((step) => figures[step] === undefined)).toEqual([])
  } finally {
    await crash.end?.()
  }
}, 600_000)
