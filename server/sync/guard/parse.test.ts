import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import type { ForgedContent } from '../../../tests/support/forge.ts'
import { bytesOf, content, forge, longUint } from '../../../tests/support/forge.ts'
import { parseUpdate, TYPE } from './parse.ts'

const one = (content: ForgedContent, sub?: string) =>
  forge([{ client: 5, structs: [{ parent: 'annotations', content, ...(sub === undefined ? {} : { sub }) }] }])
const first = (bytes: Uint8Array) => parseUpdate(bytes).sections[0]?.structs[0]

const uintOf = (value: number) => [...bytesOf((encoder) => encoding.writeVarUint(encoder, value))]
const stringOf = (text: string) => [...bytesOf((encoder) => encoding.writeVarString(encoder, text))]

/** Something of everything that Yjs writes. */
function honest(): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.clientID = 300
  const text = new Y.XmlText('春風又綠江南岸')
  const block = new Y.XmlElement('block')
  ydoc.getXmlFragment('text').insert(0, [block])
  block.setAttribute('id', 'block-000001')
  block.insert(0, [text, new Y.XmlElement('hardBreak')])
  text.format(1, 3, { bold: {} })
  text.insert(2, '😀')
  text.delete(0, 1)
  const map = ydoc.getMap('annotations')
  map.set('a', {
    n: 1,
    half: 0.5,
    big: 2 ** 40,
    no: null,
    yes: true,
    list: [-1, 'x', undefined],
    deep: { a: { b: false } },
  })
  map.set('a', 64)
  map.set('a', 'again')
  return Y.encodeStateAsUpdate(ydoc)
}

describe('[G8] what is read', () => {
  test('every kind of struct', () => {
    expect(first(forge([{ client: 5, structs: [{ content: content.gc(7) }] }]))).toMatchObject({
      length: 7,
      content: { kind: 'gc' },
    })
    expect(first(forge([{ client: 5, structs: [{ content: content.skip(7) }] }]))).toMatchObject({
      length: 7,
      content: { kind: 'skip' },
    })
    expect(first(one(content.deleted(3)))).toMatchObject({ length: 3, content: { kind: 'deleted' } })
    expect(first(one(content.string('注😀')))).toMatchObject({ length: 3, content: { text: '注😀' } })
    expect(first(one(content.format('bold', { a: 1 })))).toMatchObject({
      length: 1,
      content: { name: 'bold', value: { a: 1 } },
    })
    expect(first(one(content.type(TYPE.xmlElement, 'block')))?.content).toEqual({
      kind: 'type',
      ref: TYPE.xmlElement,
      name: 'block',
    })
    expect(first(one(content.type(TYPE.xmlText)))?.content).toMatchObject({ ref: TYPE.xmlText, name: null })
    const values = [
      null,
      undefined,
      true,
      false,
      0,
      -0,
      63,
      64,
      -64,
      2 ** 31,
      0.5,
      1e300,
      '',
      '字',
      [],
      {},
      [[1]],
      { a: { b: [] } },
    ]
    expect(first(one(content.any(...values)))).toMatchObject({ length: values.length, content: { values } })
  })

  test('where it is said to belong', () => {
    const structs = [
      { parent: 'text', content: content.deleted(1) },
      { parent: [6, 7] as const, sub: 'key', content: content.deleted(1) },
      { origin: [6, 7] as const, content: content.deleted(1) },
      { origin: [6, 7] as const, right: [8, 9] as const, content: content.deleted(1) },
    ]
    const [section] = parseUpdate(forge([{ client: 5, clock: 10, structs }])).sections
    expect(section?.structs).toMatchObject([
      { client: 5, clock: 10, parent: { root: 'text' }, sub: null, origin: null, rightOrigin: null },
      { clock: 11, parent: { id: { client: 6, clock: 7 } }, sub: 'key' },
      { clock: 12, parent: null, origin: { client: 6, clock: 7 }, rightOrigin: null },
      { clock: 13, parent: null, origin: { client: 6, clock: 7 }, rightOrigin: { client: 8, clock: 9 } },
    ])
  })

  test('the key bit of a struct that has neighbours says nothing, as Yjs sets it and merging loses it', () => {
    const struct = { origin: [5, 0] as const, content: content.deleted(1) }
    for (const flip of [0, 0x20])
      expect(first(forge([{ client: 5, clock: 1, structs: [{ ...struct, flip }] }]))?.sub).toBeNull()
  })

  test('[G7] whatever Yjs writes, struct by struct as Yjs reads it', () => {
    const bytes = honest()
    const { structs, ds } = Y.decodeUpdate(bytes)
    const parsed = parseUpdate(bytes)
    const shape = (struct: { length: number; client: number; clock: number }) =>
      `${struct.client}:${struct.clock}+${struct.length}`
    expect(parsed.sections.flatMap((section) => section.structs.map(shape))).toEqual(
      structs.map((struct) => shape({ length: struct.length, ...struct.id })),
    )
    expect(parsed.deletions).toEqual(
      [...ds.clients].map(([client, items]) => ({
        client,
        ranges: items.map(({ clock, len }) => [clock, len]),
      })),
    )
  })

  test('[G7] the state of a room that thousands of clients have written in', () => {
    const sections = Array.from({ length: 3_000 }, (_, n) => ({
      client: n,
      structs: [{ parent: 'annotations', sub: `k${n}`, content: content.any(n) }],
    }))
    const deletions = Object.fromEntries(sections.map(({ client }) => [client, [[0, 1] as const]]))
    const parsed = parseUpdate(forge(sections, deletions))
    expect(parsed.sections).toHaveLength(3_000)
    expect(parsed.deletions).toHaveLength(3_000)
  })
})

