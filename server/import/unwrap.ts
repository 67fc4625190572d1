import { columnsOf, joinerOf } from './columns.ts'

/** Lines of a text that was broken by hand or by a program at a column of this range. */
const LEAST_COLUMN = 50
const LAST_COLUMN = 100
/** How many lines must be as full as they could be before we believe it. */
const LEAST_FULL_LINES = 3
const SENTENCE_END = /[。．.！!？?…][”’"'」』》）)\]】]*$/
/** Indented, or beginning with a dash, a bullet or a number: a new paragraph, whatever the line before. */
const NEW_PARAGRAPH =
  /^(?:[ \t]{2,}|[\t\u3000]|\s*(?:[-*+•·●○■◆▪‧]\s|—|[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]))/

/**
 * Lines into paragraphs. As a rule a line is a paragraph, which is what writing and copying make of Chinese text. Only when
 * the lines are visibly broken at one column (each so full that the next word had no room) are they joined again.
 */
export function paragraphsOf(lines: readonly string[]): string[] {
  const column = wrapColumn(lines)
  const paragraphs: string[] = []
  let open = false
  lines.forEach((line, index) => {
    const text = line.trim()
    const last = paragraphs.at(-1)
    if (text === '') open = false
    else if (open && last !== undefined && !NEW_PARAGRAPH.test(line)) {
      paragraphs[paragraphs.length - 1] = last + joinerOf(last, text) + text
    } else paragraphs.push(text)
    open = text !== '' && column !== null && isFull(line, lines[index + 1] ?? '', column)
  })
  return paragraphs
}

/** The column at which all the text was broken; null when it was not. */
function wrapColumn(lines: readonly string[]): number | null {
  const column = lines.reduce((widest, line) => Math.max(widest, columnsUpTo(line, LAST_COLUMN)), 0)
  if (column < LEAST_COLUMN || column > LAST_COLUMN) return null
  let pairs = 0
  let full = 0
  let ended = 0
  for (let index = 0; index + 1 < lines.length; index++) {
    const [line = '', next = ''] = [lines[index], lines[index + 1]]
    if (line.trim() === '' || next.trim() === '' || NEW_PARAGRAPH.test(next)) continue
    pairs++
    if (!isFull(line, next, column)) continue
    full++
    if (SENTENCE_END.test(line.trimEnd())) ended++
  }
  // In verse and lists lines end where sentences do; a machine breaks them anywhere.
  return full >= LEAST_FULL_LINES && full >= pairs * 0.6 && ended <= full * 0.3 ? column : null
}

/** Whether the first word of the next line would not have fitted on this one. */
function isFull(line: string, next: string, column: number): boolean {
  const word = /^\s*(\S[\x21-\x7e\u00c0-\u024f]*)/.exec(next)?.[1]
  if (word === undefined) return false
  // One more for a punctuation mark that must not begin a line and took its neighbour along.
  const slack = columnsOf(word) > word.length ? 2 : 0
  return columnsOf(line.trimEnd()) + joinerOf(line.trimEnd(), word).length + columnsOf(word) + slack > column
}

/** Long lines are only known to be too long. */
function columnsUpTo(line: string, most: number): number {
  return line.length > most ? most + 1 : columnsOf(line.trimEnd())
}
