import { expect, test } from 'vitest'
import { plays } from './plays.ts'
import { simulate } from './simulate.ts'

/** The beginning of what `npm run simulate` plays for hours. */
const SESSIONS = 1_000

test(`[S4] [G7] ${SESSIONS} sessions with editors, tabs, breaks, restarts, undo and changes of role`, async () => {
  const figures = await plays(simulate, SESSIONS)
  // Something has happened in them.
  expect(figures.tokens).toBeGreaterThan(SESSIONS * 10)
  expect(figures.frames).toBeGreaterThan(SESSIONS * 15)
  expect(figures.restarts).toBeGreaterThan(SESSIONS / 2)
  expect(figures.roles).toBeGreaterThan(SESSIONS / 2)
  // Text that a concurrent change of structure swallowed is the exception; and what a stock provider can't tell the rarest of all.
  expect(figures.untold).toBeLessThan((figures.tokens ?? 0) / 2_000)
  expect(figures.displaced).toBeLessThan((figures.tokens ?? 0) / 10)
}, 600_000)
