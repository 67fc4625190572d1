import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { strangeIn, strangeInEvent } from './strange-text.ts'

function text(): { ydoc: Y.Doc; fragment: Y.XmlFragment; words: Y.XmlText; block: Y.XmlElement } {
  const ydoc = new Y.Doc()
  const fragment = ydoc.getXmlFragment('text')
  const block = new Y.XmlElement('block')
  const words = new Y.XmlText()
  fragment.insert(0, [block])
  block.setAttribute('id', 'block-01')
  block.insert(0, [words, new Y.XmlElement('hardBreak')])
  words.insert(0, '甲乙丙')
  words.format(0, 2, { bold: {} })
  return { ydoc, fragment, words, block }
}

test('[W13] a text made of what this build knows is not strange', () => {
  expect(strangeIn(text().fragment)).toBeUndefined()
  expect(strangeIn(new Y.Doc().getXmlFragment('text'))).toBeUndefined()
})

test.each<[what: string, write: (parts: ReturnType<typeof text>) => void]>([
  ['node table', ({ fragment }) => fragment.insert(1, [new Y.XmlElement('table')])],
  ['node image', ({ block }) => block.insert(1, [new Y.XmlElement('image')])],
  ['mark highlight', ({ words }) => words.format(1, 1, { highlight: {} })],
  ['attribute align', ({ block }) => block.setAttribute('align', 'left')],
  ['embed', ({ words }) => words.insertEmbed(1, { image: 'x' })],
])('[W13] %s is found, at once and when it comes later', (what, write) => {
  const here = text()
  const there = new Y.Doc()
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here.ydoc))
  const found: (string | undefined)[] = []
  there.getXmlFragment('text').observeDeep((events) => {
    for (const event of events) found.push(strangeInEvent(event))
  })
  write(here)
  expect(strangeIn(here.fragment)).toBe(what)
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here.ydoc))
  expect(found).toContain(what)
})
