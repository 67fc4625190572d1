import type * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import { ROOM_ROOTS } from '../../../shared/rooms.ts'
import { watchRevs } from './policy/revs.ts'

/** Gives a room's Y.Doc its root types; must be called before the first update is applied or judged. */
export function defineRoots(ydoc: Y.Doc, room: RoomName): void {
  for (const [name, type] of Object.entries(ROOM_ROOTS[room])) {
    if (type === 'fragment') ydoc.getXmlFragment(name)
    else ydoc.getMap(name)
  }
  if (room === 'notes') watchRevs(ydoc)
}
