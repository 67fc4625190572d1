import { describe, expect, test } from 'vitest'
import { decodeTextFile } from './decode-file.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const TEXT = '一年春作首。👍𠮷'

function utf16(text: string, big: boolean): Uint8Array {
  const units = Uint8Array.from(
    [...text].flatMap((character) =>
      Array.from({ length: character.length }, (_, index) => character.charCodeAt(index)).flatMap((unit) =>
        big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8],
      ),
    ),
  )
  return units
}

describe('text files', () => {
  test('UTF-8, with and without a byte-order mark', () => {
    const plain = new TextEncoder().encode(TEXT)
    expect(decodeTextFile(plain)).toBe(TEXT)
    expect(decodeTextFile(Uint8Array.from([0xef, 0xbb, 0xbf, ...plain]))).toBe(TEXT)
    expect(decodeTextFile(bytes())).toBe('')
  })

  test('UTF-16 of both kinds, by its byte-order mark', () => {
    expect(decodeTextFile(Uint8Array.from([0xff, 0xfe, ...utf16(TEXT, false)]))).toBe(TEXT)
    expect(decodeTextFile(Uint8Array.from([0xfe, 0xff, ...utf16(TEXT, true)]))).toBe(TEXT)
    expect(decodeTextFile(utf16('plain', false))).toBeNull()
  })

  // 中國人民在這裡 and 中国人民在这里 in the two old encodings.
  test.each([
    ['GB18030', 'd6d0b9fac8cbc3f1d4dad5e2c0ef', '中国人民在这里'],
    ['Big5', 'a4a4b0eaa448a5c1a662b36fb8cc', '中國人民在這裡'],
    ['GB18030 with four bytes', 'd6d08139ef35', '中㐆'],
  ])('%s is told by what makes sense', (_, data, text) => {
    expect(decodeTextFile(hex(data))).toBe(text)
  })

  test('a page is read as what it says it is, when that is true', () => {
    const head = new TextEncoder().encode('<meta charset="big5"><p>')
    expect(decodeTextFile(Uint8Array.from([...head, ...hex('a4a4b0ea')]))).toBe(
      '<meta charset="big5"><p>中國',
    )
    const liar = new TextEncoder().encode('<meta charset="x-unknown"><p>')
    expect(decodeTextFile(Uint8Array.from([...liar, ...hex('d6d0b9fa')]))).toContain('中国')
  })

  test.each([
    ['an archive', bytes(0x50, 0x4b, 3, 4, 20, 0, 6, 0)],
    ['a PDF', new TextEncoder().encode('%PDF-1.7\n1 0 obj')],
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
    ['rich text', new TextEncoder().encode('{\\rtf1\\ansi hello}')],
    ['bytes of a program', bytes(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0xff, 0xfe)],
    ['Latin-1', bytes(...[...'Köln und München, größer'].map((character) => character.charCodeAt(0)))],
    ['random bytes', Uint8Array.from({ length: 200 }, (_, index) => 128 + ((index * 73) % 128))],
  ])('[I4] %s is no text we can read', (_, data) => {
    expect(decodeTextFile(data)).toBeNull()
  })
})
