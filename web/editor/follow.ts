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
 * A place of one document in the next: with its text, also into blocks that were split off meanwhile or that it was joined
 * to. Of a block that is gone, the beginning of the next one that is left. A remote change replaces the whole document,
 * so no mapping knows that.
 */
export function followPoint(
  before: ProseMirrorNode,
  after: ProseMirrorNode,
  point: TextPoint,
): TextPoint | null {
  const was = blockStarts(before)
  const now = blockStarts(after)
  const old = was.get(point.blockId)?.node
  if (!old) return now.has(point.blockId) ? point : null
  if (now.get(point.blockId)?.node.eq(old)) return point
  const kin = kinOf(after, point.blockId, was)
  if (kin.length > 0) {
    let offset = followOffset(textOf(old), kin.map(textOf).join(''), point.offset)
    const found = kin.find((block) => {
      if (offset <= block.content.size) return true
      offset -= block.content.size
      return false
    })
    if (found) return { blockId: found.attrs.id, offset }
  }
  const order = [...was.keys()]
  const next = order.slice(order.indexOf(point.blockId) + 1).find((id) => now.has(id))
  return next === undefined ? null : { blockId: next, offset: 0 }
}

/** The blocks in which a block's text is now: itself, what was split off it since, and what it was joined to. */
function kinOf(
  doc: ProseMirrorNode,
  blockId: string,
  known: ReadonlyMap<string, unknown>,
): ProseMirrorNode[] {
  const family = new Set([blockId])
  const kin: ProseMirrorNode[] = []
  doc.forEach((block) => {
    const { id, from, merged } = block.attrs
    const child = typeof from === 'string' && family.has(from) && !known.has(id)
    const heir = typeof merged === 'string' && merged.split(' ').some((one) => family.has(one))
    if (typeof id !== 'string' || !(family.has(id) || child || heir)) return
    if (child) family.add(id)
    kin.push(block)
  })
  return kin
}

function textOf(block: ProseMirrorNode): string {
  return block.textBetween(0, block.content.size, undefined, '\n')
}
