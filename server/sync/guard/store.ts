import * as Y from 'yjs'
import { TYPE } from './parse.ts'

/** Read-only look-ups in a Y.Doc's struct store; the guard never asks Yjs to do anything. */

export type StoreStruct = Y.Item | Y.GC

/** Nothing waits for something that has not come: what was applied is all there. */
export function isWhole({ store }: Y.Doc): boolean {
  return store.pendingStructs === null && store.pendingDs === null
}

/** First clock of a client that the store does not hold. */
export function stateOf(ydoc: Y.Doc, client: number): number {
  const structs = ydoc.store.clients.get(client)
  const last = structs?.at(-1)
  return last === undefined ? 0 : last.id.clock + last.length
}

/** Index of the struct that holds `clock`, which must be below stateOf(), and not left of `from`; soon found near it. */
export function indexAt(structs: readonly StoreStruct[], clock: number, from = 0): number {
  let low = from
  let high = structs.length - 1
  if (from > 0)
    for (let step = 1; low + step < high; step *= 2) {
      if ((structs[low + step] as StoreStruct).id.clock > clock) high = low + step
      else low += step
    }
  while (low <= high) {
    const middle = (low + high) >> 1
    const struct = structs[middle] as StoreStruct
    if (clock < struct.id.clock) high = middle - 1
    else if (clock >= struct.id.clock + struct.length) low = middle + 1
    else return middle
  }
  throw new Error('struct store has a gap')
}

/** The stored struct at an id, or null when the store does not reach so far. */
export function storedAt(ydoc: Y.Doc, client: number, clock: number): StoreStruct | null {
  const structs = ydoc.store.clients.get(client) as StoreStruct[] | undefined
  if (structs === undefined || clock >= stateOf(ydoc, client)) return null
  return structs[indexAt(structs, clock)] ?? null
}

export type YType = Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>

export function typeRefOf(type: YType): number {
  if (type instanceof Y.XmlElement) return TYPE.xmlElement
  if (type instanceof Y.XmlText) return TYPE.xmlText
  if (type instanceof Y.XmlFragment) return TYPE.xmlFragment
  if (type instanceof Y.Text) return TYPE.text
  if (type instanceof Y.Map) return TYPE.map
  if (type instanceof Y.Array) return TYPE.array
  return -1
}
