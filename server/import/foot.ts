import type { SourceRecord } from '../../shared/api.ts'
import { findDate } from './dates.ts'
import type { Editor, FootLine } from './foot-line.ts'
import { labelOf, readFootLine } from './foot-line.ts'
import { titleInAttribution } from './speech-title.ts'

export interface Foot {
  /** How many of the paragraphs are body. */
  body: number
  source: SourceRecord
  title: string | null
}

/**
 * Sets aside what stands below a text and is none of it: where it was taken from, who edited it, what a platform says of
 * it. Only an unbroken run of such lines at the very end counts, and never the whole text.
 */
export function takeFoot(paragraphs: readonly string[]): Foot {
  const start = startOfFoot(paragraphs, new Set())
  // Somebody who speaks in the text is no editor of it: an interview's 記者： at the end is its last line.
  const spoken = new Set(paragraphs.slice(0, start).map(labelOf))
  spoken.delete(null)
  const body = startOfFoot(paragraphs, spoken)
  if (body === 0) return { body: paragraphs.length, source: {}, title: null }
  return { body, ...recordOf(paragraphs.slice(body).flatMap((paragraph) => footLines(paragraph) ?? [])) }
}

function startOfFoot(paragraphs: readonly string[], spoken: ReadonlySet<string | null>): number {
  let start = paragraphs.length
  while (start > 0) {
    const paragraph = paragraphs[start - 1] as string
    if (spoken.has(labelOf(paragraph)) || footLines(paragraph) === null) break
    start--
  }
  return start
}

/** The lines of one paragraph (breaks divide it); null when one of them may be text. */
function footLines(paragraph: string): FootLine[] | null {
  const found: FootLine[] = []
  for (const line of paragraph.split('\n')) {
    if (line.trim() === '') continue
    const read = readFootLine(line.trim())
    if (read === null) return null
    found.push(read)
  }
  return found
}

/** The first attribution and source are the text's; what the record has no place for stays readable as a notice. */
function recordOf(lines: readonly FootLine[]): { source: SourceRecord; title: string | null } {
  const source: SourceRecord = {}
  const editors: Editor[] = []
  const notices: string[] = []
  const date = dateOf(lines)
  if (date !== null) source.date = date
  let title: string | null = null
  for (const line of lines) {
    if (line.is === 'editors') editors.push(...line.editors)
    else if (line.is === 'attribution' && source.attribution === undefined) source.attribution = line.text
    else if (line.is === 'source' && source.source === undefined) source.source = line.value
    else if (line.is !== 'date' || !isExactly(line.value, date)) notices.push(line.text)
    if (line.is === 'title') title ??= line.value
  }
  if (source.attribution !== undefined) title ??= titleInAttribution(source.attribution)
  if (editors.length > 0) source.editors = editors
  if (notices.length > 0) source.notices = notices
  return { source, title }
}

/** When it was said comes before when it was published. */
function dateOf(lines: readonly FootLine[]): string | null {
  for (const kind of ['attribution', 'date', 'source'] as const) {
    for (const line of lines) {
      const found = line.is === kind ? findDate(line.text) : null
      if (found !== null) return found.iso
    }
  }
  return null
}

/** Whether the value says nothing but this date. */
function isExactly(value: string, date: string | null): boolean {
  const found = findDate(value)
  return (
    found !== null && found.iso === date && /^[\d０-９〇○零一二三四五六七八九十年月日號号/.-]+$/.test(value)
  )
}
