import { describe, expect, test } from 'vitest'
import { takeFoot } from './foot.ts'

const BODY = ['這是正文的第一段。', '這是正文的第二段,它說完了。']
const foot = (...lines: string[]) => takeFoot([...BODY, ...lines])

describe('the foot of a text', () => {
  test.each([
    ['來源:今日浙江', { source: '今日浙江' }],
    ['来源：新华社', { source: '新华社' }],
    ['【來源：人民日報】', { source: '人民日報' }],
    ['（来源丨学习时报）', { source: '学习时报' }],
    ['Source: The Daily Record', { source: 'The Daily Record' }],
    ['责任编辑：张三', { editors: [{ role: '责任编辑', name: '张三' }] }],
    ['責 編：葉 揚', { editors: [{ role: '責編', name: '葉 揚' }] }],
    ['（責任編輯：張三、李四）', { editors: [{ role: '責任編輯', name: '張三、李四' }] }],
    ['Editor: John W. Smith', { editors: [{ role: 'Editor', name: 'John W. Smith' }] }],
    [
      '責編：張三　美編：李四 | 審核：王五',
      {
        editors: [
          { role: '責編', name: '張三' },
          { role: '美編', name: '李四' },
          { role: '審核', name: '王五' },
        ],
      },
    ],
    [
      '文/張三 圖/李四',
      {
        editors: [
          { role: '文', name: '張三' },
          { role: '圖', name: '李四' },
        ],
      },
    ],
    ['發佈日期：2026年2月24日', { date: '2026-02-24' }],
    ['发布时间：2026-02-24 10:30', { date: '2026-02-24', notices: ['发布时间：2026-02-24 10:30'] }],
    [
      '（选自二〇二六年二月二十四日《学习时报》）',
      { date: '2026-02-24', attribution: '（选自二〇二六年二月二十四日《学习时报》）' },
    ],
    ['(摘自2026年2月30日的報紙)', { attribution: '(摘自2026年2月30日的報紙)' }],
    ['版权声明：未经授权不得转载。', { notices: ['版权声明：未经授权不得转载。'] }],
    ['© 2026 Some Press. All rights reserved.', { notices: ['© 2026 Some Press. All rights reserved.'] }],
    ['原文鏈接：https://example.org/a', { notices: ['原文鏈接：https://example.org/a'] }],
  ])('[I1] %s', (line, source) => {
    expect(foot(line)).toEqual({ body: 2, source, title: null })
  })

  test('a second source, and what else the record has no place for, stays readable', () => {
    const { source } = foot('來源：甲報', '來源：乙報', '(摘自某書)', '(原載某刊)')
    expect(source).toEqual({
      source: '甲報',
      attribution: '(摘自某書)',
      notices: ['來源：乙報', '(原載某刊)'],
    })
  })

  test('when it was said comes before when it was published', () => {
    expect(foot('日期：2026年3月1日', '(摘自張三2026年2月24日的講話)').source).toEqual({
      date: '2026-02-24',
      attribution: '(摘自張三2026年2月24日的講話)',
      notices: ['日期：2026年3月1日'],
    })
  })

  test.each([
    ['sentences with a label', '編輯:我們認為這件事很重要,應該馬上去做。'],
    ['a label nobody knows', '要求:一周之內'],
    ['a declaration', '聲明:我們決不屈服'],
    ['a sentence about sources', '來源廣泛的材料證明了這一點。'],
    ['a sentence that begins like an attribution', '摘自他日記裡的這句話,我讀了很多遍。'],
    ['a remark in brackets', '(鼓掌)'],
    ['a signature', '張三'],
    ['the date of a letter', '2026年2月24日'],
    ['a note', '註:數字截至去年底'],
  ])('[I2] in doubt body: %s', (_, line) => {
    expect(foot(line)).toEqual({ body: 3, source: {}, title: null })
  })

  test('[I2] who speaks in the text is no editor of it', () => {
    const interview = ['記者:您怎麼看?', '王五:我看很好。', '記者:謝謝您', '來源:今日浙江']
    expect(takeFoot(interview)).toEqual({ body: 3, source: { source: '今日浙江' }, title: null })
  })

  test('[I2] only an unbroken run at the end counts, and never the whole text', () => {
    expect(takeFoot(['來源:今日浙江', ...BODY])).toEqual({ body: 3, source: {}, title: null })
    expect(foot('責編:張三', '最後一段正文。')).toEqual({ body: 4, source: {}, title: null })
    expect(takeFoot(['來源:今日浙江', '責編:張三'])).toEqual({ body: 2, source: {}, title: null })
    expect(takeFoot([])).toEqual({ body: 0, source: {}, title: null })
  })
})

describe('the title in an attribution', () => {
  test.each([
    ['(摘自王浩同志2026年2月24日在浙江省新春第一會上的講話)', '在浙江省新春第一會上的講話(摘)'],
    ['（节选自张三2025年1月在全国会议上的报告）', '在全国会议上的报告（节选）'],
    ['(摘編自張三同志在黨校開學典禮上的講話,有刪節)', '在黨校開學典禮上的講話(摘)'],
    ['（本文係李四在畢業典禮上的致辭）', '在畢業典禮上的致辭'],
    ['（摘自張三《論學習》一文）', '論學習（摘）'],
    ['(摘自2026年2月24日《人民日報》)', null],
    ['(摘自張三的日記)', null],
  ])('[I1] %s', (line, title) => {
    expect(foot(line).title).toBe(title)
  })

  test('an original title is one too', () => {
    expect(foot('原標題：在新的起點上')).toEqual({
      body: 2,
      source: { notices: ['原標題：在新的起點上'] },
      title: '在新的起點上',
    })
  })
})
