import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ImportInput, ImportResult } from '../../server/import/import-document.ts'
import { importDocument } from '../../server/import/import-document.ts'
import { LIMITS } from '../../shared/limits.ts'

const SEED = 20260224

function run(text: string, format: ImportInput['format'] = 'text'): ImportResult {
  let count = 0
  return importDocument({ text, format }, () => `block-${++count}`)
}
function documentOf(result: ImportResult) {
  if (!result.ok) throw new Error(result.problem)
  return result.document
}
const problemOf = (result: ImportResult) => (result.ok ? null : result.problem)

/** All that came out, in order: blocks, then what the source record holds. Without white space, which lines may lose. */
function charactersOut(text: string): string {
  const result = run(text)
  if (!result.ok) return ''
  const { blocks, source } = result.document
  const out = [...blocks.map((block) => block.text), JSON.stringify(source)].join('')
  return sorted(out)
}
const sorted = (text: string) => [...text.replace(/\s/gu, '')].sort().join('')

/** Pieces that import has opinions about, so that random texts meet every rule. */
const piece = fc.constantFrom(
  ...['來源:今日浙江', '責編:葉 揚', '(摘自張三2026年2月24日在某會上的講話)', '特別聲明:本平臺僅提供服務。'],
  ...[
    '一、總體要求',
    '第一章 總則',
    '1. 提高認識',
    '——聚焦落實。',
    '在新的起點上交出答卷',
    '“好”',
    '***',
    '![]()',
  ],
  ...[
    '一年春作首,萬事干為先。做好今年的工作,總的是要深入學習、認真貫徹,把各項任務落到實處。',
    '𠮷野家。👨‍👩‍👧',
    'e\u0301',
  ],
  ...[
    'A line of about seventy columns that goes on and on until it is rather full',
    'and a short one.',
    '\u3000\u3000段落。',
  ],
)
const separator = fc.constantFrom('\n', '\n', '\n\n', '\r\n', '\r', '\u2028', '\u2029', ' \n\t')
const texts = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) }),
      separator,
    ),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((pairs) => pairs.map((pair) => pair.join('')).join(''))

