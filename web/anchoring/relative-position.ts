import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import type { TextIndex } from './text-index.ts'

/**
 * Relative positions: they stay with their neighbouring character while the text around it changes. The start holds
 * on to the character after it, the end to the one before it, so that what is typed at the edges stays outside.
 */
export type Edge = 'start' | 'end'

const ASSOC = { start: 0, end: -1 } as const

/** Base64 of the relative position at an offset of a block. */
export function describeEdge(block: Y.XmlElement, offset: number, edge: Edge): string {
  const assoc = ASSOC[edge]
  let at = 0
  let child = 0
  for (const inline of block.toArray()) {
    const length = inline instanceof Y.XmlText ? inline.length : 1
    const inside =
      edge === 'start' ? offset >= at && offset < at + length : offset > at && offset <= at + length
    if (inside && inline instanceof Y.XmlText)
      return encode(Y.createRelativePositionFromTypeIndex(inline, offset - at, assoc))
    if (inside) break
    at += length
    child++
  }
  // Beside a hard break, or in a block without text: among the block's children.
  const index = edge === 'start' ? child : Math.min(child + 1, block.length)
  return encode(Y.createRelativePositionFromTypeIndex(block, index, assoc))
}

function encode(position: Y.RelativePosition): string {
  return toBase64(Y.encodeRelativePosition(position))
}

/** The global offset a stored position has now; undefined when what it held on to is gone, or never came. */
export function resolveEdge(encoded: string, index: TextIndex): number | undefined {
  const relative = decode(encoded)
  if (!relative) return undefined
  const absolute = Y.createAbsolutePositionFromRelativePosition(relative, index.room.ydoc)
  if (!absolute) return undefined
  const { type } = absolute
  const inText = type instanceof Y.XmlText
  if (inText && type._item?.deleted !== false) return undefined
  const element = inText ? type.parent : type
  if (!(element instanceof Y.XmlElement)) return undefined
  const block = index.byElement.get(element)
  if (block === undefined) return undefined
  let offset = inText ? absolute.index : 0
  let child = 0
  for (const inline of element.toArray()) {
    if (inText ? inline === type : child === absolute.index) break
    offset += inline instanceof Y.XmlText ? inline.length : 1
    child++
  }
  return (index.starts[block] ?? 0) + offset
}

/** Null for what is no position, and for one in a root type: resolving that would create the root. */
function decode(encoded: string): Y.RelativePosition | null {
  try {
    const position = Y.decodeRelativePosition(fromBase64(encoded))
    return position.item === null && position.type === null ? null : position
  } catch {
    return null
  }
}
