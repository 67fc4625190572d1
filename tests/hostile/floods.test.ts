import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { awarenessFrame, syncFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import { comment, newKey } from '../support/content.ts'
import type { ForgedStruct } from '../support/forge.ts'
import { content, forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { reasonIn, Stage } from '../support/stage.ts'
import type { Client } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
beforeAll(async () => {
  server = await startSyncServer({ lingerMs: 0 })
})
beforeEach(async () => {
  stage = await Stage.open(server, 'notes')
})
afterEach(async () => {
  await stage.unharmed()
  stage.close()
})
afterAll(() => server.stop())

const EVE = userId('eve')
const note = (clock: number): ForgedStruct[] => [
  { parent: 'annotations', sub: `${EVE}:note-${clock}-xx`, content: content.any(comment('滿')) },
]
const update = (bytes: Uint8Array) => syncFrame(SYNC.update, bytes)
const step2 = (bytes: Uint8Array) => syncFrame(SYNC.step2, bytes)
const NOTHING = Uint8Array.of(0, 0)
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))

describe('[G3] nothing is kept for later', () => {
  test('updates from the future are dropped, and are in no one’s way when the past comes', async () => {
    const eve = await stage.intruder()
    for (let clock = 100; clock > 1; clock--)
      eve.send(update(forge([{ client: 9, clock, structs: note(clock) }])))
    eve.send(step2(NOTHING))
    eve.send(update(forge([{ client: 9, structs: note(0) }])))
    await until('the one that hangs on nothing is durable', () =>
      stage.alice.annotations.has(`${EVE}:note-0-xx`),
    )
    const stored = await stage.stolen()
    expect([...stored.getMap('annotations').keys()]).toEqual([`${EVE}:note-0-xx`])
    expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null])
    eve.send(update(forge([], { 9: [[0, 1]] })))
    await until('it is gone', () => stage.alice.annotations.size === 0)
  })

  test.each<[string, () => Uint8Array]>([
    ['a gap', () => forge([{ client: 9, clock: 5, structs: note(5) }])],
    [
      'a neighbour that does not exist',
      () => forge([{ client: 9, structs: [{ origin: [8, 8], content: content.deleted(1) }] }]),
    ],
    ['a deletion of what does not exist', () => forge([], { 8: [[0, 8]] })],
    ['a skip', () => forge([{ client: 9, structs: [{ content: content.skip(3) }, ...note(3)] }])],
  ])('%s in every answer to what was asked ends it', async (_, attack) => {
    const eve = await stage.intruder()
    for (let n = 0; n <= LIMITS.resyncsPerTenSeconds + 1; n++) eve.send(step2(attack()))
    expect([await eve.closed(), reasonIn(eve)]).toEqual([CLOSE.tooFast, 'too-many-resyncs'])
    // The greeting is one of the questions.
    expect(eve.frames(FRAME.sync).filter((frame) => frame[1] === SYNC.step1)).toHaveLength(
      1 + LIMITS.resyncsPerTenSeconds,
    )
  })

  test('a circle of structs ends it at once', async () => {
    const circle = forge([
      { client: 9, structs: [{ origin: [10, 0], content: content.deleted(1) }] },
      { client: 10, structs: [{ origin: [9, 0], content: content.deleted(1) }] },
    ])
    expect((await stage.refusal('eve', circle)).code).toBe(CLOSE.malformed)
  })
})

describe('[G8] small frames that say they are large', () => {
  const own = { parent: 'annotations', sub: newKey(EVE) }
  test.each<[string, () => Uint8Array]>([
    ['7 bytes of 268 million structs', () => Uint8Array.of(1, 255, 255, 255, 127, 1, 0)],
    ['as many clients', () => Uint8Array.of(255, 255, 255, 127)],
    ['as many deleted ranges', () => Uint8Array.of(0, 1, 1, 255, 255, 255, 127)],
    [
      'as many values',
      () => forge([{ client: 9, structs: [{ ...own, content: content.raw(8, 255, 255, 255, 127) }] }]),
    ],
    [
      'a list as long',
      () =>
        forge([{ client: 9, structs: [{ ...own, content: content.raw(8, 1, 117, 255, 255, 255, 127) }] }]),
    ],
    [
      'a string as long',
      () =>
        forge([{ client: 9, structs: [{ ...own, content: content.raw(8, 1, 119, 255, 255, 255, 127) }] }]),
    ],
    [
      '50,000 lists, one in the other',
      () =>
        forge([
          {
            client: 9,
            structs: [
              { ...own, content: content.raw(8, 1, ...times(100_000, (n) => (n % 2 === 0 ? 117 : 1)), 126) },
            ],
          },
        ]),
    ],
  ])('%s', async (_, attack) => {
    const before = process.memoryUsage()
    expect((await stage.refusal('eve', attack())).code).toBe(CLOSE.malformed)
    const after = process.memoryUsage()
    expect(after.heapTotal + after.arrayBuffers - before.heapTotal - before.arrayBuffers).toBeLessThan(
      100_000_000,
    )
  })
})

