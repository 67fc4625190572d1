import { beforeEach, describe, expect, test } from 'vitest'
import { ROLES } from '../../../../shared/roles.ts'
import type { RoomName } from '../../../../shared/rooms.ts'
import type { ForgedContent } from '../../../../tests/support/forge.ts'
import { content, forge } from '../../../../tests/support/forge.ts'
import type { Sender } from '../../../../tests/support/guarded-room.ts'
import { GuardedRoom, reasonOf } from '../../../../tests/support/guarded-room.ts'
import { TYPE } from '../parse.ts'

const editor: Sender = { name: 'alice', role: 'editor' }
const BLOCK = [5, 0] as const
const TEXT = [5, 1] as const
const BREAK = [5, 2] as const
const CITATION = [5, 3] as const

let room: GuardedRoom
function open(name: RoomName): void {
  room = new GuardedRoom(name)
  const structs = [
    { parent: name, content: content.type(TYPE.xmlElement, 'block') },
    { parent: BLOCK, content: content.type(TYPE.xmlText) },
    { origin: TEXT, content: content.type(TYPE.xmlElement, 'hardBreak') },
    ...(name === 'commentary' ? [{ origin: BREAK, content: content.type(TYPE.xmlElement, 'citation') }] : []),
  ]
  expect(reasonOf(room.take(forge([{ client: 5, structs }]), editor))).toBe('accept')
}
beforeEach(() => open('text'))

function puts(inside: string | readonly [number, number], what: ForgedContent, sub?: string): string {
  const struct = { parent: inside, content: what, ...(sub === undefined ? {} : { sub }) }
  return reasonOf(room.judge(forge([{ client: 6, structs: [struct] }]), editor))
}

describe('[G5] who writes', () => {
  test.each([
    ['text', ['read-only', 'read-only', 'accept', 'accept']],
    ['commentary', ['read-only', 'accept', 'accept', 'accept']],
  ] as const)('in %s', (name, expected) => {
    open(name)
    const typed = forge([{ client: 6, structs: [{ parent: TEXT, content: content.string('字') }] }])
    const taken = forge([], { 5: [[0, 1]] })
    const occupied = forge([{ client: 6, structs: [{ content: content.gc(1) }] }])
    const unseen = forge([{ client: 6, clock: 9, structs: [{ content: content.gc(1) }] }])
    for (const bytes of [typed, taken, occupied])
      expect(ROLES.map((role) => reasonOf(room.judge(bytes, { name: 'alice', role })))).toEqual(expected)
    // [S9] Who may not write is not asked for more, either.
    expect(ROLES.map((role) => reasonOf(room.judge(unseen, { name: 'alice', role })))).toEqual(
      expected.map((verdict) => (verdict === 'accept' ? 'resync' : verdict)),
    )
  })

  test('[G6] a reader’s clean-up of formatting is left out, and all else he deletes is not', () => {
    const marked = [
      { parent: TEXT, content: content.format('bold', {}) },
      { origin: [6, 0] as const, content: content.string('字') },
      { origin: [6, 1] as const, content: content.format('bold', null) },
    ]
    room.take(forge([{ client: 6, structs: marked }]), editor)
    const reader: Sender = { name: 'rita', role: 'reader' }
    expect(
      room.judge(
        forge([], {
          6: [
            [0, 1],
            [2, 1],
          ],
        }),
        reader,
      ),
    ).toMatchObject({ verdict: 'accept', update: null })
    expect(reasonOf(room.judge(forge([], { 6: [[0, 2]] }), reader))).toBe('read-only')
  })
})

describe('[G5] nodes', () => {
  test('a block in the fragment, text and line breaks in a block', () => {
    expect(puts('text', content.type(TYPE.xmlElement, 'block'))).toBe('accept')
    expect(puts(BLOCK, content.type(TYPE.xmlText))).toBe('accept')
    expect(puts(BLOCK, content.type(TYPE.xmlElement, 'hardBreak'))).toBe('accept')
    expect(puts(TEXT, content.string('字'))).toBe('accept')
  })

  test('a citation only in the commentary', () => {
    expect(puts(BLOCK, content.type(TYPE.xmlElement, 'citation'))).toBe('unknown-node')
    open('commentary')
    expect(puts(BLOCK, content.type(TYPE.xmlElement, 'citation'))).toBe('accept')
  })

  test.each(['paragraph', 'script', 'iframe', 'Block', 'block ', '', 'hardBreak', 'citation'])(
    'no <%s> in the fragment',
    (name) => {
      expect(puts('text', content.type(TYPE.xmlElement, name))).toBe('unknown-node')
    },
  )

  test.each([
    ['a list', TYPE.array, undefined],
    ['a map', TYPE.map, undefined],
    ['plain text', TYPE.text, undefined],
    ['text', TYPE.xmlText, undefined],
    ['a fragment', TYPE.xmlFragment, undefined],
    ['a hook', TYPE.xmlHook, 'block'],
  ])('neither %s in the fragment', (_, ref, name) => {
    expect(puts('text', content.type(ref, name))).toBe('unknown-node')
    expect(puts(TEXT, content.type(ref, name))).toBe('bad-structure')
    if (ref !== TYPE.xmlText) expect(puts(BLOCK, content.type(ref, name))).toBe('unknown-node')
  })

  test('no block in a block, and nothing in a line break', () => {
    expect(puts(BLOCK, content.type(TYPE.xmlElement, 'block'))).toBe('unknown-node')
    for (const inner of [
      content.type(TYPE.xmlText),
      content.type(TYPE.xmlElement, 'hardBreak'),
      content.string('字'),
      content.any(1),
    ])
      expect(puts(BREAK, inner)).toBe('bad-structure')
  })

  test('no characters, values or marks but where they belong', () => {
    for (const place of ['text', BLOCK] as const) {
      expect(puts(place, content.string('字'))).toBe('unknown-node')
      expect(puts(place, content.any('字'))).toBe('unknown-node')
      expect(puts(place, content.format('bold', {}))).toBe('unknown-node')
    }
    expect(puts(TEXT, content.any('字'))).toBe('bad-structure')
    expect(puts(TEXT, content.string('字'), 'id')).toBe('bad-structure')
    expect(puts('text', content.type(TYPE.xmlElement, 'block'), 'id')).toBe('bad-structure')
  })
})

