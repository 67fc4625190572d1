import type { TextBlock } from '../../../stores/types.ts'
import type { PlacedThread } from '../state/notes.ts'

/** A heading and what follows it; the first section may have no heading. */
export interface Section {
  /** Undefined for what precedes the first heading. */
  heading: TextBlock | undefined
  /** Where a click goes. */
  blockId: string
  /** Every block in it, the heading too. */
  ids: readonly string[]
  blocks: readonly { id: string; number: number; notes: number }[]
  /** Open threads that touch it, each once. */
  notes: number
}

export function outlineOf(
  blocks: readonly TextBlock[],
  byBlock: ReadonlyMap<string, readonly PlacedThread[]>,
): Section[] {
  const sections: { heading: TextBlock | undefined; blocks: TextBlock[] }[] = []
  for (const block of blocks) {
    if (block.kind === 'heading') sections.push({ heading: block, blocks: [block] })
    else {
      if (sections.length === 0) sections.push({ heading: undefined, blocks: [] })
      sections.at(-1)?.blocks.push(block)
    }
  }
  return sections.map(({ heading, blocks }) => {
    const threads = new Set(
      blocks.flatMap((block) => (byBlock.get(block.id) ?? []).map((one) => one.thread.id)),
    )
    return {
      heading,
      blockId: blocks[0]?.id ?? '',
      ids: blocks.map((block) => block.id),
      blocks: blocks
        .filter((block) => block.kind !== 'heading')
        .map(({ id, number }) => ({ id, number, notes: byBlock.get(id)?.length ?? 0 })),
      notes: threads.size,
    }
  })
}

/** Where hardly anything has been said, one note is not yet a fire. */
const LIVELY = 3

/** How warm a paragraph is, 0 to 4, beside the liveliest one: few steps, so that they can be told apart. */
export function heatOf(notes: number, most: number): number {
  if (notes <= 0 || most <= 0) return 0
  return Math.max(1, Math.ceil((notes / Math.max(most, LIVELY)) * 4))
}

/** As many cells as can be told apart in a narrow column. */
const MOST_CELLS = 24

/** The section's strip: the notes on each paragraph; of a long section the liveliest of each handful. */
export function stripOf(section: Section): number[] {
  const { blocks } = section
  const cells = Math.min(blocks.length, MOST_CELLS)
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * blocks.length) / cells)
    const to = Math.floor(((cell + 1) * blocks.length) / cells)
    return Math.max(...blocks.slice(from, to).map((block) => block.notes))
  })
}
