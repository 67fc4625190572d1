import { describe, expect, test } from 'vitest'
import { textOf, Unreadable } from './draft.ts'
import { htmlToDrafts } from './html.ts'

function read(html: string): string[] {
  return htmlToDrafts(html).drafts.map(({ kind, level, indent, runs }) => {
    const shape = `${kind}${level > 0 ? level : ''}${indent > 0 ? `>${indent}` : ''}`
    return `${shape}: ${textOf(runs)}`
  })
}

describe('HTML', () => {
  test('headings, paragraphs, quotes, lists', () => {
    const html =
      '<h1>一</h1><p>段落。</p><h5>五</h5><blockquote>引<p>文</p></blockquote>' +
      '<ul><li>甲<li><p>乙</p><p>乙二</p><ol><li>丙</ol></ul>尾'
    expect(read(html)).toEqual([
      'heading1: 一',
      'paragraph: 段落。',
      'heading3: 五',
      'quote: 引',
      'quote: 文',
      'bullet: 甲',
      'bullet: 乙',
      'paragraph>1: 乙二',
      'ordered>1: 丙',
      'paragraph: 尾',
    ])
  })

  test('scripts, styles and templates are dropped, unknown elements are read', () => {
    expect(
      read(
        '<style>p{}</style><script>x</script><p>甲<x-y>乙</x-y></p><template>t</template><noscript>n</noscript>',
      ),
    ).toEqual(['paragraph: 甲乙'])
  })

  test('[I2] white space is what a browser shows; breaks stay, two of them end a paragraph', () => {
    expect(
      read('<p>  one\n   two <b> three</b>\t</p><p>一年\n  春作首</p><p>甲<br>乙<br><br>\n丙</p>'),
    ).toEqual(['paragraph: one two three', 'paragraph: 一年春作首', 'paragraph: 甲\n乙', 'paragraph: 丙'])
    expect(read('<pre>a  b\n\n\tc</pre>')).toEqual(['paragraph: a  b\n\n\tc'])
    expect(read('<p>a&nbsp;&nbsp;b&amp;&#20013;&lt;</p>')).toEqual(['paragraph: a\u00a0\u00a0b&中<'])
  })

  test('rows are blocks, their cells kept apart', () => {
    expect(read('<table><tr><th>甲<th>乙<tr><td>1<td><b>2</b></table>')).toEqual([
      'paragraph: 甲 | 乙',
      'paragraph: 1 | 2',
    ])
  })

  test('marks stay, unsafe links leave their text', () => {
    const html =
      '<p>a<strong>b<em>c</em></strong><u>d</u><s>e</s><a href="https://f.example">f</a><a href="javascript:g">g</a>'
    expect(htmlToDrafts(html).drafts.flatMap((block) => block.runs)).toEqual([
      { text: 'a', marks: {} },
      { text: 'b', marks: { bold: true } },
      { text: 'c', marks: { bold: true, italic: true } },
      { text: 'd', marks: { underline: true } },
      { text: 'e', marks: { strike: true } },
      { text: 'f', marks: { link: 'https://f.example' } },
      { text: 'g', marks: {} },
    ])
  })

  test('the title is the page’s', () => {
    expect(htmlToDrafts('<title> 一\n 二 </title><p>甲')).toMatchObject({ title: '一 二', drafts: [{}] })
    expect(htmlToDrafts('<p>甲').title).toBeNull()
  })

  test('a document type with entities resolves none, and shows none of it', () => {
    const html =
      '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hosts">]><p>甲&b;&c;'
    expect(read(html)).toEqual(['paragraph: 甲&b;&c;'])
  })

  test('a document type without an end is all there is', () => {
    expect(read('<!doctype ['.repeat(100_000))).toEqual([])
    expect(read(`<p>甲${'<!doctype ['.repeat(10_000)}`)).toEqual(['paragraph: 甲'])
  })

  test.each([
    ['nested', '<div>'.repeat(100_000)],
    ['unclosed formatting', Array.from({ length: 3_000 }, (_, i) => `<b id=${i}><p>`).join('')],
  ])('a page made to break its reader is given up in time: %s', (_, html) => {
    expect(() => read(html)).toThrow(Unreadable)
  })
})
