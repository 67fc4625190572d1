import { getSchema } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import { followOffset, followPoint } from './follow.ts'
import { textSchemaExtensions } from './schema.ts'

const schema = getSchema(textSchemaExtensions())
const doc = (...blocks: [id: string, text: string, lineage?: { from?: string; merged?: string }][]) =>
  schema.node(
    'doc',
    null,
    blocks.map(([id, text, lineage]) =>
      schema.node('block', { id, ...lineage }, text === '' ? [] : [schema.text(text)]),
    ),
  )

describe('where a place went', () => {
  test('[W3] stays before a change, and moves with what follows it', () => {
    expect(followOffset('甲乙丙丁', '甲乙新新丙丁', 1)).toBe(1)
    expect(followOffset('甲乙丙丁', '甲乙新新丙丁', 3)).toBe(5)
    expect(followOffset('甲乙丙丁', '甲丁', 4)).toBe(2)
  })

  test('[W3] inside of what was replaced: where that began', () => {
    expect(followOffset('甲乙丙丁', '甲新丁', 2)).toBe(1)
  })

  test('[W3] repeated letters are followed from both ends', () => {
    expect(followOffset('啊啊啊', '啊啊啊啊', 3)).toBe(3)
    expect(followOffset('好啊啊啊', '很好啊啊啊', 2)).toBe(3)
  })

  test('[W3] goes with its block, wherever that is now', () => {
    const after = doc(['two', '新乙丙'], ['one', '甲'])
    expect(followPoint(doc(['one', '甲'], ['two', '乙丙']), after, { blockId: 'two', offset: 1 })).toEqual({
      blockId: 'two',
      offset: 2,
    })
  })

  test('[W7] into the block that was split off it, however often', () => {
    const before = doc(['one', '甲乙丙丁戊'])
    const after = doc(['one', '甲乙'], ['two', '丙', { from: 'one' }], ['three', '丁戊', { from: 'two' }])
    expect(followPoint(before, after, { blockId: 'one', offset: 1 })).toEqual({ blockId: 'one', offset: 1 })
    expect(followPoint(before, after, { blockId: 'one', offset: 4 })).toEqual({ blockId: 'three', offset: 1 })
    // What was split off long ago has a text of its own.
    expect(followPoint(after, after, { blockId: 'two', offset: 1 })).toEqual({ blockId: 'two', offset: 1 })
  })

  test('[W7] into the block that it was joined to', () => {
    const before = doc(['one', '甲乙'], ['two', '丙丁'])
    const after = doc(['one', '甲乙丙丁', { merged: 'two' }])
    expect(followPoint(before, after, { blockId: 'two', offset: 1 })).toEqual({ blockId: 'one', offset: 3 })
  })

  test('[W3] of a block that is gone, to the next that is left', () => {
    const before = doc(['one', '甲'], ['two', '乙'], ['three', '丙'])
    expect(followPoint(before, doc(['one', '甲'], ['three', '丙']), { blockId: 'two', offset: 1 })).toEqual({
      blockId: 'three',
      offset: 0,
    })
    expect(followPoint(before, doc(['one', '甲']), { blockId: 'three', offset: 1 })).toBeNull()
  })
})
