import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Left, LeftBehind } from './left-behind.ts'

/** Three changes, each made on top of the one before. */
function changes(): Uint8Array[] {
  const ydoc = new Y.Doc()
  const made: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => made.push(update))
  for (const word of ['一', '二', '三']) ydoc.getText('text').insert(0, word)
  return made
}

const left = (update: Uint8Array, n: number, since = 0): Left => ({
  update,
  keys: [],
  stored: { store: 'room', tab: 'gone', n, update, keys: [], at: 0 },
  since,
})

test('[W5] work is taken in as soon as what it builds on is there, in whatever order it is found', () => {
  const [first, second, third] = changes() as [Uint8Array, Uint8Array, Uint8Array]
  const behind = new LeftBehind()
  behind.add([left(third, 3), left(second, 2)])
  const ydoc = new Y.Doc()
  expect(behind.applyTo(ydoc, 'test')).toEqual([])
  // Nothing of it hangs in the ydoc, where it would go out with every step 2.
  expect(Y.encodeStateAsUpdate(ydoc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
  expect(behind.size).toBe(2)
  Y.applyUpdate(ydoc, first)
  expect(behind.applyTo(ydoc, 'test')).toHaveLength(2)
  expect(behind.size).toBe(0)
  expect(ydoc.getText('text').toString()).toBe('三二一')
})

test('what has waited too long is given up, the rest goes on waiting', () => {
  const [, second, third] = changes() as [Uint8Array, Uint8Array, Uint8Array]
  const behind = new LeftBehind()
  behind.add([left(second, 2, 100), left(third, 3, 200)])
  expect(behind.giveUpSince(150).map(({ stored }) => stored?.n)).toEqual([2])
  expect(behind.size).toBe(1)
  const [waiting] = behind.all()
  expect(waiting?.stored && behind.has(waiting.stored)).toBe(true)
})
