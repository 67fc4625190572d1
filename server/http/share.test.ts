import { expect, test } from 'vitest'
import { createShare } from './share.ts'

test('[G10] who asks for much again and again waits; others, and small questions, do not', () => {
  let ms = 0
  const share = createShare(() => ms)
  const large = () => share.begin('eve')(500_000)
  for (let times = 0; times < 26; times++) large()
  large()
  expect(large).toThrow('too-many-tries')
  share.begin('bob')(0)
  ms += 1_000
  large()
  for (let times = 0; times < 2_000; times++) share.begin('bob')(1_000)
  // With time all of it comes back, and nobody is remembered for ever.
  ms += 60_000
  for (let times = 0; times < 26; times++) large()
})

test('[G10] as many at once count before any of them has been answered', () => {
  const share = createShare(() => 0)
  const answers = Array.from({ length: 40 }, () => share.begin('eve'))
  expect(() => share.begin('eve')).toThrow('too-many-tries')
  for (const answer of answers) answer(100)
  share.begin('eve')(100)
})
