/** A card that wants to be level with its anchor. */
export interface MarginItem {
  id: string
  /** Where its anchor is, in pixels from the top of the margin. */
  top: number
  height: number
}

export interface MarginLayout {
  tops: ReadonlyMap<string, number>
  /** Cards for which there is no room above the pivot; a button leads to them. */
  hidden: readonly string[]
  bottom: number
}

export interface MarginOptions {
  gap: number
  /** Nothing is placed above this. */
  least: number
  /** The card that stays level; without one the first does. */
  pivot?: string | undefined
}

/**
 * Places cards (sorted by `top`) so that none overlaps: the pivot level with its anchor, those below it pushed down
 * and those above it up, each only as far as it must. One pass each way.
 */
export function layoutMargin(items: readonly MarginItem[], options: MarginOptions): MarginLayout {
  const { gap, least } = options
  const tops = new Map<string, number>()
  const hidden: string[] = []
  const at = Math.max(
    items.findIndex((item) => item.id === options.pivot),
    0,
  )
  const pivot = items[at]
  if (!pivot) return { tops, hidden, bottom: least }
  const level = Math.max(pivot.top, least)
  tops.set(pivot.id, level)
  let bottom = level + pivot.height
  for (const item of items.slice(at + 1)) {
    const place = Math.max(item.top, bottom + gap)
    tops.set(item.id, place)
    bottom = place + item.height
  }
  let ceiling = level
  for (let index = at - 1; index >= 0; index--) {
    const item = items[index]
    if (!item) continue
    const place = Math.min(item.top, ceiling - gap - item.height)
    if (place < least || hidden.length > 0) hidden.unshift(item.id)
    else tops.set(item.id, place)
    ceiling = place
  }
  return { tops, hidden, bottom }
}
