import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../../shared/limits.ts'
import { WorkAllowance } from './work-allowance.ts'

describe('[G10] the work one user may cause', () => {
  function allowance() {
    const clock = { ms: 0 }
    return { clock, allowance: new WorkAllowance(() => clock.ms) }
  }

  test('is so much at once, then a fifth of the time', () => {
    const { clock, allowance: work } = allowance()
    let done = 0
    for (; clock.ms < 60_000; clock.ms += 1) {
      if (!work.mayWork('eve')) continue
      work.worked('eve', LIMITS.workPerUpdate)
      done += LIMITS.workPerUpdate
    }
    expect(done).toBeGreaterThan(LIMITS.workBurst)
    expect(done).toBeLessThanOrEqual(LIMITS.workBurst + 60 * LIMITS.workPerSecond + LIMITS.workPerUpdate)
    // A unit is about a microsecond.
    expect(LIMITS.workPerSecond).toBe(1_000_000 / 5)
  })

  test('is nobody else’s', () => {
    const { allowance: work } = allowance()
    work.worked('eve', LIMITS.workBurst)
    expect([work.mayWork('eve'), work.mayWork('alice')]).toEqual([false, true])
  })

  test('comes back with time, and is forgotten when it is whole again', () => {
    const { clock, allowance: work } = allowance()
    work.worked('eve', LIMITS.workBurst + LIMITS.workPerSecond)
    clock.ms = 999
    expect(work.mayWork('eve')).toBe(false)
    clock.ms = 1_001
    expect(work.mayWork('eve')).toBe(true)
    work.sweep()
    expect(work.size).toBe(1)
    clock.ms = 1_000 * (2 + LIMITS.workBurst / LIMITS.workPerSecond)
    work.sweep()
    expect(work.size).toBe(0)
  })
})
