import { describe, expect, test } from 'vitest'
import { createHourlyLimit, GUESSES, type HourlyLimit } from './hourly-limit.ts'
import { ProblemError } from './problems.ts'

async function tries(limit: HourlyLimit, addresses: string[]): Promise<unknown> {
  for (const address of addresses) await limit.count(address)
  return limit.count(addresses[0] ?? '').catch((error: unknown) => error)
}

describe('the limit on guesses', () => {
  test('[H8] ten an hour from one address, whatever others do', async () => {
    const limit = createHourlyLimit(GUESSES)
    const error = await tries(limit, Array(10).fill('203.0.113.5'))
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({
      code: 'too-many-tries',
      headers: { 'Retry-After': expect.stringMatching(/^\d+$/) },
    })
    await limit.count('203.0.113.6')
  })

  test.each([
    ['IPv4, spelled as IPv6', ['::ffff:203.0.113.5', '203.0.113.5'], '203.0.113.6'],
    [
      'IPv6 addresses of one customer',
      ['2001:db8:0:1::5', '2001:db8::1:ff:0:0:1', '2001:DB8:0:1:2:3:4:5'],
      '2001:db8:0:2::5',
    ],
    ['this machine', ['::1', '::2'], '2001:db8::1'],
  ])('[H8] %s count as one', async (_, same, other) => {
    const limit = createHourlyLimit(GUESSES)
    const ten = Array.from({ length: 10 }, (_, index) => same[index % same.length] ?? '')
    expect(await tries(limit, ten)).toBeInstanceOf(ProblemError)
    await limit.count(other)
  })
})
