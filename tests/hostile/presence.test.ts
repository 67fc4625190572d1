import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { awarenessFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, FRAME } from '../../shared/protocol.ts'
import { bytesOf } from '../support/forge.ts'
import type { RawSocket } from '../support/raw-socket.ts'
import { reasonIn, Stage, shownTo } from '../support/stage.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
let eve: RawSocket
let alice: number
beforeAll(async () => {
  server = await startSyncServer()
})
beforeEach(async () => {
  stage = await Stage.open(server, 'notes')
  alice = stage.alice.ydoc.clientID
  stage.alice.provider.awareness.setLocalState({ at: 'block-000001' })
  eve = await stage.intruder('eve', { client: 666 })
  await until('eve sees alice', () => shownTo(eve).has(alice))
})
afterEach(() => stage.close())
afterAll(() => server.stop())

const says = (...entries: { client: number; clock: number; state: string }[]) =>
  eve.send(awarenessFrame(entries))
const seenByEd = () => stage.ed.provider.awareness.getStates()

/** Alice is where she was, under her own name, and can still move. */
async function aliceIsHerself(): Promise<void> {
  says({ client: 666, clock: 1, state: '{"at":"here"}' })
  await until('ed sees eve', () => seenByEd().has(666))
  expect(seenByEd().get(alice)).toMatchObject({
    at: 'block-000001',
    user: { id: userId('alice'), name: 'alice' },
  })
  stage.alice.provider.awareness.setLocalState({ at: 'block-000002' })
  await until('alice moves', () => seenByEd().get(alice)?.at === 'block-000002')
  expect(eve.code).toBe(0)
  await stage.unharmed()
}

describe('[S10] nobody speaks for alice', () => {
  const LAST = Number.MAX_SAFE_INTEGER
  test.each<[string, { clock: number; state: string }[]]>([
    ['by another state', [{ clock: 99, state: '{"at":"elsewhere"}' }]],
    ['by saying that she has left', [{ clock: 99, state: 'null' }]],
    ['by the last clock there is', [{ clock: LAST, state: '{"at":"elsewhere"}' }]],
    ['by the last clock and no state', [{ clock: LAST, state: 'null' }]],
    ['by clocks in any order', [0, LAST, 1, LAST - 1].map((clock) => ({ clock, state: '{}' }))],
    ['by no JSON at all', [{ clock: 99, state: '{' }]],
    ['by too much', [{ clock: 99, state: JSON.stringify('x'.repeat(100_000)) }]],
  ])('%s', async (_, entries) => {
    says(...entries.map((entry) => ({ client: alice, ...entry })))
    await aliceIsHerself()
  })

  test('nor by a state of her own that says it is hers', async () => {
    says({
      client: 666,
      clock: 1,
      state: JSON.stringify({ user: { id: userId('alice'), name: 'alice', role: 'owner' } }),
    })
    await until('ed sees eve', () => seenByEd().has(666))
    expect(seenByEd().get(666)?.user).toEqual({ id: userId('eve'), name: 'eve', role: 'annotator' })
    await aliceIsHerself()
  })

  test('nor by a key that would reach into everybody’s objects', async () => {
    says({
      client: 666,
      clock: 1,
      state: '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"user":null}',
    })
    await until('ed sees eve', () => seenByEd().has(666))
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(seenByEd().get(666)?.user).toMatchObject({ name: 'eve' })
    await aliceIsHerself()
  })
})

describe('[S10] one connection is one person', () => {
  test('whatever other clientIDs it claims to be', async () => {
    says(...Array.from({ length: 900 }, (_, n) => ({ client: 1_000 + n, clock: 1, state: '{}' })))
    await aliceIsHerself()
    expect([...seenByEd().keys()].filter((client) => client >= 1_000 && client < 2_000)).toEqual([])
  })

  test('also when it has not said which it is', async () => {
    const nameless = await stage.intruder('eve')
    nameless.send(
      awarenessFrame([
        { client: alice, clock: 1, state: '{}' },
        { client: 2_000, clock: 1, state: '{}' },
        { client: 2_001, clock: 1, state: '{}' },
      ]),
    )
    await until('she is seen once', () => seenByEd().has(2_000))
    await aliceIsHerself()
    expect(seenByEd().has(2_001)).toBe(false)
  })

  test('and its clocks are not looked at', async () => {
    for (const clock of [Number.MAX_SAFE_INTEGER, 0, 5]) {
      says({ client: 666, clock, state: JSON.stringify({ at: `clock ${clock}` }) })
      await until('ed sees it', () => seenByEd().get(666)?.at === `clock ${clock}`)
    }
    await stage.unharmed()
  })
})

describe('[S7] too much of it', () => {
  test('100,000 states in one frame end the connection', async () => {
    const body = bytesOf((encoder) => {
      encoding.writeVarUint(encoder, 100_000)
      for (let client = 0; client < 100_000; client++) {
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, 1)
        encoding.writeVarString(encoder, '{}')
      }
    })
    eve.send(
      bytesOf((encoder) => {
        encoding.writeVarUint(encoder, FRAME.awareness)
        encoding.writeVarUint8Array(encoder, body)
      }),
    )
    expect(await eve.closed()).toBe(CLOSE.malformed)
    await stage.unharmed()
  })

  test.each([
    ['a state of 2 KiB and one', `"${'x'.repeat(LIMITS.presenceBytes - 1)}"`, 'presence-too-large'],
    ['depth without end', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`, 'none'],
    ['a number', '7', 'presence-not-an-object'],
    ['a caret at which editors throw', '{"cursor":{}}', 'presence-bad-cursor'],
    [
      'a caret in a type that editors would make to look for it',
      '{"cursor":{"anchor":{"tname":"eve"},"head":{"tname":"eve"}}}',
      'presence-bad-cursor',
    ],
    [
      'a caret as editors set it',
      '{"cursor":{"anchor":{"type":null,"tname":"text","item":null,"assoc":0},"head":{"item":{"client":1,"clock":2}}}}',
      'none',
    ],
  ])('%s', async (_, state, reason) => {
    says({ client: 666, clock: 1, state })
    if (reason === 'none') await until('ed sees eve', () => seenByEd().has(666))
    else expect([await eve.closed(), reasonIn(eve)]).toEqual([CLOSE.refused, reason])
    await stage.unharmed()
  })

  test('a hundred states a second end it, and she is gone for the others', async () => {
    for (let clock = 0; clock < 100; clock++) says({ client: 666, clock, state: '{}' })
    expect(await eve.closed()).toBe(CLOSE.tooFast)
    await until('she is gone', () => !seenByEd().has(666))
    await stage.unharmed()
  })

  test('who is closed, but does not hang up, is gone at once', async () => {
    says({ client: 666, clock: 1, state: '{}' })
    await until('ed sees eve', () => seenByEd().has(666))
    eve.socket.pause()
    eve.send(FRAME.ack)
    await until('she is gone', () => !seenByEd().has(666), 5_000)
    await stage.unharmed()
  })
})
