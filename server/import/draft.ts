import type { Block, BlockKind } from '../../shared/blocks.ts'

/** Marks as plain values; `link` is its address. */
export interface Marks {
  bold?: true
  italic?: true
  underline?: true
  strike?: true
  link?: string
}

/** A stretch of text with the same marks; a line break within a block is "\n". */
export interface Run {
  text: string
  marks: Marks
}

/** One block as a format's reader hands it on: no id yet, and its marks still there. */
export interface Draft {
  kind: BlockKind
  level: number
  indent: number
  runs: Run[]
}

/** What import makes of a draft: a block as everybody knows it, and beside it what `text` alone can't say. */
export interface ImportedBlock extends Block {
  indent: number
  runs: readonly Run[]
}

/** What a reader throws when a text is made to break it: nested or marked up beyond any sense. */
export class Unreadable extends Error {}

export function draft(kind: BlockKind, text: string, level = 0): Draft {
  return { kind, level, indent: 0, runs: [{ text, marks: {} }] }
}

export function textOf(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join('')
}

/** Without white space at its ends and without empty runs; indentation and the last line's end are no text. */
export function trimRuns(runs: readonly Run[]): Run[] {
  const kept = runs.map((run) => ({ ...run }))
  for (const run of kept) {
    run.text = run.text.trimStart()
    if (run.text !== '') break
  }
  for (const run of kept.toReversed()) {
    run.text = run.text.trimEnd()
    if (run.text !== '') break
  }
  return kept.filter((run) => run.text !== '')
}

/** Cuts runs wherever `separator` matches in their text; the separators go. */
export function splitRuns(runs: readonly Run[], separator: RegExp): Run[][] {
  const text = textOf(runs)
  const parts: Run[][] = []
  let from = 0
  for (const match of text.matchAll(separator)) {
    parts.push(sliceRuns(runs, from, match.index))
    from = match.index + match[0].length
  }
  parts.push(sliceRuns(runs, from, text.length))
  return parts
}

function sliceRuns(runs: readonly Run[], from: number, to: number): Run[] {
  const slice: Run[] = []
  let at = 0
  for (const run of runs) {
    const text = run.text.slice(Math.max(from - at, 0), Math.max(to - at, 0))
    if (text !== '') slice.push({ text, marks: run.marks })
    at += run.text.length
  }
  return slice
}
