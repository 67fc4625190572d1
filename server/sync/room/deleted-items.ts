import * as Y from 'yjs'
import type { StoreStruct } from '../guard/store.ts'
import { indexAt } from '../guard/store.ts'

/** What a transaction has deleted, struct by struct. To be asked at its end, while that can still be read: later it is garbage. */
export function* deletedItems({ doc, deleteSet }: Y.Transaction): Generator<Y.Item> {
  for (const [client, ranges] of deleteSet.clients) {
    const structs = doc.store.clients.get(client) as StoreStruct[]
    for (const { clock, len } of ranges) {
      for (let at = indexAt(structs, clock); at < structs.length; at++) {
        const struct = structs[at] as StoreStruct
        if (struct.id.clock >= clock + len) break
        if (struct instanceof Y.Item) yield struct
      }
    }
  }
}
