import { isDeepStrictEqual } from 'node:util'

/**
 * A room as values: what it says and who wrote it, without anything of Yjs. From these a room can be written again in a
 * new epoch.
 */

/** Who wrote something first, and when. */
export interface Author {
  user: string
  at: Date
}

/** A value under a key, and who put it there. */
export interface Entry {
  key: string
  value: unknown
  author: Author
}

/** A stretch of text by one author in one formatting. */
export interface Run {
  text: string
  marks: Readonly<Record<string, unknown>>
  author: Author
}
export interface NodeValue {
  name: string
  attributes: readonly Entry[]
  author: Author
}
export type Inline = { kind: 'text'; runs: readonly Run[]; author: Author } | ({ kind: 'node' } & NodeValue)
export interface BlockValue extends NodeValue {
  content: readonly Inline[]
}

export interface RoomValues {
  /** Of rooms of text; else empty. */
  blocks: readonly BlockValue[]
  /** Root → its records in the order of the map; of rooms of records. */
  records: ReadonlyMap<string, readonly Entry[]>
}

export function isEmpty(values: RoomValues): boolean {
  return values.blocks.length === 0 && [...values.records.values()].every((entries) => entries.length === 0)
}

/** Appends a run, or prolongs the last one if that is the same author's in the same formatting. */
export function addRun(runs: Run[], run: Run): void {
  const last = runs.at(-1)
  const same =
    last !== undefined &&
    isDeepStrictEqual(last.marks, run.marks) &&
    last.author.user === run.author.user &&
    last.author.at.getTime() === run.author.at.getTime()
  if (same) runs[runs.length - 1] = { ...last, text: last.text + run.text }
  else runs.push(run)
}

/** The same values with as few runs as will do, as they are read again after they were written. */
export function withMergedRuns({ blocks, records }: RoomValues): RoomValues {
  const merged = (inline: Inline): Inline => {
    if (inline.kind !== 'text') return inline
    const runs: Run[] = []
    for (const run of inline.runs) if (run.text !== '') addRun(runs, run)
    return { ...inline, runs }
  }
  return { blocks: blocks.map((block) => ({ ...block, content: block.content.map(merged) })), records }
}
