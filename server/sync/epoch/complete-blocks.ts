import { BLOCK_NODE } from '../../../shared/blocks.ts'
import type { RoomName } from '../../../shared/rooms.ts'
import { SYSTEM } from '../../storage/update-log.ts'
import type { BlockValue, Inline } from './values.ts'

const DEFAULTS = { kind: 'paragraph', level: 0, indent: 0 } as const

/**
 * Blocks of a damaged room may have lost an attribute or their text; they get what an editor would give them, so that
 * opening the room writes nothing. A text that has lost all of its blocks gets one, empty.
 */
export function completeBlocks(
  room: RoomName,
  blocks: readonly BlockValue[],
  newId: () => string,
  now: Date,
): BlockValue[] {
  const server = { user: SYSTEM, at: now }
  const empty: BlockValue = { name: BLOCK_NODE, attributes: [], content: [], author: server }
  const given = room === 'text' && blocks.length === 0 ? [empty] : blocks
  return given.map((block) => {
    const known = new Set(block.attributes.map(({ key }) => key))
    const missing = Object.entries({ id: newId(), ...DEFAULTS })
      .filter(([key]) => !known.has(key))
      .map(([key, value]) => ({ key, value, author: block.author }))
    const text: Inline[] = block.content.length > 0 ? [] : [{ kind: 'text', runs: [], author: block.author }]
    return { ...block, attributes: [...block.attributes, ...missing], content: [...block.content, ...text] }
  })
}