describe('[G8] what is not', () => {
  test('anything that ends early, at whatever byte', () => {
    const bytes = honest()
    for (let end = 0; end < bytes.length; end++)
      expect(() => parseUpdate(bytes.slice(0, end)), `cut at ${end}`).toThrow()
    expect(() => parseUpdate(bytes)).not.toThrow()
  })

  test('anything that goes on', () => {
    expect(() => parseUpdate(Uint8Array.of(...honest(), 0))).toThrow('trailing-bytes')
  })

  test.each([0, 1, 2, 200])('a number that is written longer than it is, by %i bytes and one', (extra) => {
    const bytes = honest()
    let tried = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte >= 0x80) continue
      // Where this byte ends a number the update means the same as before; elsewhere it is nonsense.
      const longer = [
        ...bytes.slice(0, at),
        byte | 0x80,
        ...Array<number>(extra).fill(0x80),
        0,
        ...bytes.slice(at + 1),
      ]
      expect(() => parseUpdate(Uint8Array.from(longer)), `byte ${at}`).toThrow()
      tried++
    }
    expect(tried).toBeGreaterThan(100)
  })

  test('a number so long that it is none', () => {
    for (const bytes of [
      longUint(0, 160),
      [...Array<number>(150).fill(0x80), 1],
      Array<number>(20).fill(0xff),
    ]) {
      expect(() => parseUpdate(one(content.raw(8, ...bytes), 'k'))).toThrow()
      expect(() => parseUpdate(one(content.raw(8, 1, 118, ...bytes), 'k'))).toThrow()
      expect(() => parseUpdate(one(content.raw(8, 1, 117, ...bytes), 'k'))).toThrow()
      expect(() => parseUpdate(one(content.raw(8, 1, 125, ...bytes), 'k'))).toThrow()
      expect(() => parseUpdate(one(content.raw(4, ...bytes)))).toThrow()
      expect(() => parseUpdate(Uint8Array.from([...bytes, 0]))).toThrow()
    }
  })

  test.each([2, 3, 5, 9, 11, 12, 13, 14, 15, 16, 17, 24, 30, 31])('content of kind %i', (kind) => {
    expect(() => parseUpdate(one(content.raw(kind, 1, 1, 1, 1)))).toThrow('content-kind')
  })

  test.each([7, 8, 100])('a type of number %i', (ref) => {
    expect(() => parseUpdate(one(content.type(ref, 'x')))).toThrow('integer-range')
  })

  test.each([0x20, 0x40, 0x80, 0xe0])('a GC or skip with other bits set, %i', (flip) => {
    for (const kind of [content.gc(1), content.skip(1)])
      expect(() => parseUpdate(forge([{ client: 5, structs: [{ content: kind, flip }] }]))).toThrow(
        'info-bits',
      )
  })

  test.each([
    ['a GC', content.gc(0)],
    ['a skip', content.skip(0)],
    ['a deletion', content.deleted(0)],
    ['a string', content.string('')],
    ['a list of values', content.any()],
  ])('%s of no length', (_, empty) => {
    const parent = empty.kind === 0 || empty.kind === 10 ? {} : { parent: 'text' }
    expect(() => parseUpdate(forge([{ client: 5, structs: [{ content: empty, ...parent }] }]))).toThrow(
      'zero-length',
    )
  })

  test('a clientID or clock beyond what Yjs has', () => {
    const struct = { parent: 'text', content: content.deleted(1) }
    expect(() => parseUpdate(forge([{ client: 2 ** 32, structs: [struct] }]))).toThrow('integer-range')
    expect(() => parseUpdate(forge([{ client: 5, clock: 2 ** 31 - 1, structs: [struct] }]))).toThrow(
      'clock-range',
    )
    expect(() => parseUpdate(one(content.deleted(2 ** 31)))).toThrow('integer-range')
    expect(() => parseUpdate(forge([], { 5: [[2 ** 31 - 2, 2]] }))).toThrow('clock-range')
    expect(() => parseUpdate(forge([{ client: 2 ** 32 - 1, structs: [struct] }]))).not.toThrow()
  })

  test('one client twice', () => {
    const section = { client: 5, structs: [{ parent: 'text', content: content.deleted(1) }] }
    expect(() => parseUpdate(forge([section, { ...section, clock: 1 }]))).toThrow('duplicate-client')
    expect(() => parseUpdate(Uint8Array.of(0, 2, 5, 1, 0, 1, 5, 1, 1, 1))).toThrow('duplicate-client')
  })

  test('deletions of no length, or out of order', () => {
    expect(() => parseUpdate(forge([], { 5: [[1, 0]] }))).toThrow('zero-length')
    expect(() =>
      parseUpdate(
        forge([], {
          5: [
            [5, 1],
            [1, 1],
          ],
        }),
      ),
    ).toThrow('unsorted-deletions')
    expect(() =>
      parseUpdate(
        forge([], {
          5: [
            [1, 3],
            [3, 1],
          ],
        }),
      ),
    ).toThrow('unsorted-deletions')
  })

  test('a string that is no UTF-8', () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]])
      expect(() => parseUpdate(one(content.raw(4, bytes.length, ...bytes)))).toThrow()
  })
})

