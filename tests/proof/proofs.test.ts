import { expect, test } from 'vitest'
import { openCrash } from './crash.ts'
import { STEPS } from './crash-steps.ts'
import { fuzz } from './fuzz.ts'
import { addFigures, type Figures, type Proof, roundOf } from './round.ts'
import { simulate } from './simulate.ts'

/** The beginning of what `npm run simulate`, `fuzz` and `crash` play for hours. */
const SESSIONS = 1_000
const SIEGES = 20
const KILLS = 100

async function plays(proof: Proof, rounds: number): Promise<Figures> {
  const figures: Figures = {}
  for (let index = 0; index < rounds; index++) {
    const round = roundOf(1, index)
    try {
      addFigures(figures, await proof.play(round))
    } catch (error) {
      throw new Error(`round ${index}: ${(error as Error).message}\n${round.story.slice(-40).join('\n')}`)
    }
  }
  return figures
}

test(`[S4] [G7] ${SESSIONS} sessions with editors, tabs, breaks, restarts, undo and changes of role`, async () => {
  const figures = await plays(simulate, SESSIONS)
  // Something has happened in them.
  expect(figures.tokens).toBeGreaterThan(SESSIONS * 10)
  expect(figures.frames).toBeGreaterThan(SESSIONS * 15)
  expect(figures.restarts).toBeGreaterThan(SESSIONS / 2)
  expect(figures.roles).toBeGreaterThan(SESSIONS / 2)
  // Text that a concurrent change of structure swallowed is the exception.
  expect(figures.displaced).toBeLessThan((figures.tokens ?? 0) / 10)
}, 240_000)

test(`[G2] [S3] ${SIEGES} rooms under hostile frames live, and their logs say what everybody sees`, async () => {
  const figures = await plays(fuzz, SIEGES)
  expect(figures.frames).toBeGreaterThanOrEqual(SIEGES * 250)
  expect(figures.stored).toBeGreaterThan(SIEGES * 50)
}, 120_000)

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
}, 240_000)
