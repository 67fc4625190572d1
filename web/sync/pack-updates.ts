import * as Y from 'yjs'

/** Merges neighbours as far as they stay below `most` bytes; one that is larger by itself stays alone. In order. */
export function packUpdates(updates: readonly Uint8Array[], most: number): Uint8Array[] {
  const packs: Uint8Array[] = []
  let group: Uint8Array[] = []
  let size = 0
  const close = () => {
    const [first] = group
    if (first) packs.push(group.length === 1 ? first : Y.mergeUpdates(group))
    group = []
    size = 0
  }
  for (const update of updates) {
    if (size + update.length > most) close()
    group.push(update)
    size += update.length
  }
  close()
  return packs
}
