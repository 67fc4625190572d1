import { type Context, type Found, findQuote } from './search.ts'
import type { IndexedBlock, TextIndex } from './text-index.ts'

/**
 * The blocks that have something of the given ones: split off them, or joined with them, over any number of steps.
 * In order; of the given ones those that are still there are among them.
 */
export function kinOf(index: TextIndex, ids: readonly string[]): number[] {
  const kin = new Set(ids)
  const found = new Set<number>()
  for (const id of ids) {
    const position = index.byId.get(id)
    if (position !== undefined) found.add(position)
  }
  for (let grown = true; grown; ) {
    grown = false
    for (const position of index.related) {
      const block = index.blocks[position]
      if (!block || (found.has(position) && block.merged.every((id) => kin.has(id))) || !isKin(block, kin))
        continue
      found.add(position)
      kin.add(block.id)
      // A block joined away still links the ones that were split off it, so its id counts as kin too.
      for (const id of block.merged) kin.add(id)
      grown = true
    }
  }
  return [...found].sort((a, b) => a - b)
}

function isKin(block: IndexedBlock, kin: ReadonlySet<string>): boolean {
  return (
    kin.has(block.id) ||
    (block.from !== undefined && kin.has(block.from)) ||
    block.merged.some((id) => kin.has(id))
  )
}

/** A quote among kin, whatever line breaks are now in it or no longer: a split or a join puts or takes one. */
export function findAmongKin(
  index: TextIndex,
  kin: readonly number[],
  quote: string,
  context: Context,
): Found | undefined {
  const prefix = withoutBreaks(context.prefix)
  const suffix = withoutBreaks(context.suffix)
  for (const run of neighbours(kin)) {
    const { text, offsets, from, to } = flatText(index, run)
    const found = findQuote(text, withoutBreaks(quote), { prefix, suffix }, { from, to })
    const start = found && offsets[found.start]
    const last = found && offsets[found.end - 1]
    if (start !== undefined && last !== undefined) return { start, end: last + 1 }
  }
  return undefined
}

function withoutBreaks(text: string): string {
  return text.replaceAll('\n', '')
}

/** Positions in runs that stand side by side: only those can hold one passage. */
function neighbours(kin: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = []
  for (const position of kin) {
    const run = runs.at(-1)
    if (run && run.last === position - 1) run.last = position
    else runs.push({ first: position, last: position })
  }
  return runs
}

/** A run as one line, `from` – `to` in it; the block on either side lends its text as context. */
function flatText(index: TextIndex, run: { first: number; last: number }) {
  let text = ''
  const offsets: number[] = []
  let from = 0
  let to = 0
  for (let position = run.first - 1; position <= run.last + 1; position++) {
    if (position === run.first) from = text.length
    const start = index.starts[position] ?? 0
    const block = index.blocks[position]?.text ?? ''
    for (let at = 0; at < block.length; at++) {
      if (block[at] === '\n') continue
      text += block[at]
      offsets.push(start + at)
    }
    if (position === run.last) to = text.length
  }
  return { text, offsets, from, to }
}
