import * as Y from 'yjs'
import { ROOM_ROOTS } from '../../shared/rooms.ts'
import type { StoredRoom } from '../storage/update-log.ts'
import type { NotesChange } from './fold-notes.ts'

/** All that the stored notes of a document say, as if it had been changed at once. */
export function replay(stored: Pick<StoredRoom, 'base' | 'rows'>): NotesChange {
  const ydoc = new Y.Doc()
  const roots = Object.keys(ROOM_ROOTS.notes).map((name) => [name, ydoc.getMap(name)] as const)
  ydoc.transact(() => {
    if (stored.base !== null) Y.applyUpdate(ydoc, stored.base.bytes)
    for (const row of stored.rows) Y.applyUpdate(ydoc, row.bytes)
  })
  const all = new Map(roots.map(([name, map]) => [name, new Map(map.entries())]))
  ydoc.destroy()
  return all
}

/** The same in parts of at most `size` keys, so that none of them takes long to write. */
export function* partsOf(all: NotesChange, size: number): Generator<NotesChange> {
  let part = new Map<string, Map<string, unknown>>()
  let keys = 0
  for (const [root, values] of all) {
    for (const [key, value] of values) {
      const of = part.get(root) ?? new Map<string, unknown>()
      part.set(root, of.set(key, value))
      if (++keys < size) continue
      yield part
      part = new Map()
      keys = 0
    }
  }
  if (keys > 0) yield part
}
