import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { syncFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, SYNC, syncPath } from '../../shared/protocol.ts'
import { content, forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { reasonIn, Stage } from '../support/stage.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'

/** A share that a few frames use up, and that does not come back while a test runs. */
const RATE = { perSecond: 0.001, burst: LIMITS.workPerUpdate }
let server: TestServer
beforeAll(async () => {
  server = await startSyncServer({ lingerMs: 0, workRate: RATE })
})
afterAll(() => server.stop())

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const garbage = (client: number, structs: number) =>
  syncFrame(SYNC.update, forge([{ client, structs: times(structs, () => ({ content: content.gc(1) })) }]))

describe('[G10] a share of the server’s time', () => {
  test('is one over all sockets and rooms of a user, and nobody else’s', async () => {
    const stage = await Stage.open(server, 'notes')
    const first = await stage.intruder()
    const second = await stage.intruder('eve', { room: 'commentary' })
    // Each takes most of it, so that the second leaves a debt.
    first.send(garbage(9, 15_000))
    second.send(garbage(9, 15_000))
    second.send(garbage(10, 1))
    expect([await second.closed(), reasonIn(second)]).toEqual([CLOSE.tooFast, 'too-fast'])
    first.send(garbage(10, 1))
    expect([await first.closed(), reasonIn(first)]).toEqual([CLOSE.tooFast, 'too-fast'])
    // Coming back does not help, nor does asking for the room.
    const third = new RawSocket(server, syncPath(stage.document, 'text'), { as: 'eve' })
    await third.open()
    third.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
    expect(await third.closed()).toBe(CLOSE.tooFast)
    await stage.unharmed()
    stage.close()
  })

  test('is counted for what is refused, too', async () => {
    const stage = await Stage.open(server, 'text')
    const structs = LIMITS.structsPerUpdate - 1
    const huge = forge([{ client: 9, structs: times(structs, () => ({ content: content.deleted(1) })) }])
    for (const code of [CLOSE.malformed, CLOSE.malformed]) {
      const ed = await stage.intruder('bob', { room: 'commentary' })
      ed.send(syncFrame(SYNC.update, huge))
      expect(await ed.closed()).toBe(code)
    }
    const again = new RawSocket(server, syncPath(stage.document, 'commentary'), { as: 'bob' })
    await again.open()
    again.send(garbage(11, 1))
    expect([await again.closed(), reasonIn(again)]).toEqual([CLOSE.tooFast, 'too-fast'])
    await stage.unharmed()
    stage.close()
  })
})

test('[G10] a frame that holds too much is told to come in pieces', async () => {
  const stage = await Stage.open(server, 'text')
  const structs = times(LIMITS.structsPerUpdate + 1, () => ({ content: content.gc(1) }))
  const { reason, code } = await stage.refusal('ed', forge([{ client: 9, structs }]))
  expect([code, reason]).toEqual([CLOSE.tooLarge, 'too-many-structs'])
  const ranges = times(LIMITS.deleteRangesPerUpdate, (n) => [2 * n, 1] as const)
  const intruder = await stage.intruder('alice')
  intruder.send(syncFrame(SYNC.step2, forge([], { 9: ranges })))
  expect([await intruder.closed(), reasonIn(intruder)]).toEqual([CLOSE.tooLarge, 'too-many-deletions'])
  await stage.unharmed()
  stage.close()
})
