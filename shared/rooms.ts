import type { Role } from './roles.ts'
import { can } from './roles.ts'

/** A document's rooms. Each is one Y.Doc; they are split by who may write (docs/ARCHITECTURE.md, "Rooms"). */
export const ROOM_NAMES = ['text', 'notes', 'commentary', 'private'] as const
export type RoomName = (typeof ROOM_NAMES)[number]

export function isRoomName(value: string): value is RoomName {
  return (ROOM_NAMES as readonly string[]).includes(value)
}

/** The root types of each room: 'fragment' is a Y.XmlFragment, 'map' a Y.Map. Nothing else may exist. */
export const ROOM_ROOTS = {
  text: { text: 'fragment' },
  notes: {
    annotations: 'map',
    status: 'map',
    reactions: 'map',
    codebook: 'map',
    decisions: 'map',
    moderation: 'map',
  },
  commentary: { commentary: 'fragment' },
  private: { annotations: 'map', reactions: 'map' },
} as const satisfies Record<RoomName, Record<string, 'fragment' | 'map'>>

/** Whether a role may write document updates to a room at all; keys inside `notes` are checked one by one. */
export function canWriteRoom(role: Role | null, room: RoomName): boolean {
  switch (room) {
    case 'text':
      return can(role, 'text:edit')
    case 'notes':
      return can(role, 'notes:write')
    case 'commentary':
      return can(role, 'commentary:edit')
    case 'private':
      return can(role, 'private:write')
    default:
      return room satisfies never
  }
}