describe('[G8] what is bounded', () => {
  test.each([2 ** 16, 2 ** 31 - 1, 2 ** 45])(
    'a count of %i is believed no further than its bytes go',
    (count) => {
      const number = uintOf(count)
      const before = process.memoryUsage().heapUsed
      for (const bytes of [
        Uint8Array.of(...number, 0),
        Uint8Array.of(1, ...number, 5, 0),
        Uint8Array.of(0, ...number, 5),
        Uint8Array.of(0, 1, 5, ...number),
        one(content.raw(8, ...number), 'k'),
        one(content.raw(8, 1, 117, ...number), 'k'),
        one(content.raw(8, 1, 118, ...number), 'k'),
        one(content.raw(4, ...number), 'k'),
      ])
        expect(() => parseUpdate(bytes)).toThrow()
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000)
    },
  )

  test('depth of values', () => {
    const nested = (depth: number) => one(content.raw(8, 1, ...Array(depth).fill([117, 1]).flat(), 126), 'k')
    expect(() => parseUpdate(nested(12))).not.toThrow()
    expect(() => parseUpdate(nested(13))).toThrow('any-depth')
    expect(() => parseUpdate(nested(50_000))).toThrow('any-depth')
    expect(() => parseUpdate(one(content.raw(6, 1, 97, ...stringOf('['.repeat(50_000)))))).toThrow(
      'json-size',
    )
    expect(() => parseUpdate(one(content.raw(6, 1, 97, ...stringOf('['.repeat(3_000)))))).toThrow('json')
  })

  test('the number of values', () => {
    expect(() => parseUpdate(one(content.any(Array(20_000).fill(0)), 'k'))).toThrow('any-size')
    expect(() => parseUpdate(one(content.any(Array(19_000).fill(0)), 'k'))).not.toThrow()
  })

  test('structs and deleted ranges of one update', () => {
    const structs = Array(LIMITS.structsPerUpdate + 1).fill({ content: content.gc(1) })
    expect(() => parseUpdate(forge([{ client: 5, structs }]))).toThrow('too-many-structs')
    const half = structs.slice(0, LIMITS.structsPerUpdate / 2 + 1)
    expect(() =>
      parseUpdate(
        forge([
          { client: 5, structs: half },
          { client: 6, structs: half },
        ]),
      ),
    ).toThrow('too-many-structs')
    expect(() => parseUpdate(new Uint8Array(LIMITS.syncStep2Bytes + 1))).toThrow('too-large')
  })

  test('keys', () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'k'.repeat(257)]) {
      expect(() => parseUpdate(one(content.deleted(1), key))).toThrow('bad-key')
      expect(() => parseUpdate(one(content.format(key, true)))).toThrow('bad-key')
      expect(() => parseUpdate(one(content.type(TYPE.xmlElement, key)))).toThrow('bad-key')
      expect(() => parseUpdate(one(content.any({ nested: JSON.parse(`{"${key}":1}`) }), 'k'))).toThrow(
        'bad-key',
      )
    }
    expect(() => parseUpdate(one(content.raw(8, 1, 118, 2, 1, 97, 126, 1, 97, 126), 'k'))).toThrow(
      'duplicate-key',
    )
  })

  test('values: no bigint, no bytes, no unknown tag', () => {
    for (const tag of [0, 1, 100, 115, 116, 122, 128, 255])
      expect(() => parseUpdate(one(content.raw(8, 1, tag, 0, 0, 0, 0, 0, 0, 0, 0), 'k'))).toThrow('any-tag')
  })

  test('a mark’s value is JSON that Yjs can read, too', () => {
    for (const text of ['undefined', '', '{', 'NaN', "{'a':1}"])
      expect(() => parseUpdate(one(content.raw(6, 1, 97, ...stringOf(text))))).toThrow('json')
  })
})

test('[G2] any bytes are read or refused', () => {
  const bytes = honest()
  const mutated = fc
    .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const copy = bytes.slice()
      for (const [at, byte] of changes) copy[at] = byte
      return copy
    })
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 60 })), (input) => {
      try {
        for (const section of parseUpdate(input).sections)
          for (const struct of section.structs)
            if (!(struct.length >= 1)) throw new Error('a struct of no length')
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        expect((error as Error).message).not.toBe('a struct of no length')
      }
    }),
    { seed: 20260301, numRuns: 3_000 },
  )
})
