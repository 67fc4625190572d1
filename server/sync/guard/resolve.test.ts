import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { comment } from '../../../tests/support/content.ts'
import type { ForgedStruct } from '../../../tests/support/forge.ts'
import { content, forge } from '../../../tests/support/forge.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { GuardedRoom, jsonOf, reasonOf } from '../../../tests/support/guarded-room.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { TYPE } from './parse.ts'

const alice: Sender = { name: 'alice', role: 'editor' }
const bob: Sender = { name: 'bob', role: 'editor' }
const NOTE = `${userId('alice')}:abcdefgh`
const OTHER = `${userId('alice')}:ijklmnop`

/** Two blocks, «去😀» and «留», by alice; ids 5:0 to 5:6 and 5:7 by clock. */
let room: GuardedRoom
const FIRST = [5, 0] as const
const FIRST_TEXT = [5, 1] as const
const GO = [5, 2] as const
const SMILE = [5, 3] as const
const SECOND_TEXT = [5, 6] as const
const STAY = [5, 7] as const
beforeEach(() => {
  room = new GuardedRoom('text')
  const structs: ForgedStruct[] = [
    { parent: 'text', content: content.type(TYPE.xmlElement, 'block') },
    { parent: FIRST, content: content.type(TYPE.xmlText) },
    { parent: FIRST_TEXT, content: content.string('去😀') },
    { origin: FIRST, content: content.type(TYPE.xmlElement, 'block') },
    { parent: [5, 5], content: content.type(TYPE.xmlText) },
    { parent: SECOND_TEXT, content: content.string('留') },
  ]
  expect(reasonOf(room.take(forge([{ client: 5, structs }]), alice))).toBe('accept')
})
const sends = (client: number, clock: number, ...structs: ForgedStruct[]) =>
  reasonOf(room.take(forge([{ client, clock, structs }]), bob))
const typed = content.string('字')

describe('[S11] whose clientID it is', () => {
  test('another’s is refused, also for garbage that has no place', () => {
    for (const struct of [
      { origin: STAY, content: typed },
      { content: content.gc(10) },
      { parent: FIRST, content: typed },
    ])
      expect(sends(5, 8, struct)).toBe('client-of-another-user')
  })

  test('one’s own stays one’s own, in whatever connection', () => {
    const first = room.take(forge([{ client: 6, structs: [{ origin: STAY, content: typed }] }]), bob)
    expect(first).toMatchObject({ verdict: 'accept', claims: [6], clocks: [{ client: 6, from: 0, to: 1 }] })
    const second = room.take(
      forge([{ client: 6, clock: 1, structs: [{ origin: [6, 0], content: typed }] }]),
      bob,
    )
    expect(second).toMatchObject({ verdict: 'accept', claims: [], clocks: [{ client: 6, from: 1, to: 2 }] })
  })

  test('the server’s is refused', () => {
    expect(sends(room.ydoc.clientID, 0, { origin: STAY, content: typed })).toBe('client-of-the-server')
  })

  test('whose structs the server has already does not matter: everybody sends what he has seen', () => {
    const everything = Y.encodeStateAsUpdate(room.ydoc)
    expect(room.judge(everything, bob)).toMatchObject({
      verdict: 'accept',
      update: null,
      clocks: [],
      claims: [],
    })
    expect(room.judge(everything, { name: 'rita', role: 'reader' })).toMatchObject({ update: null })
  })
})

describe('[G3] what depends on something unknown is asked for', () => {
  test.each<[string, number, ForgedStruct]>([
    ['a clock that has not come yet', 1, { origin: STAY, content: typed }],
    ['a left neighbour', 0, { origin: [9, 0], content: typed }],
    ['a right neighbour', 0, { right: [9, 0], content: typed }],
    ['a parent', 0, { parent: [9, 0], content: typed }],
    ['one that its writer has not written so far', 0, { origin: [5, 8], content: typed }],
  ])('%s', (_, clock, struct) => {
    expect(sends(6, clock, struct)).toBe('resync')
  })

  test('a skipped clock, a deletion of what nobody has written', () => {
    expect(sends(6, 0, { content: content.skip(1) }, { origin: STAY, content: typed })).toBe('resync')
    expect(reasonOf(room.judge(forge([], { 9: [[0, 1]] }), bob))).toBe('resync')
    expect(reasonOf(room.judge(forge([], { 5: [[0, 9]] }), bob))).toBe('resync')
  })

  test('but what comes in the same update is known, in whatever order', () => {
    const chain = (from: number) => [{ origin: [from, 0] as const, content: typed }]
    for (const clients of [
      [6, 7, 8],
      [8, 7, 6],
      [7, 6, 8],
    ]) {
      const [a, b, c] = clients as [number, number, number]
      const sections = [
        { client: c, structs: chain(b) },
        { client: b, structs: chain(a) },
        { client: a, structs: [{ origin: STAY, content: typed }] },
      ]
      for (const order of [sections, sections.toReversed()])
        expect(reasonOf(room.judge(forge(order, { [c]: [[0, 1]] }), bob))).toBe('accept')
    }
  })

  test('a skip over what the server has is none', () => {
    room.take(forge([{ client: 6, structs: [{ origin: STAY, content: content.string('字字') }] }]), bob)
    expect(sends(6, 0, { content: content.skip(2) }, { origin: [6, 1], content: typed })).toBe('accept')
  })
})

