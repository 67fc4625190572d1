import { expect, test } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

const taken = (bucket: TokenBucket, tries: number, now: number) =>
  Array.from({ length: tries }, () => bucket.take(now)).filter(Boolean).length

test('gives a burst, then so many a second, and never saves up more than the burst', () => {
  const bucket = new TokenBucket(60, 240, 0)
  expect(taken(bucket, 1_000, 0)).toBe(240)
  expect(taken(bucket, 1_000, 500)).toBe(30)
  expect(taken(bucket, 1_000, 1_500)).toBe(60)
  expect(taken(bucket, 1_000, 3_600_000)).toBe(240)
})
