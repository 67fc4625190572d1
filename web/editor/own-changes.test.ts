import { getSchema } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import { ownWords } from './own-changes.ts'
import { textSchemaExtensions } from './schema.ts'

const schema = getSchema(textSchemaExtensions())
const doc = (...blocks: [id: string, text: string][]) =>
  schema.node(
    'doc',
    null,
    blocks.map(([id, text]) => schema.node('block', { id }, text === '' ? [] : [schema.text(text)])),
  )
const changed = (before: ReturnType<typeof doc>, after: ReturnType<typeof doc>) => {
  const own = ownWords(before, after)
  return own && [own.blockId, own.from, own.to, own.words.textBetween(0, own.words.size)]
}

describe('what was composed', () => {
  const before = doc(['one', '甲乙'], ['two', '丙丁'])

  test('[W7] is known by its block and place', () => {
    expect(changed(before, doc(['one', '甲乙'], ['two', '丙你好丁']))).toEqual(['two', 1, 1, '你好'])
    expect(changed(before, doc(['one', '新乙'], ['two', '丙丁']))).toEqual(['one', 0, 1, '新'])
    expect(changed(doc(['one', '']), doc(['one', '你']))).toEqual(['one', 0, 0, '你'])
  })

  test('[W7] also among the same letters', () => {
    expect(changed(doc(['one', '啊啊']), doc(['one', '啊啊啊']))).toEqual(['one', 2, 2, '啊'])
    expect(changed(doc(['one', '啊啊啊']), doc(['one', '啊啊']))).toEqual(['one', 2, 3, ''])
  })

  test('[W7] over several blocks is not one place', () => {
    expect(changed(before, doc(['one', '甲你丁']))).toBeNull()
    expect(changed(before, before)).toBeNull()
  })
})
