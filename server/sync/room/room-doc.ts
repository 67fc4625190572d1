import * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import { defineRoots } from '../guard/roots.ts'
import { applyUpdates } from './apply.ts'

/** A Y.Doc as every room of the server is one: with its roots, and nothing else than what these updates say. */
export function roomDoc(room: RoomName, updates: readonly Uint8Array[] = []): Y.Doc {
  const ydoc = new Y.Doc()
  defineRoots(ydoc, room)
  applyUpdates(ydoc, updates)
  return ydoc
}

/** All that people see of a room, as plain values. */
export function jsonOf(ydoc: Y.Doc): Record<string, unknown> {
  return Object.fromEntries(
    [...ydoc.share].map(([name, type]) => [
      name,
      type instanceof Y.XmlFragment ? type.toString() : type.toJSON(),
    ]),
  )
}
