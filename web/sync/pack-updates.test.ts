import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { packUpdates } from './pack-updates.ts'

test('updates are merged up to the size of a frame, in order, and none is lost', () => {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < 50; n++) ydoc.getText('text').insert(0, '字'.repeat(n === 20 ? 500 : 10))
  const packs = packUpdates(updates, 600)
  expect(packs.length).toBeLessThan(updates.length)
  const tooLarge = packs.filter((pack) => pack.length > 600)
  expect(tooLarge).toHaveLength(1)
  const copy = new Y.Doc()
  for (const pack of packs) Y.applyUpdate(copy, pack)
  expect(copy.getText('text').toString()).toBe(ydoc.getText('text').toString())
  expect(packUpdates([], 600)).toEqual([])
})
