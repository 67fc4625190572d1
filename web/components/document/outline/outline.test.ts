import { expect, test } from 'vitest'
import type { TextBlock } from '../../../stores/types.ts'
import type { PlacedThread } from '../state/notes.ts'
import { heatOf, outlineOf, stripOf } from './outline.ts'

const block = (id: string, kind: TextBlock['kind'], number: number): TextBlock => ({
  id,
  kind,
  level: kind === 'heading' ? 2 : 0,
  indent: 0,
  text: id,
  number,
})
const on = (...ids: string[]) => ids.map((id) => ({ thread: { id } })) as unknown as PlacedThread[]

test('what precedes the first heading is a section of its own; a thread over two paragraphs counts once', () => {
  const blocks = [
    block('p1', 'paragraph', 1),
    block('h', 'heading', 0),
    block('p2', 'paragraph', 2),
    block('p3', 'quote', 3),
  ]
  const sections = outlineOf(
    blocks,
    new Map([
      ['p1', on('a')],
      ['p2', on('b', 'c')],
      ['p3', on('c')],
    ]),
  )
  expect(sections.map(({ heading, blockId, notes }) => [heading?.id, blockId, notes])).toEqual([
    [undefined, 'p1', 1],
    ['h', 'h', 2],
  ])
  expect(sections[1]?.blocks).toEqual([
    { id: 'p2', number: 2, notes: 2 },
    { id: 'p3', number: 3, notes: 1 },
  ])
})

test('an empty text has no sections; one that begins with a heading no introduction', () => {
  expect(outlineOf([], new Map())).toEqual([])
  expect(outlineOf([block('h', 'heading', 0)], new Map()).map((section) => section.heading?.id)).toEqual([
    'h',
  ])
})

test('warmth has four steps above none', () => {
  expect([0, 1, 2, 5, 10].map((notes) => heatOf(notes, 10))).toEqual([0, 1, 1, 2, 4])
  expect(heatOf(0, 0)).toBe(0)
})

test('a strip has a cell a paragraph, and of a long section the liveliest of each handful', () => {
  const blocks = Array.from({ length: 30 }, (_, n) => block(`p${n}`, 'paragraph', n + 1))
  const [short] = outlineOf(blocks.slice(0, 3), new Map([['p1', on('a', 'b')]]))
  expect(short && stripOf(short)).toEqual([0, 2, 0])
  const [long] = outlineOf(blocks, new Map([['p29', on('a')]]))
  const strip = long ? stripOf(long) : []
  expect([strip.length, strip.at(-1), Math.max(...strip.slice(0, -1))]).toEqual([24, 1, 0])
})
