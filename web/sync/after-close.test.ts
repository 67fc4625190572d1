import { expect, test } from 'vitest'
import { CLOSE } from '../../shared/protocol.ts'
import { afterClose, retryDelay } from './after-close.ts'

test.each([
  [CLOSE.malformed, 'final'],
  [CLOSE.signedOut, 'final'],
  [CLOSE.refused, 'final'],
  [CLOSE.notFound, 'final'],
  [CLOSE.otherVersion, 'final'],
  [CLOSE.tooLarge, 'final'],
  [CLOSE.roleChanged, 'retry'],
  [CLOSE.tooFast, 'retry'],
  [CLOSE.restarting, 'retry'],
  [CLOSE.overloaded, 'retry'],
  [1006, 'retry'],
  [undefined, 'retry'],
] as const)('[S7] after %s a client does what PROTOCOL.md says: %s', (code, action) => {
  expect(afterClose(code)).toBe(action)
})

test('delays grow to a limit, and half of each is chance', () => {
  const delays = [1, 2, 3, 4, 50].map((attempt) => retryDelay(1006, attempt, 0))
  expect(delays).toEqual([200, 400, 800, 1_600, 5_000])
  expect(retryDelay(1006, 1, 0.999)).toBe(400)
  expect(retryDelay(CLOSE.tooFast, 1, 0)).toBeGreaterThanOrEqual(2_000)
})