describe('[G8] large frames that are dear', () => {
  const first = (what: ForgedStruct['content']) => ({
    parent: 'annotations',
    sub: `${EVE}:abcdefgh`,
    content: what,
  })
  test.each<[string, string, () => Uint8Array]>([
    [
      'one key, written 5,000 times at its beginning',
      'too-expensive',
      () => forge([{ client: 9, structs: times(5_000, () => first(content.deleted(1))) }]),
    ],
    [
      'one key, written backwards',
      'bad-structure',
      () =>
        forge([
          {
            client: 9,
            structs: times(5_000, (n) =>
              n === 0 ? first(content.deleted(1)) : { right: [9, n - 1], content: content.deleted(1) },
            ),
          },
        ]),
    ],
    [
      'one place, written by one 5,000 times',
      'too-expensive',
      () =>
        forge([
          {
            client: 9,
            structs: [
              first(content.deleted(1)),
              ...times(5_000, () => ({ origin: [9, 0] as const, content: content.deleted(1) })),
            ],
          },
        ]),
    ],
    [
      'a value of 20,001 parts',
      'malformed',
      () => forge([{ client: 9, structs: [first(content.any(Array(20_001).fill(0)))] }]),
    ],
    [
      '1,000 clientIDs at once',
      'too-many-clients',
      () => forge(times(1_000, (n) => ({ client: 10_000 + n, structs: note(n) }))),
    ],
  ])('%s', async (_, reason, attack) => {
    const eve = await stage.intruder()
    eve.send(step2(attack()))
    expect([(await eve.closed()) > 0, reasonIn(eve)]).toEqual([true, reason])
  })

  test('two notes a frame, sixty frames a second, are the limit, not the end', async () => {
    const eve = await stage.intruder()
    for (let n = 0; n < 300; n++) eve.send(update(forge([{ client: 9, clock: n, structs: note(n) }])))
    expect(await eve.closed()).toBe(CLOSE.tooFast)
    const count = stage.alice.annotations.size
    expect(count).toBeLessThanOrEqual(LIMITS.framesBurst + LIMITS.framesPerSecond)
    await until('all of hers are there', () => stage.ed.annotations.size === stage.alice.annotations.size)
    const gone = forge([], { 9: [[0, (await stage.stolen()).getMap('annotations').size]] })
    const again = await stage.intruder()
    again.send(update(gone))
    await until(
      'the room is as it was',
      () => stage.alice.annotations.size === 0 && stage.ed.annotations.size === 0,
    )
  })

  test('echoes of others are ignored, but not by the megabyte', async () => {
    const eve = await stage.intruder()
    const echo = awarenessFrame([
      { client: stage.alice.ydoc.clientID, clock: 1, state: 'x'.repeat(3_000_000) },
    ])
    for (let n = 0; n < 5; n++) eve.send(echo)
    eve.send(FRAME.queryAwareness)
    await until('she is answered', () => eve.frames(FRAME.awareness).length > 0)
    eve.send(echo)
    expect(await eve.closed()).toBe(CLOSE.tooFast)
  })
})

describe('[S7] many sockets', () => {
  test('an eleventh of one person, and a hundred more, cost her hers', async () => {
    const sockets = times(100, () => new RawSocket(server, syncPath(stage.document, 'notes'), { as: 'eve' }))
    await until('all are answered', () => sockets.filter(({ code }) => code !== 0).length >= 90)
    expect(new Set(sockets.map(({ code }) => code).filter((code) => code !== 0))).toEqual(
      new Set([CLOSE.tooFast]),
    )
    for (const { socket } of sockets) socket.terminate()
    await until('they are gone', () => server.sync.stats().connections === 2)
  })

  test('strangers by the hundred leave nothing behind', async () => {
    const sockets = times(
      200,
      () => new RawSocket(server, syncPath(stage.document, 'notes'), { cookie: 'session=nobody' }),
    )
    await until('all are sent away', () => sockets.every(({ code }) => code === CLOSE.signedOut))
    expect(server.sync.stats().connections).toBe(2)
  })

  test('who joins again and again, and hangs up half way', async () => {
    for (let n = 0; n < 50; n++) {
      const socket = new RawSocket(server, syncPath(stage.document, 'notes', { client: 50 }), { as: 'eve' })
      if (n % 2 === 0) await socket.open()
      socket.socket.terminate()
    }
    await until('she is gone', () => server.sync.stats().connections === 2)
  })
})

test('[S7] who asks for everything again and again, and reads it, disturbs nobody; who does not, is cut off', async () => {
  const eve = await stage.intruder()
  for (let n = 0; n < 200; n++) eve.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
  await until(
    'all are answered',
    () => eve.frames(FRAME.sync).filter((frame) => frame[1] === SYNC.step2).length > 200,
  )
  expect(eve.code).toBe(0)
})

test('[S7] who does not read what others write is cut off, and nobody else', async () => {
  const eve = await stage.intruder()
  eve.socket.pause()
  const before = server.sync.stats().connections
  const place = { source: 'text', epoch: 'epoch-1', blockId: 'block-000001', start: 0, end: 3_900 }
  const context = { prefix: '', suffix: '', relStart: 'AAAA', relEnd: 'AAAA' }
  const target = { ...place, ...context, quote: '長'.repeat(3_900) }
  const large = { ...comment('滿'), target: Array.from({ length: 20 }, () => target) }
  const keys: [Client, string][] = []
  for (let n = 0; server.sync.stats().connections === before && n < 120; n++) {
    const who = n % 2 === 0 ? stage.alice : stage.ed
    const key = newKey(who.id)
    who.annotations.set(key, large)
    keys.push([who, key])
    await who.whenSaved()
  }
  expect(server.sync.stats().connections).toBe(before - 1)
  for (const [who, key] of keys) who.annotations.delete(key)
  await Promise.all([stage.alice.whenSaved(), stage.ed.whenSaved()])
})