describe('what import keeps', () => {
  test('[I2] every character of a body is in its blocks, in order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        // A line of body at the end, so that nothing is foot matter.
        const result = run(`${text}\n完,句號。`)
        const body = documentOf(result).blocks.map((block) => block.text)
        expect(body.join('').replace(/\s/gu, '')).toBe(expectedOf(`${text}\n完,句號。`))
        for (const line of body) expect([line, line.trim()]).toEqual([line, line])
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  test('[I2] what is no body is in the source record', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = run(text)
        if (!result.ok) return
        // A label is not kept as such: it has become the name of a field.
        const kept = new Set(`${charactersOut(text)}來源:`)
        for (const character of expectedOf(text)) expect(kept).toContain(character)
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  test('[I2] one line of 200,000 characters is one block', () => {
    const line = '一'.repeat(LIMITS.documentChars)
    expect(documentOf(run(line)).blocks.map((block) => block.text)).toEqual([line])
    expect(problemOf(run(`${line}一`))).toBe('too-large')
  })

  test('[I2] emoji and Han of the supplementary planes stay whole; half of a pair becomes a sign', () => {
    expect(documentOf(run('𠮷野家👨‍👩‍👧\n乙\ud842丙')).blocks.map((block) => block.text)).toEqual([
      '𠮷野家👨‍👩‍👧',
      '乙\ufffd丙',
    ])
  })

  test('[I2] marks and picture descriptions of Markdown and HTML keep their text', () => {
    const markdown = documentOf(run('甲**乙**![丙](d.png)\n\n來源：丁報', 'markdown'))
    expect([markdown.blocks.map((block) => block.text), markdown.source]).toEqual([
      ['甲乙丙'],
      { source: '丁報' },
    ])
    const html = documentOf(run('<title>題</title><h1>甲</h1><p>乙</p><p>責編：丙<br>校對：丁</p>', 'html'))
    expect(html).toMatchObject({
      title: '題',
      blocks: [{ text: '甲' }, { text: '乙' }],
      source: {
        editors: [
          { role: '責編', name: '丙' },
          { role: '校對', name: '丁' },
        ],
      },
    })
  })

  test('marks that are the same are one, and marks beyond number are none', () => {
    const [block] = documentOf(run('<b>甲</b><strong>乙</strong>丙<i>丁</i>', 'html')).blocks
    expect(block?.runs).toEqual([
      { text: '甲乙', marks: { bold: true } },
      { text: '丙', marks: {} },
      { text: '丁', marks: { italic: true } },
    ])
    const [loud] = documentOf(run('<b>甲</b>乙'.repeat(15_000), 'html')).blocks
    expect(loud?.runs).toEqual([{ text: '甲乙'.repeat(15_000), marks: {} }])
  })

  test('a heading at the end is no foot matter', () => {
    expect(documentOf(run('甲\n\n# 來源：乙\n', 'markdown')).blocks).toHaveLength(2)
  })
})

describe('what import refuses', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n\t\u3000\r\n\u2028'],
    ['control characters', '\u0000\u0001\u0002'],
  ])('[I4] %s is empty', (_, text) => {
    for (const format of ['text', 'markdown', 'html'] as const)
      expect(problemOf(run(text, format))).toBe('text-empty')
  })

  test('[I4] empty images alone are empty', () => {
    for (const format of ['text', 'markdown'] as const)
      expect(problemOf(run('![]()\n![]()\n', format))).toBe('text-empty')
  })

  test('[I4] bytes of something else are unreadable, a stray control character is not', () => {
    expect(problemOf(run('PK\u0003\u0004\u0000\u0000\u0008\u0000\ufffd\ufffdx\ufffd\u0000\u0000word'))).toBe(
      'unreadable-text',
    )
    expect(problemOf(run('\ufffd\ufffd\ufffd\ufffd中'))).toBe('unreadable-text')
    expect(documentOf(run('甲\u0000乙\u0007丙')).blocks.map((block) => block.text)).toEqual(['甲乙丙'])
  })

  test('[I4] too many characters, and too many blocks', () => {
    expect(problemOf(run('字'.repeat(1_100_000)))).toBe('too-large')
    expect(problemOf(run('x'.repeat(2_200_000), 'html'))).toBe('too-large')
    expect(problemOf(run(`<p>${'字'.repeat(LIMITS.documentChars + 1)}`, 'html'))).toBe('too-large')
    expect(problemOf(run(`<!--${'-'.repeat(LIMITS.documentChars)}--><p>字`, 'html'))).toBeNull()
    expect(problemOf(run('字\n'.repeat(LIMITS.documentBlocks + 1)))).toBe('too-many-blocks')
    expect(documentOf(run('字\n'.repeat(LIMITS.documentBlocks))).blocks).toHaveLength(LIMITS.documentBlocks)
  })

  test('[I4] what is nested to break its reader is unreadable', () => {
    expect(problemOf(run('>'.repeat(20_000), 'markdown'))).toBe('unreadable-text')
    expect(problemOf(run('<b>'.repeat(50_000), 'html'))).toBe('unreadable-text')
  })

  test('a title that would not fit is none', () => {
    const long = `<title>${'題'.repeat(LIMITS.titleChars + 1)}</title><p>文`
    expect(documentOf(run(long, 'html')).title).toBeNull()
  })
})

/** What must come out: no white space, no controls, no byte-order marks, no empty image lines. */
function expectedOf(text: string): string {
  return text
    .split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/)
    .filter((line) => !/^\s*(!\[\]\(\)\s*)+$/.test(line))
    .join('')
    .replace(/[\s\p{Cc}\ufeff]/gu, '')
    .toWellFormed()
}
