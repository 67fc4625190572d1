import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { readFrame, syncFrame } from '../../server/sync/frames.ts'
import { Work } from '../../server/sync/guard/work.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, SYNC } from '../../shared/protocol.ts'
import { comment } from '../support/content.ts'
import { DEAR_FRAMES, dearestSize, EVE } from '../support/dear-frames.ts'
import { bytesOf, content, forge } from '../support/forge.ts'
import { GuardedRoom, reasonOf } from '../support/guarded-room.ts'
import { userId } from '../support/test-access.ts'

/**
 * The dearest frames we know of, as large as they may be. What one may cost is 50 ms (docs/PERFORMANCE.md has what they
 * do cost); the bound here is ten times that, in CPU time, so that it says something on any machine.
 */
const MOST_MS = 500

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))

function cpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

describe('[G8] the dearest frame of its kind', () => {
  test.each(DEAR_FRAMES.map((kind) => [kind.what, kind] as const))('%s', (_, kind) => {
    const room = kind.room()
    const frame = kind.frame(dearestSize(kind, room, 4), room)
    const work = new Work()
    const start = cpu()
    const verdict = room.judge(frame, EVE, work)
    expect(reasonOf(verdict)).toBe('accept')
    if (verdict.verdict === 'accept' && verdict.update !== null) applyUpdates(room.ydoc, [verdict.update])
    expect(cpu() - start).toBeLessThan(MOST_MS)
    expect(work.spent).toBeLessThanOrEqual(LIMITS.workPerUpdate)
  })
})

describe('[G10] what is more than one frame may cost', () => {
  const notes = (count: number, ...last: unknown[]) =>
    forge([
      {
        client: 6,
        structs: [...times(count, () => comment('注')), ...last].map((value, n) => ({
          parent: 'annotations',
          sub: `${userId('eve')}:note-${n}-xx`,
          content: content.any(value),
        })),
      },
    ])
  const GARBAGE = { content: content.gc(1) }

  test.each<[what: string, frame: () => Uint8Array, reason: string]>([
    [
      'too many structs',
      () => forge([{ client: 6, structs: times(20_001, () => GARBAGE) }]),
      'too-many-structs',
    ],
    [
      'too many structs of too many clients',
      () => forge(times(10_001, (n) => ({ client: n, structs: [GARBAGE] }))),
      'too-many-structs',
    ],
    [
      'too many deletions',
      () => forge([], { 5: times(LIMITS.deleteRangesPerUpdate, (n) => [2 * n, 1] as const) }),
      'too-many-deletions',
    ],
    ['too many notes', () => notes(4_500), 'too-expensive'],
    ['too many numbers', () => notes(0, ...times(100, () => times(19_000, () => 1))), 'too-expensive'],
  ])('%s may come in pieces', (_, frame, reason) => {
    const verdict = new GuardedRoom('notes').judge(frame(), EVE)
    expect(verdict).toMatchObject({ verdict: 'refuse', refusal: { reason }, close: CLOSE.tooLarge })
  })

  test('is found out before it has been done', () => {
    for (const frame of [notes(10_000), notes(0, ...times(100, () => times(19_000, () => 1)))]) {
      const work = new Work()
      expect(reasonOf(new GuardedRoom('notes').judge(frame, EVE, work))).toBe('too-expensive')
      // One struct too far, at most.
      expect(work.spent).toBeLessThan(LIMITS.workPerUpdate * 1.5)
    }
  })

  test('counts for what is refused in the end, or has to be asked for', () => {
    const work = new Work()
    expect(reasonOf(new GuardedRoom('notes').judge(notes(1_000, { rev: 0 }), EVE, work))).toBe('bad-value')
    const resync = new Work()
    const late = forge([{ client: 6, clock: 9, structs: times(1_000, () => GARBAGE) }])
    expect(reasonOf(new GuardedRoom('notes').judge(late, EVE, resync))).toBe('resync')
    expect(Math.min(work.spent, resync.spent)).toBeGreaterThan(1_000)
  })
})

test('[G8] a state vector of 100,000 clients', () => {
  const vector = bytesOf((encoder) => {
    encoding.writeVarUint(encoder, 100_000)
    for (let client = 0; client < 100_000; client++) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, 1)
    }
  })
  const frame = syncFrame(SYNC.step1, vector)
  const start = cpu()
  readFrame(frame)
  expect(cpu() - start).toBeLessThan(MOST_MS)
})
