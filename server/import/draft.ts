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

/** Neighbours with the same marks as one run. */
export function joinRuns(runs: readonly Run[]): Run[] {
  const joined: Run[] = []
  for (const { text, marks } of runs) {
    const last = joined.at(-1)
    if (last !== undefined && sameMarks(last.marks, marks)) last.text += text
    else joined.push({ text, marks })
  }
  return joined
}

function sameMarks(a: Marks, b: Marks): boolean {
  return (['bold', 'italic', 'underline', 'strike', 'link'] as const).every((name) => a[name] === b[name])
}

/** Cuts runs wherever `separator` (with the flag g) matches in their text; the separators go. In one pass. */
export function splitRuns(runs: readonly Run[], separator: RegExp): Run[][] {
  const parts: Run[][] = [[]]
  const cuts = textOf(runs).matchAll(separator)
  let cut = cuts.next().value
  let at = 0
  for (const { text, marks } of runs) {
    const end = at + text.length
    for (let from = at; from < end; ) {
      const start = cut?.index ?? Number.POSITIVE_INFINITY
      const stop = cut === undefined ? start : start + cut[0].length
      if (from < start) parts.at(-1)?.push({ text: text.slice(from - at, start - at), marks })
      if (stop > end) break
      parts.push([])
      cut = cuts.next().value
      from = stop
    }
    at = end
  }
  return parts
}
