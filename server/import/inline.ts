import { isSafeLink } from '../../shared/blocks.ts'
import { joinerOf } from './columns.ts'
import type { Marks, Run } from './draft.ts'

/** A break, and white space that must stay as it is; controls, which no normalised text contains. */
export const BREAK = '\u0001'
const KEPT_SPACE = '\u0002'
const KEPT_TAB = '\u0003'
const KEPT: Record<string, string> = { [BREAK]: '\n', [KEPT_SPACE]: ' ', [KEPT_TAB]: '\t' }

/** A link that may not be stored leaves its text. */
export function withLink(marks: Marks, href: string | undefined): Marks {
  const link = href?.trim()
  return isSafeLink(link) ? { ...marks, link } : marks
}

/** Text to be shown as it stands, in {@link collapse}'s terms. */
export function keepSpace(text: string): string {
  return text.replaceAll('\n', BREAK).replaceAll(' ', KEPT_SPACE).replaceAll('\t', KEPT_TAB)
}

/**
 * White space as a browser shows it: any amount of it is one space, none beside a break; a line end between or beside
 * wide characters is nothing at all, so that Chinese text does not get holes.
 */
export function collapse(runs: readonly Run[]): Run[] {
  const text = runs.map((run) => run.text).join('')
  const collapsed: Run[] = []
  let at = 0
  for (const run of runs) {
    let own = ''
    let from = at
    const end = at + run.text.length
    for (const match of run.text.matchAll(/[ \t\n]+/g)) {
      const start = at + match.index
      own += text.slice(from, start) + spaceAt(text, start, start + match[0].length)
      from = start + match[0].length
    }
    own += text.slice(from, end)
    at = end
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the markers of this file
    const kept = own.replace(/[\u0001-\u0003]/g, (marker) => KEPT[marker] as string)
    if (kept !== '') collapsed.push({ text: kept, marks: run.marks })
  }
  return collapsed
}

/** What white space at [start, end) becomes; of a stretch that lies in several runs the first run keeps the space. */
function spaceAt(text: string, start: number, end: number): string {
  const isSpace = (at: number) => ' \t\n'.includes(text.charAt(at)) && at < text.length
  if (start > 0 && isSpace(start - 1)) return ''
  let last = end
  while (isSpace(last)) last++
  const before = characterBefore(text, start)
  const after = text.slice(last, last + 2)
  if (before === '' || after === '' || before === BREAK || after.startsWith(BREAK)) return ''
  return text.slice(start, last).includes('\n') ? joinerOf(before, after) : ' '
}

/** With both halves of a surrogate pair. */
function characterBefore(text: string, at: number): string {
  return [...text.slice(Math.max(at - 2, 0), at)].at(-1) ?? ''
}
