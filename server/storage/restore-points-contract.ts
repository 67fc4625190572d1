import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '../../shared/limits.ts'
import type { NewRestorePoint } from './restore-points.ts'
import type { Append, RoomKey, UpdateLog } from './update-log.ts'
import type { LogUnderTest } from './update-log-contract.ts'

const DAY = 24 * 3600_000
const START = new Date('2026-03-01T08:00:00Z').getTime()
const text: RoomKey = { documentId: 'document1', epoch: 'e1', room: 'text', userId: '' }

function row(point: Partial<NewRestorePoint>, at = START, more: Partial<Append> = {}): Append {
  const restorePoint: NewRestorePoint = {
    by: 'alice',
    reason: 'mass-deletion',
    deletedChars: 6_000,
    totalChars: 9_000,
    bytes: Uint8Array.of(7),
    ...point,
  }
  const base = { key: text, user: 'alice', clocks: [], bytes: Uint8Array.of(1), claims: [] }
  return { ...base, at: new Date(at), restorePoint, ...more }
}

/** The part of {@link UpdateLog} that keeps restore points: every implementation runs it. */
export function restorePointsContract(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`restore points: ${name}`, () => {
    let under: LogUnderTest
    let log: UpdateLog
    beforeEach(async () => {
      under = await open()
      log = under.log
    })
    afterEach(async () => {
      await log.close()
      await under.remove()
    })
    const kept = async () => (await log.restorePointsOf('document1')).map((point) => point.deletedChars)

    test('[R4] a point is kept with its row, the latest first, over reopening', async () => {
      await log.commit([row({})])
      const key: RoomKey = { ...text, room: 'commentary', epoch: 'e2' }
      await log.commit([row({ by: 'bob', bytes: Uint8Array.of(8) }, START + DAY, { key })])
      log = await under.reopen()
      const points = await log.restorePointsOf('document1')
      expect(points).toEqual(
        [
          { room: 'commentary', by: 'bob', at: new Date(START + DAY) },
          { room: 'text', by: 'alice', at: new Date(START) },
        ].map((point) => ({
          id: expect.any(String),
          reason: 'mass-deletion',
          deletedChars: 6_000,
          totalChars: 9_000,
          ...point,
        })),
      )
      const id = points[0]?.id ?? ''
      expect(await log.restorePoint('document1', id)).toEqual({ point: points[0], bytes: expect.anything() })
      expect([...((await log.restorePoint('document1', id))?.bytes ?? [])]).toEqual([8])
      expect(await log.restorePoint('document2', id)).toBeNull()
      expect(await log.restorePoint('document1', `${id}x`)).toBeNull()
      expect(await log.restorePointsOf('document2')).toEqual([])
    })

    test('[R4] there is none of a commit that failed', async () => {
      await log.bind(text, 9, 'carol', new Date(START))
      await expect(log.commit([row({}, START, { claims: [9] })])).rejects.toThrow()
      expect(await kept()).toEqual([])
    })

    test('[R4] of too many those go that follow closely upon another: the first of a flood stays', async () => {
      for (let n = 0; n < 5; n++) await log.commit([row({ deletedChars: n }, START + n * DAY)])
      for (let n = 0; n < LIMITS.restorePoints * 2; n++)
        await log.commit([row({ deletedChars: 100 + n }, START + 5 * DAY + n * 1_000)])
      const left = await kept()
      expect(left).toHaveLength(LIMITS.restorePoints)
      expect(left.slice(-6)).toEqual([100, 4, 3, 2, 1, 0])
      expect(left[0]).toBe(100 + LIMITS.restorePoints * 2 - 1)
    })
  })
}
