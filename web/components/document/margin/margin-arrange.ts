import { layoutMargin, type MarginItem, type MarginLayout } from './margin-layout.ts'

/** A card, and the place of its block in the text; Infinity for a note that has lost its place. */
export interface AnchoredItem extends MarginItem {
  block: number
}

/** What somebody does and looks at; only a change of this may move the card before their eyes. */
export interface Reading {
  /** The card being written, else the open one. */
  chosen: string | undefined
  /** Index of the block being read. */
  current: number
  filter: object
  /** Where the blocks are: a new object when the text or its width changed. */
  boxes: object
}

export interface MarginFrame {
  gap: number
  least: number
  /** Where the text ends. */
  textEnd: number
  /** The viewport, from the top of the margin. */
  viewTop: number
  viewHeight: number
}

export interface Arrangement extends MarginLayout {
  reading: Reading
  /** So many cards that some are far from their anchors: then those of the paragraph being read are level with it. */
  crowded: boolean
  /** How tall the margin is. Stays the same while one reads on, so that the page's scrollbar doesn't jump. */
  height: number
}

/**
 * Decides which card stays where it belongs. The chosen one is always level with its anchor. Else, while somebody reads
 * on the same spot, the first card before their eyes stays where it is, whoever writes what above it. Else, in a crowded
 * margin, the paragraph being read comes first.
 */
export function arrangeMargin(
  items: readonly AnchoredItem[],
  reading: Reading,
  frame: MarginFrame,
  before?: Arrangement,
): Arrangement {
  const { gap, least, textEnd } = frame
  const natural = layoutMargin(items, { gap, least })
  const crowded = items.some(
    ({ id, top, block }) =>
      Number.isFinite(block) && (natural.tops.get(id) ?? top) - Math.max(top, least) > frame.viewHeight * 0.4,
  )
  const chosen = items.find((item) => item.id === reading.chosen && isNear(item, frame))
  const held = chosen ? undefined : heldBy(items, reading, frame, crowded, before)
  const pivot = chosen ?? held ?? (crowded ? firstFrom(items, reading.current) : undefined)
  const layout = held
    ? layoutMargin(
        items.map((item) => (item.id === held.id ? held : item)),
        { gap, least, pivot: held.id },
      )
    : pivot
      ? layoutMargin(items, { gap, least, pivot: pivot.id })
      : natural
  const end = crowded
    ? crowdedEnd(items, layout, Math.max(reading.current, chosen?.block ?? 0), frame)
    : layout.bottom
  const open = chosen ? (layout.tops.get(chosen.id) ?? 0) + chosen.height : 0
  return { ...layout, reading, crowded, height: Math.max(textEnd, end, open) }
}

/** Far away the chosen card is nobody's concern: what is before one's eyes is. */
function isNear({ top }: MarginItem, { viewTop, viewHeight }: MarginFrame): boolean {
  return top > viewTop - viewHeight && top < viewTop + 2 * viewHeight
}

function heldBy(
  items: readonly AnchoredItem[],
  reading: Reading,
  frame: MarginFrame,
  crowded: boolean,
  before: Arrangement | undefined,
): AnchoredItem | undefined {
  if (!before) return undefined
  const was = before.reading
  const same =
    was.chosen === reading.chosen &&
    was.filter === reading.filter &&
    was.boxes === reading.boxes &&
    (was.current === reading.current || !crowded)
  if (!same) return undefined
  const item = items.find(({ id }) => (before.tops.get(id) ?? Number.NEGATIVE_INFINITY) >= frame.viewTop)
  const top = item && before.tops.get(item.id)
  return item && top !== undefined ? { ...item, top } : undefined
}

/** The first card of the block being read or one after it; past the last, the first of the last block that has any. */
function firstFrom(items: readonly AnchoredItem[], current: number): AnchoredItem | undefined {
  const placed = items.filter((item) => Number.isFinite(item.block))
  return placed.find((item) => item.block >= current) ?? firstOfLastBlock(placed)
}

function firstOfLastBlock(items: readonly AnchoredItem[]): AnchoredItem | undefined {
  const last = items.findLast((item) => Number.isFinite(item.block))
  return last && items.find((item) => item.block === last.block)
}

/**
 * Where a crowded margin ends: where its cards end for whoever reads the last paragraph that has any. Whoever is there
 * already must reach the last card as they lie now; elsewhere those far below belong to paragraphs not yet read.
 */
function crowdedEnd(
  items: readonly AnchoredItem[],
  layout: MarginLayout,
  reached: number,
  { gap, least }: MarginFrame,
): number {
  const first = firstOfLastBlock(items)
  const rest = first ? items.slice(items.indexOf(first)) : items
  const tail = layoutMargin(rest, { gap, least }).bottom
  return first && reached < first.block ? tail : Math.max(tail, layout.bottom)
}
