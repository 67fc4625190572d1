import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { leaveFormats } from './leave-formats.ts'

const text = (ydoc: Y.Doc) => ydoc.getText('text')

/** Two writers who both make the same word bold, unheard by each other; then one of them takes that back. */
function asSeenBy(reader: Y.Doc): unknown {
  const [first, second] = [1, 2].map((clientID) => Object.assign(new Y.Doc(), { clientID })) as [Y.Doc, Y.Doc]
  // So that it is a text when the first change comes.
  text(reader)
  text(first).insert(0, '今年是馬年')
  for (const ydoc of [second, reader]) Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(first))
  for (const writer of [first, second])
    writer.on('update', (bytes: Uint8Array) => Y.applyUpdate(reader, bytes))
  const undo = new Y.UndoManager(text(second))
  for (const writer of [first, second]) text(writer).format(0, 2, { bold: true })
  undo.undo()
  return text(reader).toDelta()
}

test('[W1] a reader sees the mark that is left, not what Yjs has tidied up at his place', () => {
  const reader = new Y.Doc()
  leaveFormats(reader)
  expect(asSeenBy(reader)).toEqual([{ insert: '今年', attributes: { bold: true } }, { insert: '是馬年' }])
})

test('without, the mark is hidden from him', () => {
  expect(asSeenBy(new Y.Doc())).toEqual([{ insert: '今年' }, { insert: '是馬年' }])
})
