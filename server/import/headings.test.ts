import { describe, expect, test } from 'vitest'
import { headingLevels, titleLine } from './headings.ts'

/** A paragraph of sentences that is longer than any heading. */
const PROSE =
  '這是一個足夠長的段落,它由幾個完整的句子組成,在它的上面可以有一個標題。它說的是什麼並不要緊,要緊的是它比標題長得多,並且以句號結束。'
const ENGLISH =
  'This is a paragraph of ordinary prose, long enough to stand below a heading. It has two sentences, and it ends as sentences do.'

function levels(...paragraphs: string[]): number[] {
  return headingLevels(paragraphs)
}

describe('headings of plain text', () => {
  test('[I1] a short line without a full stop between longer paragraphs is one', () => {
    expect(levels(PROSE, '在新的起點上', PROSE, '把好事辦好', PROSE)).toEqual([0, 1, 0, 1, 0])
    expect(levels(ENGLISH, 'Why it matters', ENGLISH)).toEqual([0, 1, 0])
  })

  test.each([
    ['ends a sentence', '我們明天再來。'],
    ['ends in a closing quote after one', '他說:“我們明天再來。”'],
    ['announces what follows', '具體要求如下:'],
    ['goes on', '一方面,'],
    ['begins with a dash', '——這是一項任務'],
    ['is an item', '• 第一項任務'],
    ['is somebody speaking', '“好,就這樣”'],
    ['asks without a number', '誰來種地?'],
    ['has no words', '* * *'],
    ['is an address', 'https://example.org/speech'],
    ['is too long', '在'.repeat(60)],
  ])('[I2] in doubt a paragraph: a line that %s', (_, line) => {
    expect(levels(PROSE, line, PROSE)).toEqual([0, 0, 0])
  })

  test('[I2] a line at the end, or in the middle of a sentence, is none', () => {
    expect(levels(PROSE, '全文完')).toEqual([0, 0])
    expect(levels('這一段沒有說完就斷了而下一行', '接著說下去', PROSE)[1]).toBe(0)
  })

  test('[I2] verse and lists have none', () => {
    expect(levels('床前明月光', '疑是地上霜', '舉頭望明月', '低頭思故鄉')).toEqual([0, 0, 0, 0])
    expect(levels('一、蘋果', '二、香蕉', '三、橘子')).toEqual([0, 0, 0])
    expect(levels(PROSE, '1. 蘋果', '2. 香蕉', '3. 橘子', PROSE)).toEqual([0, 0, 0, 0, 0])
  })

  test.each([
    ['Chinese numbers', '一、總體要求', '(一)指導思想'],
    ['full-width brackets', '二、主要任務', '（三）重點工作'],
    ['chapters and sections', '第一章 總則', '第二節 適用範圍'],
    ['a part in simplified characters', '第三编 分则', '第十二章 附则'],
    ['English chapters', 'Chapter IV The Sea', 'Section 2 Of Ships'],
    ['Arabic numbers', '一、總體要求', '1.提高認識'],
    ['a question with a number', '一、什麼是新質生產力?', '（一）它從哪裡來？'],
  ])('numbered headings, two deep: %s', (_, outer, inner) => {
    expect(levels(outer, inner, PROSE, inner, PROSE, outer, PROSE)).toEqual([1, 2, 0, 2, 0, 1, 0])
  })

  test('levels are those that occur, three at most', () => {
    const deep = ['第一編 總則', '第一章 基本規定', '第一節 原則', '一、平等', '（一）主體']
    expect(levels(...deep, PROSE)).toEqual([1, 2, 3, 3, 3, 0])
    expect(levels('（一）主體', PROSE, '（二）客體', PROSE)).toEqual([1, 0, 1, 0])
  })

  test('a title stands above numbered headings, and the writer below it is none', () => {
    expect(levels('論持久戰', '一、問題的提起', PROSE, '二、問題的根據', PROSE)).toEqual([1, 2, 0, 2, 0])
    expect(levels('在延安的講話', '李四', PROSE)).toEqual([1, 0, 0])
    expect(levels('在延安的講話', '引言', PROSE)).toEqual([1, 1, 0])
  })
})

describe('the title of plain text', () => {
  test('is a first line that could be one', () => {
    expect(titleLine(['在延安的講話', '李四', PROSE])).toBe('在延安的講話')
    expect(titleLine([PROSE, PROSE])).toBeNull()
    expect(titleLine(['一、總體要求', PROSE])).toBeNull()
    expect(titleLine(['只有一行'])).toBeNull()
  })
})
