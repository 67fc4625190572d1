import { columnsOf } from './columns.ts'

/** Numbered headings, the outermost first: what comes first in this list stands above what comes later. */
const NUMBER = '[0-9０-９〇零一二三四五六七八九十百兩两]+'
const NUMBERED: readonly RegExp[] = [
  new RegExp(`^(?:第${NUMBER}[編编卷部篇輯辑]|(?:part|book|volume)\\s+[\\divxlc]+\\b)`, 'i'),
  new RegExp(`^(?:第${NUMBER}[章回]|chapter\\s+[\\divxlc]+\\b)`, 'i'),
  new RegExp(`^(?:第${NUMBER}[節节]|section\\s+\\d+\\b)`, 'i'),
  /^[一二三四五六七八九十百]+[、.．]/,
  /^[（(][一二三四五六七八九十百]+[)）]/,
  /^[IVXⅠ-Ⅻ]+[、.．]\s*\S/,
  /^[0-9０-９]{1,2}[、.．]\s*[^\d０-９\s]/,
  /^[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[.、\s]/,
  /^[（(][0-9０-９]{1,2}[)）]/,
]
/** Sections that are often so short that they would pass for somebody's name. */
const COMMON =
  /^(?:引言|前言|序|序言|序章|導言|导言|導論|导论|緒論|绪论|緒言|绪言|楔子|摘要|提要|正文|附錄|附录|結語|结语|結論|结论|後記|后记|跋|尾聲|尾声|abstract|introduction|preface|foreword|conclusions?|appendix|epilogue|prologue)$/i

const WIDEST = 84
const CLOSERS = /[”’"'」』》〉）)\]】〕\s]+$/
const ENDS_SENTENCE = /[。．.！!？?；;：:…]$/
const ENDS_OPEN = /[。．.！!？?；;：:，,、…—～~–-]$/
/** Dashes, bullets and open quotes begin an item or speech, not a section; an address is none either. */
const NO_HEADING = /^[—–\-*+•·●○■◆▪‧>＞#“"「『]|https?:|@|\n/

/**
 * Which paragraphs are headings: their level, or 0. A heading is a short line without the end of a sentence that stands
 * above a longer paragraph, or is numbered as headings are. When in doubt it is a paragraph.
 */
export function headingLevels(paragraphs: readonly string[]): number[] {
  const ranks = numberedRanks(paragraphs)
  const plain = NUMBERED.length
  for (let index = 0; index < paragraphs.length; index++) {
    if (ranks[index] === -1 && isPlainHeading(paragraphs, ranks, index)) ranks[index] = plain
  }
  return levelsOf(ranks, plain)
}

/** The first line's text if it looks like the whole text's title. */
export function titleLine(paragraphs: readonly string[]): string | null {
  const [first] = paragraphs
  if (first === undefined || paragraphs.length < 2) return null
  return couldBeHeading(first) && rankOf(first) === -1 ? first : null
}

/** -1 for what is not numbered, or only an item of a list: what follows must be longer, or the heading of a lower rank. */
function numberedRanks(paragraphs: readonly string[]): number[] {
  const ranks = paragraphs.map(() => -1)
  for (let index = paragraphs.length - 2; index >= 0; index--) {
    const text = paragraphs[index] as string
    const next = paragraphs[index + 1] as string
    const rank = rankOf(text)
    if (rank === -1 || !couldBeHeading(text, true)) continue
    const before = paragraphs[index - 1]
    if (before !== undefined && rankOf(before) === rank && couldBeHeading(before, true)) continue
    const nextRank = ranks[index + 1] as number
    const above = nextRank > rank
    const longer = nextRank === -1 && rankOf(next) !== rank && columnsOf(next) > columnsOf(text)
    if (above || longer) ranks[index] = rank
  }
  return ranks
}

function rankOf(text: string): number {
  return NUMBERED.findIndex((style) => style.test(text))
}

function couldBeHeading(text: string, numbered = false): boolean {
  if (text.length > WIDEST || columnsOf(text) > WIDEST || NO_HEADING.test(text)) return false
  if (!/[\p{L}\p{N}]/u.test(text)) return false
  const end = text.replace(CLOSERS, '')
  // A numbered question is a heading, any other is more likely speech.
  return !ENDS_OPEN.test(end) || (numbered && /[？?]$/.test(end))
}

function isPlainHeading(paragraphs: readonly string[], ranks: readonly number[], index: number): boolean {
  const text = paragraphs[index] as string
  const before = paragraphs[index - 1]
  const next = paragraphs[index + 1]
  if (next === undefined || !couldBeHeading(text) || rankOf(text) !== -1) return false
  const isHeading = (at: number) => (ranks[at] ?? -1) >= 0
  if (before !== undefined && !isHeading(index - 1) && !endsSentence(before)) return false
  // Under a title stands, as often as a heading, who wrote the text.
  if (index === 1 && isHeading(0) && columnsOf(text) < 16 && !COMMON.test(text)) return false
  if (isHeading(index + 1) || isProse(next, text)) return true
  // The title above the first heading.
  const third = paragraphs[index + 2]
  return index === 0 && third !== undefined && couldBeHeading(next) && isProse(third, next)
}

/** A paragraph that a heading can stand above: clearly longer, made of sentences. */
function isProse(text: string, heading: string): boolean {
  return columnsOf(text) >= Math.max(40, 1.5 * columnsOf(heading)) && endsSentence(text)
}

function endsSentence(text: string): boolean {
  return ENDS_SENTENCE.test(text.replace(CLOSERS, ''))
}

/** The ranks that occur become levels 1 to 3. Headings without a number stand where the text first uses one. */
function levelsOf(ranks: readonly number[], plain: number): number[] {
  const first = ranks.find((rank) => rank >= 0)
  const height = (rank: number) => (rank === plain && first === plain ? -1 : rank)
  const used = [...new Set(ranks.filter((rank) => rank >= 0))].toSorted((a, b) => height(a) - height(b))
  return ranks.map((rank) => (rank < 0 ? 0 : Math.min(used.indexOf(rank) + 1, 3)))
}
