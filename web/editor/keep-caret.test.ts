import { Fragment, Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { editorSchema, HeadlessEditor } from '../../tests/proof/headless-editor.ts'
import { oneBlock } from '../../tests/support/content.ts'

const paragraphs = (...texts: string[]) =>
  new Slice(
    Fragment.from(texts.map((text) => editorSchema.node('block', null, editorSchema.text(text)))),
    1,
    1,
  )

test('[S4] what was undone and is redone shows, however far back the caret was', () => {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, oneBlock())
  let made = 0
  const editor = new HeadlessEditor(ydoc.getXmlFragment('text'), () => `block-${++made}`)
  editor.dispatch(editor.state.tr.replaceRange(1, 1, paragraphs('甲', '乙', '丙丁')))
  const pasted = editor.state.doc.toString()
  editor.dispatch(editor.state.tr.insertText('戊', editor.state.doc.content.size - 2))
  editor.undo.undo()
  editor.undo.undo()
  editor.undo.redo()
  expect(editor.state.doc.toString()).toBe(pasted)
  expect(editor.state.doc.eq(editor.shouldShow)).toBe(true)
})
