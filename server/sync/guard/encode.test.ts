import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { comment } from '../../../tests/support/content.ts'
import type { ForgedStruct } from '../../../tests/support/forge.ts'
import { content, forge } from '../../../tests/support/forge.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { GuardedRoom, jsonOf, reasonOf } from '../../../tests/support/guarded-room.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { parseUpdate, TYPE } from './parse.ts'

const alice: Sender = { name: 'alice', role: 'editor' }
const bob: Sender = { name: 'bob', role: 'editor' }
const NOTE = `${userId('alice')}:abcdefgh`

let room: GuardedRoom
beforeEach(() => {
  room = new GuardedRoom('commentary')
  const structs: ForgedStruct[] = [
    { parent: 'commentary', content: content.type(TYPE.xmlElement, 'block') },
    { parent: [5, 0], content: content.type(TYPE.xmlText) },
    { parent: [5, 1], content: content.string('一二') },
  ]
  room.take(forge([{ client: 5, structs }]), alice)
})
function written(bytes: Uint8Array, sender = bob): Uint8Array {
  const verdict = room.judge(bytes, sender)
  if (verdict.verdict !== 'accept' || verdict.update === null) throw new Error(reasonOf(verdict))
  return verdict.update
}
const kinds = (bytes: Uint8Array) =>
  parseUpdate(bytes).sections.map(({ client, structs }) => [
    client,
    ...structs.map(({ content, length }) => `${content.kind}+${length}`),
  ])

describe('[G1] what the guard writes', () => {
  test('is what an honest client wrote, byte for byte', () => {
    const twin = new Y.Doc()
    Y.applyUpdate(twin, Y.encodeStateAsUpdate(room.ydoc))
    const sent: Uint8Array[] = []
    twin.on('update', (bytes: Uint8Array) => sent.push(bytes))
    const text = (twin.getXmlFragment('commentary').get(0) as Y.XmlElement).get(0) as Y.XmlText
    text.insert(1, '字')
    text.format(0, 2, { bold: {} })
    text.delete(1, 1)
    for (const bytes of sent) {
      expect(written(bytes)).toEqual(bytes)
      room.take(bytes, bob)
    }
  })

  test('leaves out what the server has, and what is deleted already', () => {
    room.take(forge([], { 5: [[2, 1]] }), alice)
    const more = { client: 6, structs: [{ origin: [5, 3] as const, content: content.string('三') }] }
    const everything = Y.encodeStateAsUpdate(room.ydoc)
    const merged = Y.mergeUpdates([everything, forge([more])])
    expect(written(merged)).toEqual(forge([more]))
  })

  test('has clients in the order in which Yjs takes them', () => {
    const at = (client: number) => ({
      client,
      structs: [{ origin: [5, 3] as const, content: content.string('三') }],
    })
    expect(kinds(written(forge([at(7), at(9), at(8)]))).map(([client]) => client)).toEqual([9, 8, 7])
  })

  test('goes on where the server’s own struct ends', () => {
    const typed = (text: string) =>
      forge([{ client: 6, structs: [{ origin: [5, 3], content: content.string(text) }] }])
    room.take(typed('三'), bob)
    expect(written(typed('三四'))).toEqual(
      forge([{ client: 6, clock: 1, structs: [{ origin: [6, 0], content: content.string('四') }] }]),
    )
  })

  test('has garbage for what hangs on garbage, so that it is that for everybody at once', () => {
    const rows = [...room.rows]
    const gone = forge([], { 5: [[0, 1]] })
    room.take(gone, alice)
    const late = forge([
      {
        client: 6,
        structs: [
          { origin: [5, 2], right: [5, 3], content: content.string('晚了') },
          { parent: [5, 0], sub: 'kind', content: content.any('quote', 'quote') },
        ],
      },
    ])
    const update = written(late)
    expect(kinds(update)).toEqual([[6, 'gc+2', 'gc+2']])
    const inOneGo = new Y.Doc()
    inOneGo.getXmlFragment('commentary')
    Y.applyUpdate(inOneGo, Y.mergeUpdates([...rows, gone, update]))
    expect(jsonOf(inOneGo)).toEqual(room.json)
    expect(inOneGo.store.clients.get(6)?.every((struct) => struct instanceof Y.GC)).toBe(true)
  })

  test('deletes all values of a struct but the last: cut apart, one would live on that Yjs cannot collect', () => {
    const kind = { parent: [5, 0] as const, sub: 'kind', content: content.any('quote', 'bullet', 'heading') }
    const update = written(forge([{ client: 6, structs: [kind] }]))
    expect(parseUpdate(update).deletions).toEqual([{ client: 6, ranges: [[0, 2]] }])
    expect(reasonOf(room.take(update, bob))).toBe('accept')
    const between = forge([{ client: 7, structs: [{ origin: [6, 0], content: content.any('ordered') }] }])
    expect(reasonOf(room.take(between, bob))).toBe('accept')
    expect(reasonOf(room.take(forge([], { 6: [[2, 1]] }), bob))).toBe('accept')
    expect(reasonOf(room.take(forge([], { 5: [[0, 1]] }), alice))).toBe('accept')
    expect(jsonOf(room.reloaded())).toEqual({ commentary: '' })
  })

  test('joins those deletions with what was asked for', () => {
    room = new GuardedRoom('notes')
    const values = content.any(comment('一'), comment('二'), comment('三'), comment('四'))
    const bytes = forge([{ client: 5, structs: [{ parent: 'annotations', sub: NOTE, content: values }] }], {
      5: [
        [1, 1],
        [3, 1],
      ],
    })
    expect(parseUpdate(written(bytes, alice)).deletions).toEqual([{ client: 5, ranges: [[0, 4]] }])
  })

  test('[G3] nothing, when there is nothing to write', () => {
    expect(room.judge(Uint8Array.of(0, 0), bob)).toMatchObject({
      verdict: 'accept',
      update: null,
      clocks: [],
      claims: [],
    })
  })
})
