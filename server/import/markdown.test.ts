import { describe, expect, test } from 'vitest'
import { textOf } from './draft.ts'
import { markdownToDrafts } from './markdown.ts'

/** `kind/level text` and, where there is one, `>indent`. */
function read(markdown: string): string[] {
  return markdownToDrafts(markdown).map(({ kind, level, indent, runs }) => {
    const shape = `${kind}${level > 0 ? level : ''}${indent > 0 ? `>${indent}` : ''}`
    return `${shape}: ${textOf(runs)}`
  })
}
const runsOf = (markdown: string) => markdownToDrafts(markdown).flatMap((block) => block.runs)

describe('Markdown', () => {
  test('headings, paragraphs and quotes', () => {
    expect(read('# 一\n\n段落。\n\n#### 四\n\n> 引文。\n>\n> 第二段。\n\n題\n===\n')).toEqual([
      'heading1: 一',
      'paragraph: 段落。',
      'heading3: 四',
      'quote: 引文。',
      'quote: 第二段。',
      'heading1: 題',
    ])
  })

  test('lists become flat blocks with an indent, in lists and quotes', () => {
    expect(read('- 甲\n- 乙\n  1. 丙\n\n     丁\n     - 戊\n- 己\n')).toEqual([
      'bullet: 甲',
      'bullet: 乙',
      'ordered>1: 丙',
      'paragraph>2: 丁',
      'bullet>2: 戊',
      'bullet: 己',
    ])
    expect(read('> 引\n>\n> - 甲\n>\n> > 再引\n')).toEqual(['quote: 引', 'bullet>1: 甲', 'quote>1: 再引'])
    expect(read('- [x] 做完了\n- [ ] 沒做\n')).toEqual(['bullet: ☑ 做完了', 'bullet: ☐ 沒做'])
  })

  test('[I2] a soft line end is a space between words and nothing in Chinese; a hard one stays', () => {
    expect(read('one\ntwo\n\n一年\n春作首\n\n甲  \n乙\\\n丙<br>丁\n')).toEqual([
      'paragraph: one two',
      'paragraph: 一年春作首',
      'paragraph: 甲\n乙\n丙\n丁',
    ])
  })

  test('marks stay, on their own text', () => {
    expect(runsOf('一**二*三***~~四~~[五](https://a.example "t")`六`')).toEqual([
      { text: '一', marks: {} },
      { text: '二', marks: { bold: true } },
      { text: '三', marks: { bold: true, italic: true } },
      { text: '四', marks: { strike: true } },
      { text: '五', marks: { link: 'https://a.example' } },
      { text: '六', marks: {} },
    ])
  })

  test.each(['javascript:alert(1)', '//host/x', 'data:text/html,x', '/local', 'vbscript:x'])(
    'a link to %s leaves its text only',
    (href) => {
      expect(runsOf(`[文](${href})`)).toEqual([{ text: '文', marks: {} }])
    },
  )

  test('[I2] what has no block of its own keeps its text: code, tables, HTML', () => {
    expect(read('```js\nlet a  = 1\n\n  b()\n```\n')).toEqual(['paragraph: let a  = 1\n\n  b()'])
    expect(read('| 甲 | 乙 |\n|---|---|\n| 1 | *2* |\n')).toEqual(['paragraph: 甲 | 乙', 'paragraph: 1 | 2'])
    expect(read('<div><p>段<b>落</b></p><script>x()</script></div>\n')).toEqual(['paragraph: 段落'])
    expect(read('&lt;b&gt; &amp; &#x4e00; `&lt;` 3 < 5\n')).toEqual(['paragraph: <b> & 一 &lt; 3 < 5'])
    expect(read('![一張圖](a.png)\n\n![]()\n\n---\n\n[a]: https://b.example\n')).toEqual([
      'paragraph: 一張圖',
    ])
  })

  test('emoji and Han of the supplementary planes stay whole', () => {
    expect(read('𠮷野家\n𠮷 👨‍👩‍👧\n')).toEqual(['paragraph: 𠮷野家𠮷 👨‍👩‍👧'])
  })
})
