import * as Y from 'yjs'
import { type PieceSize, splitUpdate, structsIn } from './split-update.ts'

/** Merges neighbours as far as they fit into one frame, and cuts what is larger by itself. In order. */
export function packUpdates(updates: readonly Uint8Array[], most: PieceSize): Uint8Array[] {
  const packs: Uint8Array[] = []
  let group: Uint8Array[] = []
  let bytes = 0
  let structs = 0
  const close = () => {
    const [first] = group
    if (first) packs.push(...splitUpdate(group.length === 1 ? first : Y.mergeUpdates(group), most))
    group = []
    bytes = 0
    structs = 0
  }
  for (const update of updates) {
    const count = structsIn(update)
    if (bytes + update.length > most.bytes || structs + count > most.structs) close()
    group.push(update)
    bytes += update.length
    structs += count
  }
  close()
  return packs
}

/** What the server has once these updates have arrived, beside what it had. */
export function vectorAfter(vector: Uint8Array, updates: readonly Uint8Array[]): Uint8Array {
  const clocks = Y.decodeStateVector(vector)
  for (const update of updates)
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      clocks.set(client, Math.max(clocks.get(client) ?? 0, clock))
  return Y.encodeStateVector(clocks)
}
