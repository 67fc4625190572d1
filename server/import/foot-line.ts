import { findDate } from './dates.ts'

/** What one line at the foot of a text says; `text` is all of it. */
export type FootLine = { text: string } & (
  | { is: 'attribution' | 'notice' }
  | { is: 'source' | 'date' | 'title'; value: string }
  | { is: 'editors'; editors: Editor[] }
)
export interface Editor {
  role: string
  name: string
}

const SOURCES = labels(
  '來源 来源 原文來源 原文来源 文章來源 文章来源 稿件來源 稿件来源 稿源 信息來源 信息来源 資料來源 资料来源 消息來源 消息来源 新聞來源 新闻来源 內容來源 内容来源 文本來源 文本来源 source sources',
)
const DATES = labels(
  '日期 時間 时间 發布時間 發佈時間 发布时间 發布日期 發佈日期 发布日期 刊發時間 刊发时间 刊登日期 date published',
)
const TITLES = labels('原標題 原标题 原題 原题')
const EDITORS = labels(
  '責編 责编 責任編輯 责任编辑 編輯 编辑 美編 美编 美術編輯 美术编辑 視覺 视觉 主編 主编 副主編 副主编 執行主編 执行主编 執行編輯 执行编辑 值班編輯 值班编辑 值班主任 值班主編 值班主编 新媒體編輯 新媒体编辑 欄目編輯 栏目编辑 網絡編輯 网络编辑',
  '校對 校对 審校 审校 校審 校审 審核 审核 審稿 审稿 審讀 审读 初審 初审 複審 復審 复审 終審 终审 一審 一审 二審 二审 三審 三审 一校 二校 三校 簽發 签发 核稿',
  '作者 撰文 撰稿 撰寫 撰写 文字 文 執筆 执笔 記者 记者 本報記者 本报记者 通訊員 通讯员 攝影 摄影 攝像 摄像 圖片 图片 圖 图 圖文 图文 製圖 制图 製图 繪圖 绘图 插圖 插图 視頻 视频 音頻 音频 剪輯 剪辑 設計 设计 排版 版式 海報 海报',
  '翻譯 翻译 譯者 译者 編譯 编译 整理 錄入 录入 策劃 策划 總策劃 总策划 統籌 统筹 監製 监制 總監製 总监制 出品 出品人 製作 制作 供稿 投稿 來稿 来稿',
  'editor editors author authors reporter reporters writer translator proofreader photographer photography photo photos illustration reviewer producer',
)
/** A line with one of these is a notice by its label alone. */
const NOTICES = labels('免責聲明 免责声明 版權聲明 版权声明 風險提示 风险提示 disclaimer copyright')
/** With these only when it speaks of what notices speak of: a declaration may be the text itself. */
const DOUBTFUL_NOTICES = labels(
  '特別聲明 特别声明 聲明 声明 重要聲明 重要声明 鄭重聲明 郑重声明 特別提示 特别提示 溫馨提示 温馨提示 提示 說明 说明 注意 notice note',
)
const LINKS = labels(
  '原文鏈接 原文链接 原文連結 原文地址 原文網址 原文网址 鏈接 链接 連結 網址 网址 link url',
)
const NOTICE_WORDS =
  /平[臺台]|轉載|转载|版權|版权|侵權|侵权|用[戶户]上[傳传]|自媒[體体]|[觀观][點点]|立[場场]|本[網网站]|[網网]友|投[資资]建[議议]|uploaded|copyright|rights reserved|views|platform|liabilit|permission/i
const BARE_NOTICE =
  /^(?:©|\(c\)\s*\d{4}|copyright\s|all rights reserved|版權所有|版权所有|未[經经].{0,12}(?:授[權权]|[許许]可|同意))/i

/** What opens an attribution, with brackets around the line or without. */
const ATTRIBUTION =
  /^(?:——|—|–|--)?\s*(?:摘自|摘[編编]自|[節节][選选]自|[節节][錄录]自|[選选]自|摘[錄录]自|原[載载]|原刊|原文刊|[轉转][載载]自|[轉转]自|引自|本文(?:[為为係系]|原[載载]|原刊|[刊發发][於于表]|[選选]自|摘自|[節节][選选]自|[轉转][載载]?自))/
