import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSignInLimit, type SignInLimit } from './sign-in-limit.ts'

let limit: SignInLimit
beforeEach(() => {
  vi.useFakeTimers()
  limit = createSignInLimit()
})
afterEach(() => {
  vi.useRealTimers()
})

const HOME = '203.0.113.5'
/** Seconds to wait; 0 when the try is taken. */
async function wait(account = 'wang@b.tw', address = HOME): Promise<number> {
  const refused = await limit.takes(account, address).then(
    () => null,
    (error: { code: string; headers: Record<string, string> }) => error,
  )
  if (refused !== null) expect(refused.code).toBe('too-many-tries')
  return refused === null ? 0 : Number(refused.headers['Retry-After'])
}
const passes = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

describe('the limit on passwords', () => {
  test('[H13] of an account five are free, each next one costs twice the wait, up to five minutes', async () => {
    for (let tries = 0; tries < 5; tries++) expect(await wait()).toBe(0)
    const waits = []
    for (let tries = 0; tries < 7; tries++) {
      const seconds = await wait()
      waits.push(seconds)
      // Asking again costs nothing.
      expect(await wait()).toBe(seconds)
      passes(seconds)
      expect(await wait(), `after ${seconds} s`).toBe(0)
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300])
    passes(24 * 3600)
    for (let tries = 0; tries < 5; tries++) expect(await wait()).toBe(0)
  })

  test('[H13] many at once are many', async () => {
    const waits = await Promise.all(Array.from({ length: 100 }, () => wait()))
    expect(waits.filter((seconds) => seconds === 0)).toHaveLength(5)
  })

  test('[H13] what was right is forgotten; others are not concerned', async () => {
    for (let tries = 0; tries < 5; tries++) await wait()
    expect(await wait('li@b.tw')).toBe(0)
    passes(10)
    expect(await wait()).toBe(0)
    await limit.right('wang@b.tw', HOME)
    for (let tries = 0; tries < 5; tries++) expect(await wait()).toBe(0)
  })

  test('[H13] of an address fifty wrong ones are free, and right ones never count', async () => {
    for (let tries = 0; tries < 200; tries++) {
      expect(await wait(`member-${tries}@b.tw`)).toBe(0)
      await limit.right(`member-${tries}@b.tw`, HOME)
    }
    for (let tries = 0; tries < 50; tries++) expect(await wait(`guess-${tries}@b.tw`)).toBe(0)
    expect(await wait('guess-50@b.tw')).toBe(10)
    expect(await wait('guess-50@b.tw', '203.0.113.6')).toBe(0)
  })
})
