import { describe, expect, test } from 'vitest'
import { paragraphsOf } from './unwrap.ts'

const LATIN = [
  'It was a bright cold day in the middle of the month, and everybody who',
  'could leave the house had gone down to the river to see the boats come',
  'in, although nobody knew when that would be, or whether they would come',
  'at all this year.',
]
const paragraphs = (text: string) => paragraphsOf(text.split('\n'))

describe('lines and paragraphs', () => {
  test('[I2] a line is a paragraph, and blank lines are none', () => {
    expect(paragraphs('甲乙丙。\n丁戊己。\n\n\n庚辛。\n')).toEqual(['甲乙丙。', '丁戊己。', '庚辛。'])
  })

  test('lines broken at one column are joined with spaces, paragraph by paragraph', () => {
    const text = `${LATIN.join('\n')}\n\n${LATIN.join('\n')}\n`
    expect(paragraphs(text)).toEqual([LATIN.join(' '), LATIN.join(' ')])
  })

  test('a short line ends its paragraph, an indented one begins the next, without blank lines', () => {
    expect(paragraphs(`${LATIN.join('\n')}\n${LATIN.join('\n')}`)).toEqual([LATIN.join(' '), LATIN.join(' ')])
    const indented = `${LATIN.slice(0, 3).join('\n')}\n  ${LATIN.slice(0, 3).join('\n')}`
    expect(paragraphs(indented)).toEqual([LATIN.slice(0, 3).join(' '), LATIN.slice(0, 3).join(' ')])
  })

  test('Chinese broken at one column is joined without spaces', () => {
    const long =
      '一年春作首萬事干為先二零二六年是開局之年是推動高質量發展建設共同富裕示範區取得決定性進展率先呈現基本實現社會主義現代化生動圖景的重要之年做好工作總的是要深入學習貫徹落實'.repeat(
        2,
      )
    const lines = long.match(/.{1,36}/gu) ?? []
    expect(lines.length).toBeGreaterThan(3)
    expect(paragraphs(lines.join('\n'))).toEqual([long])
  })

  test('a word hyphenated at a line end keeps its hyphen', () => {
    const lines = [
      ...LATIN.slice(0, 3),
      'and then all of them went back again, one by one, without a word, well-',
      'known faces, all of them.',
    ]
    expect(paragraphs(lines.join('\n'))[0]).toContain('well-known faces')
  })

  test.each([
    ['verse', '君不見黃河之水天上來,奔流到海不復回。君不見高堂明鏡悲白髮,朝如青絲暮成雪。\n'.repeat(6)],
    [
      'English verse',
      "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\n".repeat(4),
    ],
    ['an address', 'Ministry of Culture\nNo. 10, Long Street\n100020 Somewhere\n'.repeat(2)],
    ['a list', '- one thing to do before the end of the day comes\n- another thing\n'.repeat(5)],
  ])('[I2] %s keeps its lines', (_, text) => {
    expect(paragraphs(text)).toEqual(text.trimEnd().split('\n'))
  })
})
