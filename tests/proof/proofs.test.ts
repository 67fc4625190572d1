import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { addFigures, type Figures, type Proof, roundOf } from './round.ts'
import { simulate } from './simulate.ts'

/** The beginning of what `npm run simulate` and `npm run fuzz` play for hours. */
const SESSIONS = 1_000
const SIEGES = 20

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
