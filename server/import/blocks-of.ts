import * as Y from 'yjs'
import type { BlockInfo } from '../../shared/api.ts'
import type { BlockKind } from '../../shared/blocks.ts'
import { BLOCK_KINDS, BLOCK_NODE, HARD_BREAK_NODE, HEADING_LEVELS } from '../../shared/blocks.ts'
import { ROOM_ROOTS, type RoomName } from '../../shared/rooms.ts'

/**
 * A text room's committed state as blocks in order. A hard break is "\n", so that offsets are those of the annotations. Of
 * two blocks with one id the first has it; the other one's is empty until an editor gives it a new one.
 */
export function blocksOf(update: Uint8Array, room: RoomName = 'text'): BlockInfo[] {
  const ydoc = new Y.Doc()
  const [root] = Object.keys(ROOM_ROOTS[room])
  const fragment = ydoc.getXmlFragment(root)
  Y.applyUpdate(ydoc, update)
  const seen = new Set<string>()
  const blocks: BlockInfo[] = []
  for (const child of fragment.toArray()) {
    if (!(child instanceof Y.XmlElement) || child.nodeName !== BLOCK_NODE) continue
    const attributes: Record<string, unknown> = child.getAttributes()
    const id = typeof attributes.id === 'string' && !seen.has(attributes.id) ? attributes.id : ''
    seen.add(id)
    const kind = kindOf(attributes.kind)
    blocks.push({ id, kind, level: kind === 'heading' ? levelOf(attributes.level) : 0, text: textOf(child) })
  }
  ydoc.destroy()
  return blocks
}

function kindOf(value: unknown): BlockKind {
  return BLOCK_KINDS.find((kind) => kind === value) ?? 'paragraph'
}

function levelOf(value: unknown): number {
  return HEADING_LEVELS.find((level) => level === value) ?? HEADING_LEVELS[0]
}

function textOf(element: Y.XmlElement): string {
  return element
    .toArray()
    .map((child) => {
      if (child instanceof Y.XmlText)
        return (child.toDelta() as { insert: unknown }[])
          .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
          .join('')
      return child instanceof Y.XmlElement && child.nodeName === HARD_BREAK_NODE ? '\n' : ''
    })
    .join('')
}
