import type { Node as ProseMirrorNode } from '@tiptap/pm/model'

/** A place in the text as notes speak of it: block and UTF-16 offset, a hard break counting 1. */
export interface TextPoint {
  blockId: string
  offset: number
}

/** Where each block begins, by id; of two blocks with one id the first counts. */
export function blockStarts(doc: ProseMirrorNode): Map<string, { pos: number; node: ProseMirrorNode }> {
  const starts = new Map<string, { pos: number; node: ProseMirrorNode }>()
  doc.forEach((node, pos) => {
    const id = node.attrs.id
    if (typeof id === 'string' && !starts.has(id)) starts.set(id, { pos, node })
  })
  return starts
}

/** A text character and a hard break both take one position, so an offset in the block is an offset in the node. */
export function pointAt(doc: ProseMirrorNode, pos: number): TextPoint | null {
  const inside = doc.resolve(Math.min(Math.max(pos, 0), doc.content.size))
  if (inside.depth >= 1) {
    const id = inside.node(1).attrs.id
    return typeof id === 'string' ? { blockId: id, offset: inside.pos - inside.start(1) } : null
  }
  const { nodeAfter, nodeBefore } = inside
  if (nodeAfter && typeof nodeAfter.attrs.id === 'string') return { blockId: nodeAfter.attrs.id, offset: 0 }
  if (nodeBefore && typeof nodeBefore.attrs.id === 'string')
    return { blockId: nodeBefore.attrs.id, offset: nodeBefore.content.size }
  return null
}
