import * as Y from 'yjs'
import type { RoomName } from '../../shared/rooms.ts'
import { tokenOf } from './note-writing.ts'

/**
 * Characters that are found again wherever they go, each typed only once. Longer strings with a beginning or an end in common
 * would not do: the binding finds out by comparing texts what was typed where, and may then take one's for the other's.
 */
const TOKEN = /[一-鿿]/g

/** Those that are to be seen. */
export function tokensIn(ydoc: Y.Doc, room: RoomName): Set<string> {
  return new Set(copiesIn(ydoc, room).keys())
}

/** How often each is to be seen: of text that two move at once there are two copies afterwards. */
export function copiesIn(ydoc: Y.Doc, room: RoomName): Map<string, number> {
  const found =
    room === 'notes'
      ? [...ydoc.getMap('annotations').keys()].map(tokenOf)
      : (ydoc.getXmlFragment(room).toString().match(TOKEN) ?? [])
  const copies = new Map<string, number>()
  for (const token of found) copies.set(token, (copies.get(token) ?? 0) + 1)
  return copies
}

/** Those that an update brings as text, whether there is a place for them or not. */
export function tokensBrought(update: Uint8Array): Set<string> {
  const texts = Y.decodeUpdate(update).structs.map((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : '',
  )
  return new Set(texts.join('').match(TOKEN) ?? [])
}
