import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { CLOSE, FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import { comment, newKey } from '../support/content.ts'
import type { ForgedStruct } from '../support/forge.ts'
import { content, forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { Stage } from '../support/stage.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
/** Alice's note, and the id of the item that holds it. */
let key: string
let item: readonly [number, number]
beforeAll(async () => {
  server = await startSyncServer()
})
beforeEach(async () => {
  stage = await Stage.open(server, 'notes', (alice) => {
    key = alice.annotates('我說的')
    alice.annotates('也是我說的')
  })
  item = [stage.alice.ydoc.clientID, 0]
})
afterEach(() => stage.close())
afterAll(() => server.stop())

const struct = (struct: ForgedStruct) => forge([{ client: 4_711, structs: [struct] }])
const forged = content.any(comment('她沒說過'))

describe('[G4] in alice’s name', () => {
  const attacks: [string, () => Uint8Array][] = [
    ['a new note', () => struct({ parent: 'annotations', sub: newKey(userId('alice')), content: forged })],
    ['over a note of hers', () => struct({ parent: 'annotations', sub: key, content: forged })],
    ['behind a note of hers', () => struct({ origin: item, content: forged })],
    ['before a note of hers', () => struct({ right: item, content: forged })],
    ['a deletion', () => forge([], { [item[0]]: [[0, 1]] })],
    ['a deletion that writes history', () => struct({ origin: item, content: content.deleted(1) })],
    ['a deletion hidden among what is deleted', () => forge([], { [item[0]]: [[0, 2]] })],
    ['a type under her key', () => struct({ parent: 'annotations', sub: key, content: content.type(1) })],
    [
      'a struct that says it is under another key',
      () => struct({ origin: item, parent: 'annotations', sub: newKey(userId('eve')), content: forged }),
    ],
    [
      'a decision, which only editors make',
      () =>
        struct({
          parent: 'decisions',
          sub: `block-000001|${key}|${userId('eve')}`,
          content: content.any({ verdict: 'accept', at: '2026-03-01T08:00:00Z', rev: 1 }),
        }),
    ],
    [
      'a status of her thread',
      () =>
        struct({
          parent: 'status',
          sub: `${key}|${userId('alice')}`,
          content: content.any({ status: 'resolved', at: '2026-03-01T08:00:00Z', rev: 1 }),
        }),
    ],
    [
      'a reaction',
      () =>
        struct({
          parent: 'reactions',
          sub: `${key}|${userId('alice')}|👍`,
          content: content.any({ at: '2026-03-01T08:00:00Z' }),
        }),
    ],
  ]
  test.each(attacks)('%s', async (_, attack) => {
    expect(await stage.refusal('eve', attack())).toEqual({ reason: 'not-your-key', code: CLOSE.refused })
    await stage.unharmed()
  })

  test('nor does the reader, nor the owner in ed’s', async () => {
    const note = struct({ parent: 'annotations', sub: newKey(userId('ed')), content: forged })
    expect(await stage.refusal('rita', note)).toEqual({ reason: 'read-only', code: CLOSE.refused })
    expect(await stage.refusal('alice', note)).toEqual({ reason: 'not-your-key', code: CLOSE.refused })
    await stage.unharmed()
  })
})

describe('[S11] under alice’s clientID', () => {
  test.each<[string, ForgedStruct]>([
    ['garbage that would swallow what she writes next', { content: content.gc(10) }],
    ['deleted clocks', { parent: 'annotations', sub: newKey(userId('eve')), content: content.deleted(10) }],
    ['a note of her own', { parent: 'annotations', sub: newKey(userId('eve')), content: forged }],
  ])('%s', async (_, struct) => {
    const bytes = forge([{ client: item[0], clock: 2, structs: [struct] }])
    expect((await stage.refusal('eve', bytes)).reason).toBe('client-of-another-user')
    await stage.unharmed()
  })

  test('no presence either, and none before she has written anything', async () => {
    const path = syncPath(stage.document, 'notes', { client: item[0] })
    expect(await new RawSocket(server, path, { as: 'eve' }).closed()).toBe(CLOSE.refused)
    await stage.unharmed()
  })

  test('her own other window may', async () => {
    const more = comment('在另一個視窗')
    const own = forge([
      {
        client: 77,
        structs: [{ parent: 'annotations', sub: newKey(userId('bob')), content: content.any(more) }],
      },
    ])
    const socket = await stage.intruder('bob')
    socket.send(syncFrame(SYNC.update, own))
    await until('it is durable', () => socket.frames(FRAME.ack).length > 0)
    const again = await stage.intruder('bob', { client: 77 })
    expect(again.code).toBe(0)
    socket.send(syncFrame(SYNC.update, forge([], { 77: [[0, 1]] })))
    await until('it is gone', () => socket.frames(FRAME.ack).at(-1)?.[1] === 2)
    await stage.unharmed()
  })
})

describe('[G4] values that no page could bear', () => {
  const own = () => newKey(userId('eve'))
  const note = comment('看似正常')
  test.each<[string, unknown]>([
    ['a prototype', JSON.parse('{"target":[],"motivation":"commenting","__proto__":{"admin":true}}')],
    ['a constructor', { ...note, constructor: { prototype: { admin: true } } }],
    [
      'a key of an object inside',
      { ...note, target: [JSON.parse('{"source":"text","epoch":"e","__proto__":1}')] },
    ],
  ])('%s is not even read', async (_, value) => {
    const bytes = struct({ parent: 'annotations', sub: own(), content: content.any(value) })
    expect(await stage.refusal('eve', bytes)).toEqual({ reason: 'malformed', code: CLOSE.malformed })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    await stage.unharmed()
  })

  test.each<[string, unknown]>([
    ['a month that is none', { ...note, created: '2026-99-99T99:99:99Z' }],
    ['a body of scripts', { ...note, body: { type: 'doc', content: [{ type: 'script' }] } }],
    [
      'a link that runs',
      {
        ...note,
        body: {
          type: 'doc',
          content: [
            {
              type: 'paragraph',
              content: [
                {
                  type: 'text',
                  text: 'x',
                  marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }],
                },
              ],
            },
          ],
        },
      },
    ],
    ['a creator', { ...note, creator: userId('alice') }],
    ['nothing', undefined],
  ])('%s is no note', async (_, value) => {
    const bytes = struct({ parent: 'annotations', sub: own(), content: content.any(value) })
    expect(await stage.refusal('eve', bytes)).toEqual({ reason: 'bad-value', code: CLOSE.refused })
    await stage.unharmed()
  })

  test.each(['__proto__', 'constructor', 'prototype'])('the key %s is none', async (sub) => {
    const bytes = struct({ parent: 'annotations', sub, content: forged })
    expect((await stage.refusal('eve', bytes)).code).toBe(CLOSE.malformed)
    await stage.unharmed()
  })

  test('[N5] a revision that would silence everybody for good is refused', async () => {
    const status = (rev: number) => ({ status: 'resolved', at: '2026-03-01T08:00:00Z', rev })
    const thread = own()
    const entry = { parent: 'status', sub: `${thread}|${userId('eve')}` }
    for (const structs of [
      [{ ...entry, content: content.any(status(1_000_000_000)) }],
      [
        { ...entry, content: content.deleted(999_999_999) },
        { origin: [4_711, 999_999_998] as const, content: content.any(status(1_000_000_000)) },
      ],
    ]) {
      const bytes = forge([{ client: 4_711, structs }])
      expect((await stage.refusal('eve', bytes)).reason).toBe('rev-jump')
    }
    await stage.unharmed()
  })
})

test('[S3] after all that the room loads from the log as it was seen', async () => {
  const socket = await stage.intruder('eve')
  // What she may write, in the oddest way she may write it.
  const mine = newKey(userId('eve'))
  const structs: ForgedStruct[] = [
    { parent: 'annotations', sub: mine, content: content.any(comment('一'), comment('二')) },
    { origin: [4_711, 0], content: content.deleted(3) },
    { content: content.gc(5) },
    { origin: [4_711, 7], content: content.any(comment('三')) },
  ]
  socket.send(syncFrame(SYNC.update, forge([{ client: 4_711, structs }])))
  await until('it is durable', () => socket.frames(FRAME.ack).length > 0)
  await until('alice sees it', () => stage.alice.annotations.has(mine))
  expect(stage.alice.notes[mine]).toBe('二')
  const before = stage.alice.annotations.toJSON()
  server = await server.restart()
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, await server.rooms.read(stage.document, 'notes'))
  expect(ydoc.getMap('annotations').toJSON()).toEqual(before)
})
