import { canWriteRoom } from '../../../../shared/rooms.ts'
import type { GuardContext } from '../verdict.ts'
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
export function policyFor({ room, role, user, isPurged }: GuardContext): Policy {
  if (!canWriteRoom(role, room)) return readOnly
  switch (room) {
    case 'text':
      return text
    case 'commentary':
      return commentary
    case 'notes':
    case 'private':
      return notesPolicy(role, user.id, isPurged)
    default:
      return room satisfies never
  }
}
