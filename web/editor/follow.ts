import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import { blockStarts, type TextPoint } from './positions.ts'

/**
 * Where an offset went when a text became another one, judged by what both begin and end with; an offset inside of what
 * was replaced goes to its beginning.
 */
export function followOffset(before: string, after: string, offset: number): number {
  const shorter = Math.min(before.length, after.length)
  let prefix = 0
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++
  if (offset <= prefix) return offset
  let suffix = 0
  while (suffix < shorter - prefix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix])
    suffix++
  return offset >= before.length - suffix ? offset + after.length - before.length : prefix
}

/**
 * A place of one document in the next: with its block, and in it with the text around it. Of a block that is gone, the
 * beginning of the next one that is left. A remote change replaces the whole document, so no mapping knows that.
 */
export function followPoint(
  before: ProseMirrorNode,
  after: ProseMirrorNode,
  point: TextPoint,
): TextPoint | null {
  const was = blockStarts(before)
  const now = blockStarts(after)
  const old = was.get(point.blockId)
  const found = now.get(point.blockId)
  if (old && found) {
    if (old.node.eq(found.node)) return point
    return { ...point, offset: followOffset(textOf(old.node), textOf(found.node), point.offset) }
  }
  const order = [...was.keys()]
  const next = order.slice(order.indexOf(point.blockId) + 1).find((id) => now.has(id))
  return next === undefined ? null : { blockId: next, offset: 0 }
}

function textOf(block: ProseMirrorNode): string {
  return block.textBetween(0, block.content.size, undefined, '\n')
}
