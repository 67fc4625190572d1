import { getSchema } from '@tiptap/core'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, BLOCK_NODE, HARD_BREAK_NODE, MARKS } from '../../shared/blocks.ts'
import { textSchemaExtensions } from './schema.ts'

const schema = getSchema(textSchemaExtensions())

/** A text as the server imports it, and one as old or foreign clients may have left it. */
function text(build: (fragment: Y.XmlFragment) => void): Y.Doc {
  const ydoc = new Y.Doc()
  build(ydoc.getXmlFragment('text'))
  return ydoc
}

function block(attributes: Record<string, string | number>, ...children: (Y.XmlText | Y.XmlElement)[]) {
  const element = new Y.XmlElement(BLOCK_NODE)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as string)
  element.insert(0, children)
  return element
}

const paragraph = { id: 'block-01', kind: 'paragraph', level: 0, indent: 0 }

const TEXTS: Record<string, Y.Doc> = {
  imported: text((fragment) => {
    fragment.insert(0, [
      block({ ...paragraph, id: 'block-00', kind: 'heading', level: 2 }, new Y.XmlText('在堅定扛起')),
      block(paragraph, new Y.XmlText('一年春作首,萬事干為先。')),
    ])
  }),
  'with breaks and marks': text((fragment) => {
    const marked = new Y.XmlText()
    marked.insert(0, '甲乙丙')
    marked.format(0, 2, { bold: {}, italic: {} })
    const linked = new Y.XmlText()
    linked.insert(0, '來源')
    linked.format(0, 2, {
      link: {
        href: 'https://example.org/',
        target: '_blank',
        rel: 'noopener noreferrer nofollow',
        class: null,
        title: null,
      },
    })
    fragment.insert(0, [block(paragraph, marked, new Y.XmlElement(HARD_BREAK_NODE), linked)])
  }),
  'with lineage': text((fragment) => {
    fragment.insert(0, [
      block({ ...paragraph, from: 'block-00', merged: 'block-07 block-08' }, new Y.XmlText('甲')),
    ])
  }),
  'with attributes left out': text((fragment) => {
    fragment.insert(0, [block({ id: 'block-01' }, new Y.XmlText('甲'))])
  }),
}

/** What comparing the whole text with what the editor made of it would write; the binding itself remembers, and writes less. */
function writes(ydoc: Y.Doc, as = schema): number {
  let updates = 0
  const count = () => updates++
  ydoc.on('update', count)
  const fragment = ydoc.getXmlFragment('text')
  const { doc } = initProseMirrorDoc(fragment, as)
  doc.check()
  updateYFragment(ydoc, fragment, doc, { mapping: new Map(), isOMark: new Map() })
  ydoc.off('update', count)
  return updates
}

describe('binding an editor', () => {
  test.each(Object.keys(TEXTS))('[W1] to a text %s writes nothing and shows every character', (name) => {
    const ydoc = TEXTS[name] as Y.Doc
    const fragment = ydoc.getXmlFragment('text')
    const { doc } = initProseMirrorDoc(fragment, schema)
    expect(doc.children.map((child) => child.textBetween(0, child.content.size, '', '\n'))).toEqual(
      fragment.toArray().map((child) => plain(child as Y.XmlElement)),
    )
    for (const child of doc.children)
      expect(Object.keys(child.attrs).sort()).toEqual([...BLOCK_ATTRIBUTES].sort())
    expect(writes(ydoc)).toBe(0)
  })

  test('[W1] an empty block keeps its empty text', () => {
    const ydoc = text((fragment) => fragment.insert(0, [block(paragraph, new Y.XmlText())]))
    const fragment = ydoc.getXmlFragment('text')
    const updates: Uint8Array[] = []
    ydoc.on('update', (update) => updates.push(update))
    const { doc, mapping } = initProseMirrorDoc(fragment, schema)
    updateYFragment(ydoc, fragment, doc, { mapping, isOMark: new Map() })
    expect(updates).toEqual([])
  })

  test('[W1] with a mark too few would write: this test can fail', () => {
    const ydoc = text((fragment) => {
      const marked = new Y.XmlText()
      fragment.insert(0, [block(paragraph, marked)])
      marked.insert(0, '甲乙丙')
      marked.format(0, 2, { bold: {} })
    })
    const poorer = getSchema(textSchemaExtensions().filter((extension) => extension.name !== 'bold'))
    expect(writes(ydoc, poorer)).toBeGreaterThan(0)
  })
})

function plain(element: Y.XmlElement): string {
  return element
    .toArray()
    .map((child) =>
      child instanceof Y.XmlText
        ? (child.toDelta() as { insert: string }[]).map((d) => d.insert).join('')
        : '\n',
    )
    .join('')
}

test('[G5] the schema has the nodes and marks of the contract, no more and no fewer', () => {
  expect(Object.keys(schema.nodes).sort()).toEqual([BLOCK_NODE, HARD_BREAK_NODE, 'doc', 'text'].sort())
  expect(Object.keys(schema.marks).sort()).toEqual([...MARKS].sort())
})
