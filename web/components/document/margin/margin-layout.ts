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
 * Places cards (sorted by `top`) so that none overlaps: the pivot level with its anchor, the others as near to theirs as
 * may be. Cards flow down from their anchors into what room there is; those that would run into the pivot give way upwards.
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
  const above = flow(items.slice(0, at), least, gap)
  let ceiling = level
  for (const { item, top } of above.toReversed()) {
    const place = Math.min(top, ceiling - gap - item.height)
    if (place < least) hidden.unshift(item.id)
    else tops.set(item.id, place)
    ceiling = place
  }
  let bottom = level
  for (const { item, top } of flow(items.slice(at), level, gap)) {
    tops.set(item.id, top)
    bottom = top + item.height
  }
  return { tops, hidden, bottom }
}

/** Each level with its anchor, or right below the one before; none above `from`. */
function flow(items: readonly MarginItem[], from: number, gap: number): { item: MarginItem; top: number }[] {
  let free = from
  return items.map((item) => {
    const top = Math.max(item.top, free)
    free = top + item.height + gap
    return { item, top }
  })
}
