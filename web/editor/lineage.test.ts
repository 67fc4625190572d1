import { getSchema } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import { EditorState, type Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import { describe, expect, test } from 'vitest'
import { enter } from './keys.ts'
import { Lineage, repairLineage } from './lineage.ts'
import { textSchemaExtensions } from './schema.ts'

const schema = getSchema(textSchemaExtensions())

/** An editor's state with the lineage plugin: what a local edit makes of it. */
function writer(...texts: string[]) {
  let made = 0
  const extension = Lineage.configure({ newId: () => `new-${++made}` })
  const addPlugins = extension.config.addProseMirrorPlugins
  const plugins = addPlugins?.call({ options: extension.options } as never) as Plugin[]
  const doc = schema.node(
    'doc',
    null,
    texts.map((text, n) =>
      schema.node(
        'block',
        { id: `block-${n}`, kind: 'paragraph', level: 0, indent: 0 },
        text ? schema.text(text) : undefined,
      ),
    ),
  )
  let state = EditorState.create({ doc, plugins })
  const dispatch = (tr: Transaction) => {
    state = state.apply(tr)
  }
  return {
    at(block: number, offset: number) {
      let pos = 1
      for (let n = 0; n < block; n++) pos += state.doc.child(n).nodeSize
      dispatch(state.tr.setSelection(TextSelection.create(state.doc, pos + offset)))
      return this
    },
    split() {
      dispatch(state.tr.split(state.selection.from))
      return this
    },
    joinBackward() {
      dispatch(state.tr.join(state.selection.$from.before(1)))
      return this
    },
    pressEnter() {
      if (!enter(state, dispatch)) this.split()
      return this
    },
    deleteBlocks(from: number, to: number) {
      let start = 0
      for (let n = 0; n < from; n++) start += state.doc.child(n).nodeSize
      let end = start
      for (let n = from; n < to; n++) end += state.doc.child(n).nodeSize
      dispatch(state.tr.delete(start, end))
      return this
    },
    get blocks() {
      return state.doc.children.map((node: ProseMirrorNode) => ({
        id: node.attrs.id,
        text: node.textContent,
        ...(node.attrs.from && { from: node.attrs.from }),
        ...(node.attrs.merged && { merged: node.attrs.merged }),
      }))
    },
  }
}

describe('own edits', () => {
  test('[A1] a split leaves the id with the first half and tells the second where it came from', () => {
    expect(writer('甲乙丙').at(0, 1).split().blocks).toEqual([
      { id: 'block-0', text: '甲' },
      { id: 'new-1', text: '乙丙', from: 'block-0' },
    ])
  })

  test('[A1] a join remembers who was joined', () => {
    expect(writer('甲', '乙').at(1, 0).joinBackward().blocks).toEqual([
      { id: 'block-0', text: '甲乙', merged: 'block-1' },
    ])
  })

  test('[A1] splitting and joining again keeps the whole ancestry', () => {
    const text = writer('甲乙', '丙').at(1, 0).joinBackward().at(0, 1).split().at(1, 0).joinBackward()
    expect(text.blocks).toEqual([{ id: 'block-0', text: '甲乙丙', merged: 'block-1 new-1' }])
  })

  test('[A1] deleting a block leaves no trace in its neighbours', () => {
    expect(writer('甲', '乙', '丙').deleteBlocks(1, 2).blocks).toEqual([
      { id: 'block-0', text: '甲' },
      { id: 'block-2', text: '丙' },
    ])
  })

  test('[A1] Enter at the very start puts an empty block before, and the text keeps its id', () => {
    expect(writer('甲乙').at(0, 0).pressEnter().blocks).toEqual([
      { id: 'new-1', text: '' },
      { id: 'block-0', text: '甲乙' },
    ])
  })
})

test('[A1] what already has ids and attributes is left alone', () => {
  const block = { id: 'block-0', from: null, merged: null, kind: 'paragraph', level: 0, indent: 0 }
  expect(repairLineage([block], [block], new Map(), () => 'new')).toEqual([])
})
