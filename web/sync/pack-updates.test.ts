import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { packUpdates, vectorAfter } from './pack-updates.ts'
import { fitsIn, halved, splitUpdate, structsIn } from './split-update.ts'

const MOST = { bytes: 600, structs: 40, clocks: Number.POSITIVE_INFINITY }

function written(write: (text: Y.Text) => void): { ydoc: Y.Doc; updates: Uint8Array[] } {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  write(ydoc.getText('text'))
  return { ydoc, updates }
}
function read(packs: readonly Uint8Array[]): string {
  const copy = new Y.Doc()
  for (const pack of packs) {
    Y.applyUpdate(copy, pack)
    expect(copy.store.pendingStructs).toBeNull()
  }
  return copy.getText('text').toString()
}

test('[W12] updates are merged up to the size of a frame, in order, and none is lost', () => {
  const { ydoc, updates } = written((text) => {
    for (let n = 0; n < 90; n++) text.insert(0, '字'.repeat(n === 20 ? 500 : 3))
  })
  const packs = packUpdates(updates, MOST)
  expect(packs.length).toBeLessThan(updates.length)
  expect(packs.every((pack) => fitsIn(pack, MOST))).toBe(true)
  expect(read(packs)).toBe(ydoc.getText('text').toString())
  expect(Y.decodeStateVector(vectorAfter(Uint8Array.of(0), packs))).toEqual(
    Y.decodeStateVector(Y.encodeStateVector(ydoc)),
  )
  expect(packUpdates([], MOST)).toEqual([])
})

test('[W12] one update too large for a frame is cut, within a long text too, and never within a character', () => {
  const { ydoc, updates } = written((text) => {
    text.insert(0, 'base')
    text.doc?.transact(() => {
      text.insert(2, '𠮷'.repeat(700))
      for (let n = 0; n < 100; n++) text.insert(n * 5 + 2, 'x')
      for (let n = 0; n < 100; n++) text.delete(n * 4 + 2, 1)
    })
  })
  const pieces = updates.flatMap((update) => splitUpdate(update, MOST))
  expect(pieces.every((piece) => piece.length <= MOST.bytes && structsIn(piece) <= MOST.structs)).toBe(true)
  expect(read(pieces)).toBe(ydoc.getText('text').toString())
  expect(read(pieces)).not.toContain('\ufffd')
})

test('[W12] one deletion of very much is cut by what it deletes, halved again and again', () => {
  const { ydoc } = written((text) => text.insert(0, '字'.repeat(200_000)))
  const before = Y.encodeStateAsUpdate(ydoc)
  const deletions: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => deletions.push(update))
  ydoc.getText('text').delete(10, 199_980)
  const deletion = deletions[0] as Uint8Array
  expect(splitUpdate(deletion, halved(0))).toEqual([deletion])
  const counts = [1, 2, 3, 4].map((times) => {
    const pieces = packUpdates([deletion], halved(times))
    expect(pieces.every((piece) => fitsIn(piece, halved(times)))).toBe(true)
    expect(read([before, ...pieces])).toBe('字'.repeat(20))
    return pieces.length
  })
  expect(counts).toEqual([7, 13, 25, 49])
})
