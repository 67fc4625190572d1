import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_NODE } from '../../shared/blocks.ts'
import { readUnsent } from './unsent-content.ts'

test('[W14] what was typed in one go is one piece, and what was typed elsewhere another', () => {
  const ydoc = new Y.Doc()
  const block = new Y.XmlElement(BLOCK_NODE)
  const text = new Y.XmlText('總體思路，一以貫之。')
  block.insert(0, [text])
  ydoc.getXmlFragment('text').insert(0, [block])
  const work: { update: Uint8Array; keys: string[] }[] = []
  ydoc.on('update', (update: Uint8Array) => work.push({ update, keys: [] }))
  text.insert(7, '路')
  text.insert(8, '上')
  text.insert(9, '改的')
  text.insert(0, '又')
  const [only, ...others] = readUnsent(ydoc, work).texts
  expect(others).toEqual([])
  expect(only?.here).toBe('又總體思路，一以路上改的貫之。')
  expect(only?.added).toEqual(['路上改的', '又'])
})