describe('[G3] what would be pending for ever is malformed', () => {
  test('a struct that is its own neighbour, or its own follower’s', () => {
    expect(sends(6, 0, { origin: [6, 0], content: typed })).toBe('malformed')
    expect(sends(6, 0, { right: [6, 1], content: typed }, { origin: STAY, content: typed })).toBe('malformed')
    expect(sends(6, 0, { parent: [6, 0], content: content.type(TYPE.xmlText) })).toBe('malformed')
  })

  test('a circle', () => {
    const circle = [
      { client: 6, structs: [{ origin: [7, 0] as const, content: typed }] },
      { client: 7, structs: [{ origin: [8, 0] as const, content: typed }] },
      { client: 8, structs: [{ origin: [6, 0] as const, content: typed }] },
    ]
    expect(reasonOf(room.judge(forge(circle), bob))).toBe('malformed')
  })

  test('a chain of thousands is no circle, and no recursion', () => {
    for (let n = 0; n < 5_000; n++) room.owners.set(100_000 - n, userId('bob'))
    const sections = Array.from({ length: 5_000 }, (_, n) => ({
      client: 100_000 - n,
      structs: [{ origin: n === 4_999 ? STAY : ([100_000 - n - 1, 0] as const), content: typed }],
    }))
    expect(reasonOf(room.judge(forge(sections), bob))).toBe('accept')
  })
})

describe('[G3] neighbours', () => {
  test('in two lists are no neighbours', () => {
    expect(sends(6, 0, { origin: GO, right: STAY, content: typed })).toBe('origins-disagree')
    expect(sends(6, 0, { origin: FIRST, right: STAY, content: typed })).toBe('origins-disagree')
  })

  test('[G4] under two keys are none, so nobody’s note is reached from another’s', () => {
    room = new GuardedRoom('notes')
    const write = (sender: Sender, client: number, ...structs: ForgedStruct[]) =>
      reasonOf(room.take(forge([{ client, structs }]), sender))
    const note = { parent: 'annotations', content: content.any(comment('注')) }
    expect(write(alice, 5, { ...note, sub: NOTE }, { ...note, sub: OTHER })).toBe('accept')
    const mine = `${userId('bob')}:abcdefgh`
    expect(
      write(bob, 6, { ...note, sub: mine }, { origin: [6, 0], right: [5, 0], content: content.deleted(1) }),
    ).toBe('origins-disagree')
    expect(write(bob, 6, { ...note, sub: mine })).toBe('accept')
    for (const struct of [{ origin: [5, 0] as const }, { right: [5, 0] as const }])
      expect(write(bob, 7, { ...struct, content: content.any(comment('冒名')) })).toBe('not-your-key')
    // What the update says of the parent is not even read where there are neighbours.
    expect(
      write(bob, 7, { origin: [5, 1], parent: 'annotations', sub: mine, content: content.deleted(1) }),
    ).toBe('not-your-key')
  })

  test('of which one is garbage are none: no emoji is split, and nobody sees what others do not', () => {
    expect(sends(6, 0, { content: content.gc(3) })).toBe('accept')
    for (const clock of [3, 4]) {
      expect(sends(6, 3, { origin: [6, 0], right: [5, clock], content: typed })).toBe('origins-disagree')
      expect(sends(6, 3, { origin: [5, clock], right: [6, 0], content: typed })).toBe('origins-disagree')
    }
    const gone = forge([], { 5: [[0, 1]] })
    expect(reasonOf(room.take(gone, alice))).toBe('accept')
    expect(sends(6, 3, { origin: STAY, right: SMILE, content: typed })).toBe('origins-disagree')
    expect(sends(6, 3, { origin: SMILE, right: STAY, content: typed })).toBe('origins-disagree')
    expect(room.json).toEqual({ text: '<block>留</block>' })
    expect(jsonOf(room.reloaded())).toEqual(room.json)
  })

  test('that are both garbage make garbage, and what hangs on it is that, too', () => {
    room.take(forge([], { 5: [[0, 1]] }), alice)
    const before = room.json
    expect(
      sends(6, 0, { origin: GO, right: SMILE, content: typed }, { origin: [6, 0], content: typed }),
    ).toBe('accept')
    expect(
      sends(6, 2, { parent: FIRST, content: content.type(TYPE.xmlText) }, { parent: [6, 2], content: typed }),
    ).toBe('accept')
    expect(room.json).toEqual(before)
    expect(jsonOf(room.reloaded())).toEqual(before)
    expect(room.ydoc.store.clients.get(6)?.every((struct) => struct instanceof Y.GC)).toBe(true)
  })
})