const ATTRIBUTION_IN_BRACKETS =
  /^(?:出自|[載载][於于]|刊[於于]|作者[為为係系是單单]|[這这此]?(?:文|篇)?是.{2,60}的(?:[講讲][話话稿]|一部分|[節节][選选])|根[據据].{2,80}整理|excerpt|from\b|adapted from|reprinted from|originally published|translated from|source\b)/i

const LINE_MOST = 120
const NAMES_MOST = 60
const ENDS_SENTENCE = /[。！!？?；;]$/
const IN_BRACKETS = /^([（([［【〔])(.*)[)）\]］】〕]$/s
/** 文/張三 圖/李四: a stroke in the place of the colon. */
const BY = /(^|\s)(文|文字|[圖图]|[圖图]片|[圖图]文|[攝摄]影)\s*[/／]\s*(?=\S)/g
const LABELLED = /^([^:：丨｜|]{1,24}?)\s*[:：丨｜|]\s*(.*)$/s

/** Reads a line as foot matter; null when it may be text. */
export function readFootLine(line: string): FootLine | null {
  const inner = IN_BRACKETS.exec(line)?.[2]?.trim()
  if (isAttribution(line, inner)) return { is: 'attribution', text: line }
  return labelled(line, inner ?? line)
}

/** The word before a line's first colon, as labels are compared; null when there is none. */
export function labelOf(line: string): string | null {
  const label = LABELLED.exec(IN_BRACKETS.exec(line)?.[2]?.trim() ?? line)?.[1]
  return label === undefined ? null : fold(bare(label))
}

function isAttribution(line: string, inner: string | undefined): boolean {
  if (line.length > LINE_MOST) return false
  if (inner !== undefined) return ATTRIBUTION.test(inner) || ATTRIBUTION_IN_BRACKETS.test(inner)
  return ATTRIBUTION.test(line) && !ENDS_SENTENCE.test(line)
}

function labelled(line: string, inner: string): FootLine | null {
  if (BARE_NOTICE.test(inner)) return { is: 'notice', text: line }
  const editors = editorsOf(inner)
  if (editors !== null) return { is: 'editors', text: line, editors }
  const found = LABELLED.exec(inner)
  if (found === null) return null
  const label = fold(bare(found[1] as string))
  const value = (found[2] as string).trim()
  if (NOTICES.has(label) || LINKS.has(label)) return { is: 'notice', text: line }
  if (DOUBTFUL_NOTICES.has(label) && NOTICE_WORDS.test(value)) return { is: 'notice', text: line }
  if (value === '' || line.length > LINE_MOST || ENDS_SENTENCE.test(value)) return null
  if (SOURCES.has(label)) return { is: 'source', text: line, value }
  if (DATES.has(label) && findDate(value) !== null) return { is: 'date', text: line, value }
  if (TITLES.has(label)) return { is: 'title', text: line, value }
  return null
}

/** `責編：張三`, `責 編：葉 揚`, `責編：張三 美編：李四 | 一審：王五`; null unless every part has a label and a name. */
function editorsOf(line: string): Editor[] | null {
  if (line.length > LINE_MOST) return null
  const editors: Editor[] = []
  let between = ''
  for (const [, space = '', word = ''] of line
    .replace(BY, '$1$2：')
    .matchAll(/(^|[\s;；，,、/／]+)([^\s;；，,、/／]+)/g)) {
    const found = LABELLED.exec(word)
    const role = bare(between + (found?.[1] ?? ''))
    const last = editors.at(-1)
    if (found !== null && EDITORS.has(fold(role))) {
      if (last !== undefined) last.name = last.name.replace(/\s*[|｜丨]$/, '')
      editors.push({ role, name: found[2] as string })
      between = ''
    } else if (last === undefined) between += word
    else last.name += last.name === '' ? word : space + word
  }
  if (editors.length === 0) return null
  const plausible = editors.every(
    ({ name }) => name !== '' && name.length <= NAMES_MOST && !/[。！!？?：:]/.test(name),
  )
  return plausible ? editors : null
}

function labels(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')))
}
function bare(label: string): string {
  return label.replace(/\s+/g, '')
}
function fold(label: string): string {
  return label.normalize('NFKC').toLowerCase()
}
