import * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import type { DeleteSection } from '../guard/parse.ts'
import { roomDoc } from './room-doc.ts'

export interface ServerEdit {
  bytes: Uint8Array
  client: number
  deletions: DeleteSection[]
}

/**
 * A change that the server makes by itself, as an update under a clientID that nobody has. It is made on a copy, so that
 * the live Y.Doc only ever takes updates. Null when it changes nothing.
 */
export function editOf(
  room: RoomName,
  live: Y.Doc,
  taken: (client: number) => boolean,
  change: (ydoc: Y.Doc) => void,
): ServerEdit | null {
  const copy = roomDoc(room, [Y.encodeStateAsUpdate(live)])
  while (taken(copy.clientID)) copy.clientID = new Y.Doc().clientID
  const updates: Uint8Array[] = []
  copy.on('update', (bytes: Uint8Array) => updates.push(bytes))
  copy.transact(() => change(copy))
  const { clientID } = copy
  copy.destroy()
  if (updates.length === 0) return null
  const bytes = Y.mergeUpdates(updates)
  const deletions = [...Y.decodeUpdate(bytes).ds.clients].map(([client, ranges]) => ({
    client,
    ranges: ranges.map(({ clock, len }): [number, number] => [clock, len]),
  }))
  return { bytes, client: clientID, deletions }
}
