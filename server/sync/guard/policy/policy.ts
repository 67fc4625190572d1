import type { Role } from '../../../../shared/roles.ts'
import type { RoomName } from '../../../../shared/rooms.ts'
import { canWriteRoom } from '../../../../shared/rooms.ts'
import { notesPolicy } from './notes.ts'
import type { Policy } from './question.ts'
import { DROP } from './question.ts'
import { richTextPolicy } from './rich-text.ts'

const readOnly: Policy = {
  writes: false,
  insert: () => 'read-only',
  remove: (removal) => (removal.format ? DROP : 'read-only'),
}

const text = richTextPolicy({ citations: false })
const commentary = richTextPolicy({ citations: true })

/** Who asks decides what is allowed: readers of a room write nothing in it. */
export function policyFor(room: RoomName, role: Role, userId: string): Policy {
  if (!canWriteRoom(role, room)) return readOnly
  switch (room) {
    case 'text':
      return text
    case 'commentary':
      return commentary
    case 'notes':
    case 'private':
      return notesPolicy(role, userId)
    default:
      return room satisfies never
  }
}