describe('[G5] marks', () => {
  test.each([
    ['bold', {}],
    ['italic', true],
    ['underline', {}],
    ['strike', null],
    ['link', { href: 'https://example.org/一?a=b#c', target: '_blank', rel: 'noopener', class: null }],
    ['link', { href: 'mailto:a@example.org' }],
    ['link', null],
  ])('%s as %j', (name, value) => {
    expect(puts(TEXT, content.format(name, value))).toBe('accept')
  })

  test.each([
    'code',
    'textStyle',
    'ychange',
    'Bold',
    '',
    'bold--AAAAAAAA',
    'bold--x',
    'link--',
    'toString',
    'hasOwnProperty',
  ])('no mark «%s»: an editor that does not know it deletes the text', (name) => {
    expect(puts(TEXT, content.format(name, {}))).toBe('unknown-mark')
  })

  test.each([
    ['bold', { style: 'color: red' }],
    ['bold', 'yes'],
    ['bold', 1],
    ['bold', false],
    ['bold', [true]],
    ['link', { href: 'javascript:alert(1)' }],
    ['link', { href: '//evil.example' }],
    ['link', { href: null }],
    ['link', { href: ['https://example.org'] }],
    ['link', { href: `https://${'x'.repeat(2_000)}` }],
    ['link', { href: 'https://example.org', onclick: 'x' }],
    ['link', { href: 'https://example.org', class: 'x'.repeat(201) }],
    ['link', { href: 'https://example.org', rel: 1 }],
  ])('%s not as %j', (name, value) => {
    expect(puts(TEXT, content.format(name, value))).toBe('bad-mark')
  })

  test('a key of an object’s own kind is none', () => {
    const proto = content.raw(
      6,
      4,
      ...[...'link'].map((c) => c.charCodeAt(0)),
      19,
      ...[...'{"__proto__":{"a":1}}'].map((c) => c.charCodeAt(0)),
    )
    expect(puts(TEXT, proto)).not.toBe('accept')
    expect(puts(TEXT, content.format('link', JSON.parse('{"__proto__":{"href":"javascript:1"}}')))).toBe(
      'bad-mark',
    )
  })
})

describe('[G5] attributes', () => {
  test.each([
    ['id', 'block-000001'],
    ['id', null],
    ['kind', 'quote'],
    ['level', 3],
    ['indent', 8],
    ['from', 'block-000001'],
    ['merged', 'block-000001 block-000002'],
    ['merged', null],
  ])('%s = %j', (key, value) => {
    expect(puts(BLOCK, content.any(value), key)).toBe('accept')
  })

  test.each([
    ['id', 'x'],
    ['id', 'a b c d e f'],
    ['id', 7],
    ['id', undefined],
    ['kind', 'table'],
    ['kind', null],
    ['kind', ['quote']],
    ['level', -1],
    ['level', 4],
    ['level', 1.5],
    ['level', '1'],
    ['level', Number.NaN],
    ['indent', 9],
    ['from', ''],
    ['merged', ' '],
    ['merged', 'block-000001  block-000002'],
    ['merged', 'x'.repeat(4_001)],
  ])('not %s = %j', (key, value) => {
    expect(puts(BLOCK, content.any(value), key)).toBe('bad-attribute')
    expect(puts(BLOCK, content.any(key === 'kind' ? 'quote' : null, value), key)).toBe('bad-attribute')
  })

  test.each(['style', 'class', 'onclick', 'Id', '', 'href', 'toString'])('no %s', (key) => {
    expect(puts(BLOCK, content.any('x'), key)).toBe('unknown-attribute')
    expect(puts(BREAK, content.any('x'), key)).toBe('unknown-attribute')
  })

  test('nothing but values', () => {
    for (const what of [content.string('x'), content.type(TYPE.xmlText), content.format('bold', {})])
      expect(puts(BLOCK, what, 'id')).toBe('bad-structure')
  })

  test('a citation has its own', () => {
    open('commentary')
    for (const key of ['target', 'annotation', 'quote', 'label']) {
      expect(puts(CITATION, content.any('x'), key)).toBe('accept')
      expect(puts(CITATION, content.any(null), key)).toBe('accept')
      for (const value of [1, {}, ['x'], true, 'x'.repeat(30_001)])
        expect(puts(CITATION, content.any(value), key)).toBe('bad-attribute')
    }
    expect(puts(CITATION, content.any('x'), 'href')).toBe('unknown-attribute')
    expect(puts(CITATION, content.type(TYPE.xmlText))).toBe('bad-structure')
  })
})
