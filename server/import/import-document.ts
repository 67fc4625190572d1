import type { ProblemCode, SourceRecord } from '../../shared/api.ts'
import { LIMITS } from '../../shared/limits.ts'
import { checkName } from '../../shared/names.ts'
import type { Draft, ImportedBlock } from './draft.ts'
import { joinRuns, textOf, trimRuns, Unreadable } from './draft.ts'
import { takeFoot } from './foot.ts'
import { titleLine } from './headings.ts'
import { htmlToDrafts } from './html.ts'
import { markdownToDrafts } from './markdown.ts'
import { isReadable, normaliseText } from './normalise.ts'
import { paragraphsToDrafts, textToParagraphs } from './plain-text.ts'

export interface ImportInput {
  text: string
  format: 'text' | 'markdown' | 'html'
}
export interface ImportedDocument {
  /** What the text itself is called; null when it does not say. */
  title: string | null
  blocks: ImportedBlock[]
  source: SourceRecord
}
export type ImportResult = { ok: true; document: ImportedDocument } | { ok: false; problem: ProblemCode }

/** Marks of a page that is all marks weigh twenty times its text; then the text alone is kept. */
const MOST_RUNS = 20_000

/** What a format's reader makes of a text: blocks, foot matter set aside. */
interface Reading {
  title: string | null
  drafts: Draft[]
  source: SourceRecord
}

/**
 * A text as flat blocks with ids, and what stood below it as its source record. No character of the body is lost or altered
 * but white space at the ends of lines and what normaliseText takes out (docs/SPEC.md, I1–I4). Never throws.
 */
export function importDocument(input: ImportInput, newId: () => string): ImportResult {
  if (input.text.length > LIMITS.documentBytes) return refuse('too-large')
  if (!isReadable(input.text)) return refuse('unreadable-text')
  const text = normaliseText(input.text)
  if (input.format !== 'html' && text.length > LIMITS.documentChars) return refuse('too-large')
  const reading = read(text, input.format)
  if (reading === null) return refuse('unreadable-text')
  const { drafts, source } = reading
  if (drafts.length === 0) return refuse('text-empty')
  if (drafts.length > LIMITS.documentBlocks) return refuse('too-many-blocks')
  const blocks = drafts.map((one) => blockOf(one, newId()))
  if (blocks.reduce((sum, block) => sum + block.runs.length, 0) > MOST_RUNS)
    for (const block of blocks) unmark(block)
  if (blocks.reduce((sum, block) => sum + block.text.length, 0) > LIMITS.documentChars)
    return refuse('too-large')
  return { ok: true, document: { title: usableTitle(reading.title), blocks, source } }
}

function refuse(problem: ProblemCode): ImportResult {
  return { ok: false, problem }
}

/** Null when the readers of Markdown and HTML give up: what is nested without end is no text. */
function read(text: string, format: ImportInput['format']): Reading | null {
  if (format === 'text') return readText(text)
  try {
    return format === 'markdown' ? readMarkup(markdownToDrafts(text), null) : readHtml(text)
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) return null
    throw error
  }
}

function readText(text: string): Reading {
  const paragraphs = textToParagraphs(text)
  const foot = takeFoot(paragraphs)
  const body = paragraphs.slice(0, foot.body)
  return { title: foot.title ?? titleLine(body), drafts: paragraphsToDrafts(body), source: foot.source }
}

function readHtml(text: string): Reading {
  const { title, drafts } = htmlToDrafts(text)
  return readMarkup(drafts, title)
}

function readMarkup(drafts: Draft[], title: string | null): Reading {
  // With its mark a heading is no line that foot matter could be.
  const foot = takeFoot(drafts.map(({ kind, runs }) => (kind === 'heading' ? '# ' : '') + textOf(runs)))
  const body = drafts.slice(0, foot.body)
  const heading = body.find(({ kind }) => kind === 'heading')
  return {
    title: foot.title ?? title ?? (heading ? textOf(heading.runs) : null),
    drafts: body,
    source: foot.source,
  }
}

function blockOf(one: Draft, id: string): ImportedBlock {
  const runs = joinRuns(trimRuns(one.runs))
  return { id, kind: one.kind, level: one.level, text: textOf(runs), indent: one.indent, runs }
}

function unmark(block: ImportedBlock): void {
  block.runs = [{ text: block.text, marks: {} }]
}

/** A title is one line of bounded length; what does not fit stays the body's alone. */
function usableTitle(title: string | null): string | null {
  const checked = title === null ? null : checkName(title, LIMITS.titleChars)
  return checked?.ok ? checked.name : null
}
