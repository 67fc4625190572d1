import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { plays } from './plays.ts'

/** The beginning of what `npm run fuzz` plays for hours. */
const SIEGES = 20

test(`[G2] [S3] ${SIEGES} rooms under hostile frames live, and their logs say what everybody sees`, async () => {
  const figures = await plays(fuzz, SIEGES)
  expect(figures.frames).toBeGreaterThanOrEqual(SIEGES * 250)
  expect(figures.stored).toBeGreaterThan(SIEGES * 50)
}, 600_000)
