import * as Y from 'yjs'
import { textRoomUpdate } from '../../server/import/room-update.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { comment } from './content.ts'
import { GuardedRoom } from './guarded-room.ts'
import { userId } from './test-access.ts'

/** As much as a document may hold: 200,000 characters in 2,000 blocks, made by the server. */
const LARGE_TEXT = { blocks: 2_000, chars: 100 } as const

export function largeText(): GuardedRoom {
  const room = new GuardedRoom('text')
  const blocks = Array.from({ length: LARGE_TEXT.blocks }, (_, n) => ({
    id: `block-${String(n).padStart(6, '0')}`,
    kind: 'paragraph' as const,
    level: 0,
    indent: 0,
    text: '文'.repeat(LARGE_TEXT.chars),
  }))
  const update = textRoomUpdate(blocks)
  applyUpdates(room.ydoc, [update])
  for (const client of room.ydoc.store.clients.keys()) room.owners.set(client, 'system')
  return room
}

/** 10,000 annotations by forty people, a thousand of each session in one client. */
export function manyNotes(count = 10_000): GuardedRoom {
  const room = new GuardedRoom('notes')
  const people = Array.from({ length: 40 }, (_, n) => `person${n}`)
  for (const [n, name] of people.entries()) {
    const ydoc = new Y.Doc()
    ydoc.clientID = 1_000 + n
    room.owners.set(ydoc.clientID, userId(name))
    ydoc.transact(() => {
      const notes = ydoc.getMap('annotations')
      for (let i = 0; i < count / people.length; i++)
        notes.set(`${userId(name)}:note-${i}-xx`, comment('注釋一則'))
    })
    applyUpdates(room.ydoc, [Y.encodeStateAsUpdate(ydoc)])
  }
  return room
}
