/** Where a selection was finished: the box of its first or last line, in any coordinates. */
export interface Spot {
  left: number
  right: number
  top: number
  bottom: number
  /** Dragged from its end to its start: then what was finished is its start. */
  backward: boolean
  /** Fingers hide what is above them, and the system puts its own menu there. */
  touch: boolean
}

export interface Bounds {
  left: number
  right: number
  top: number
  bottom: number
}

const GAP = 8
/** Room for the handles that a touch selection has at its ends. */
const HANDLES = 14
/** The middle of the adder lies this far inside the selection's end. */
const INWARD = 20

/**
 * Where the adder goes: near the end that was dragged to, below a selection made forwards and above one made backwards,
 * always below on touch; at the viewport's edge to the other side, and inside the viewport in any case.
 */
export function placeAdder(
  spot: Spot,
  size: { width: number; height: number },
  bounds: Bounds,
): { left: number; top: number } {
  const below = spot.bottom + GAP + (spot.touch ? HANDLES : 0)
  const above = spot.top - GAP - size.height
  const fitsBelow = below + size.height <= bounds.bottom
  const fitsAbove = above >= bounds.top
  const wantsBelow = spot.touch || !spot.backward
  const top = wantsBelow ? (fitsBelow || !fitsAbove ? below : above) : fitsAbove || !fitsBelow ? above : below
  const inward = Math.min(INWARD, (spot.right - spot.left) / 2)
  const middle = spot.backward ? spot.left + inward : spot.right - inward
  return {
    left: clamp(middle - size.width / 2, bounds.left, bounds.right - size.width),
    top: clamp(top, bounds.top, bounds.bottom - size.height),
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, most), least)
}
