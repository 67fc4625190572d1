import { describe, expect, test } from 'vitest'
import { measureText } from './measure-text.ts'
import { decodeText, readTextFile } from './read-text-file.ts'

describe('measuring', () => {
  test.each([
    ['', 0, 0],
    ['  \n\u3000\n', 0, 0],
    ['一年春作首', 5, 1],
    ['一段\r\n\r\n二段\n', 4, 2],
    ['\ufeff開頭\u2028次行', 4, 2],
    // A supplementary-plane Han and an emoji are one character each.
    ['𠮷野家🙂', 4, 1],
    ['a b', 2, 1],
  ])('%j', (text, characters, paragraphs) => {
    expect(measureText(text)).toEqual({ characters, paragraphs, units: text.length })
  })
})

describe('reading a file', () => {
  const file = (name: string, ...parts: BlobPart[]) => new File(parts, name)

  test('UTF-8 with and without a byte-order mark', async () => {
    const expected = { ok: true, source: { name: 'a.txt', text: '合注', format: 'text' } }
    expect(await readTextFile(file('a.txt', '合注'))).toEqual(expected)
    expect(await readTextFile(file('a.txt', '\ufeff合注'))).toEqual(expected)
  })

  test('UTF-16 by its mark, and GB 18030', () => {
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x08, 0x54, 0xe8, 0x6c]))).toBe('合注')
    expect(decodeText(new Uint8Array([0xfe, 0xff, 0x54, 0x08, 0x6c, 0xe8]))).toBe('合注')
    expect(decodeText(new Uint8Array([0xba, 0xcf, 0xd7, 0xa2]))).toBe('合注')
  })

  test.each([
    ['notes.docx', 'x', 'unsupported-format'],
    ['README', 'x', 'unsupported-format'],
    ['a.txt', ' \n ', 'text-empty'],
    ['a.txt', new Uint8Array([0x50, 0x4b, 0, 3]), 'unreadable-text'],
    ['a.txt', new Uint8Array(2 * 1024 * 1024 + 1).fill(97), 'too-large'],
  ])('%s is refused: %#', async (name, content, code) => {
    expect(await readTextFile(file(name, content as BlobPart))).toEqual({ ok: false, code })
  })

  test.each([
    ['a.MD', 'markdown'],
    ['a.b.markdown', 'markdown'],
    ['a.htm', 'html'],
  ])('%s is %s', async (name, format) => {
    const read = await readTextFile(file(name, '合'))
    expect(read.ok && read.source.format).toBe(format)
  })
})