describe('[G3] parents', () => {
  test('that are none', () => {
    for (const parent of [GO, SMILE, STAY]) expect(sends(6, 0, { parent, content: typed })).toBe('malformed')
    expect(sends(6, 0, { parent: SECOND_TEXT, content: typed }, { parent: [6, 0], content: typed })).toBe(
      'malformed',
    )
  })

  test.each(['', 'attic', 'annotations', 'constructor', '__proto__', 'x'.repeat(10_000)])(
    'of the unknown root %j',
    (root) => {
      const verdict = room.judge(forge([{ client: 6, structs: [{ parent: root, content: typed }] }]), bob)
      expect(verdict).toMatchObject({
        refusal: { reason: 'unknown-root', path: ['text', root.slice(0, 40)] },
      })
      expect([...room.ydoc.share.keys()]).toEqual(['text'])
    },
  )

  test('that arrive in the same update', () => {
    expect(
      sends(
        6,
        0,
        { origin: FIRST, right: [5, 5], content: content.type(TYPE.xmlElement, 'block') },
        { parent: [6, 0], sub: 'kind', content: content.any('quote') },
        { parent: [6, 0], content: content.type(TYPE.xmlText) },
        { parent: [6, 2], content: content.string('新') },
      ),
    ).toBe('accept')
    expect(room.json).toEqual({ text: '<block>去😀</block><block kind="quote">新</block><block>留</block>' })
  })
})

describe('[G6] deletions', () => {
  test('of what is gone are left out, and so is the whole when nothing is left', () => {
    room.take(forge([], { 5: [[2, 1]] }), alice)
    const verdict = room.judge(forge([], { 5: [[2, 3]] }), bob)
    expect(
      verdict.verdict === 'accept' && Y.decodeUpdate(verdict.update as Uint8Array).ds.clients.get(5),
    ).toEqual([{ clock: 3, len: 2 }])
    expect(room.judge(forge([], { 5: [[2, 1]] }), bob)).toMatchObject({ verdict: 'accept', update: null })
  })

  test('of structs that come with them', () => {
    const bytes = forge([{ client: 6, structs: [{ origin: STAY, content: content.string('一二三') }] }], {
      6: [[1, 1]],
    })
    expect(reasonOf(room.take(bytes, bob))).toBe('accept')
    expect(room.json).toEqual({ text: '<block>去😀</block><block>留一三</block>' })
  })
})

describe('[G3] what overlaps with what the server has goes on where that ends', () => {
  beforeEach(() => {
    expect(sends(6, 0, { origin: STAY, content: content.string('一二') })).toBe('accept')
  })

  test('whatever it says of its beginning', () => {
    expect(sends(6, 0, { origin: GO, content: content.string('一二三') })).toBe('accept')
    expect(room.json).toEqual({ text: '<block>去😀</block><block>留一二三</block>' })
  })

  test('with values, deleted clocks and garbage as well', () => {
    expect(sends(6, 1, { content: content.gc(3) })).toBe('accept')
    expect(sends(6, 2, { origin: GO, content: content.deleted(4) })).toBe('accept')
    room = new GuardedRoom('notes')
    const value = (...texts: string[]) => content.any(...texts.map((text) => comment(text)))
    const write = (what: ForgedStruct['content']) =>
      reasonOf(
        room.take(
          forge([{ client: 5, structs: [{ parent: 'annotations', sub: NOTE, content: what }] }]),
          alice,
        ),
      )
    expect(write(value('一'))).toBe('accept')
    expect(write(value('一', '二', '三'))).toBe('accept')
    expect(room.json).toMatchObject({ annotations: { [NOTE]: comment('三') } })
    expect(jsonOf(room.reloaded())).toEqual(room.json)
  })

  test('[G4] so that no second half turns up under another’s key', () => {
    room = new GuardedRoom('notes')
    const mine = `${userId('bob')}:abcdefgh`
    const write = (sender: Sender, client: number, root: string, sub: string, ...texts: string[]) => {
      const values = content.any(...texts.map((text) => comment(text)))
      return reasonOf(
        room.take(forge([{ client, structs: [{ parent: root, sub, content: values }] }]), sender),
      )
    }
    expect(write(alice, 5, 'annotations', NOTE, '真')).toBe('accept')
    expect(write(bob, 6, 'annotations', mine, '我的')).toBe('accept')
    expect(write(bob, 6, 'annotations', NOTE, '我的', '冒名')).toBe('accept')
    expect(write(bob, 6, 'decisions', `block-000001|${NOTE}|${userId('alice')}`, '', '', '冒名')).toBe(
      'accept',
    )
    expect(room.json).toMatchObject({
      annotations: { [NOTE]: comment('真'), [mine]: comment('冒名') },
      decisions: {},
    })
    expect(jsonOf(room.reloaded())).toEqual(room.json)
  })

  test('and through the middle of an emoji as Yjs does', () => {
    const twin = new Y.Doc()
    Y.applyUpdate(twin, Y.encodeStateAsUpdate(room.ydoc))
    const bytes = forge([
      { client: 6, clock: 1, structs: [{ origin: [6, 0], content: content.string('😀三') }] },
    ])
    expect(reasonOf(room.take(bytes, bob))).toBe('accept')
    Y.applyUpdate(twin, bytes)
    expect(twin.getXmlFragment('text').toString()).toBe(room.ydoc.getXmlFragment('text').toString())
  })
})
