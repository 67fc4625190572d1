import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { defineRoots } from '../guard/roots.ts'
import { fold } from './compaction.ts'

function notes() {
  const ydoc = new Y.Doc()
  defineRoots(ydoc, 'notes')
  const updates: Uint8Array[] = []
  ydoc.on('update', (bytes) => updates.push(bytes))
  for (let n = 0; n < 600; n++) ydoc.getMap('annotations').set(`key${n % 10}`, { n })
  return { ydoc, updates }
}

test('a fold holds the same and is smaller than what it folds', () => {
  const { ydoc, updates } = notes()
  const folded = fold('notes', updates, ydoc)
  const loaded = new Y.Doc()
  Y.applyUpdate(loaded, folded)
  expect(loaded.getMap('annotations').toJSON()).toEqual(ydoc.getMap('annotations').toJSON())
  expect(folded.length).toBeLessThan(Y.mergeUpdates(updates).length)
})

test('rows with a gap are not folded', () => {
  const { updates } = notes()
  expect(() => fold('notes', updates.toSpliced(300, 1), null)).toThrow('gap')
})

test('nothing is folded when the live document is not what the log says', () => {
  const { ydoc, updates } = notes()
  const logged = [...updates]
  ydoc.getMap('annotations').set('key3', { n: 'never logged' })
  expect(() => fold('notes', logged, ydoc)).toThrow('not what its log says')
})
