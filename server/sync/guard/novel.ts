import type { Struct } from './parse.ts'
import { Malformed } from './parse.ts'
import type { StoreStruct, YType } from './store.ts'

/** A type that exists only in the update that is being judged. */
export interface NovelType {
  novel: Novel
}
export type ParentType = YType | NovelType

/** A struct that the server does not have yet, with what was found out about it. */
export interface Novel extends Struct {
  /** Cut off at the front, because the server had that much; then origin is the server's own last struct. */
  sliced: boolean
  done: boolean
  /** Is garbage from the start: its neighbours or its parent are. What it holds goes no further than here. */
  dead: boolean
  parentType: ParentType | null
  parentSub: string | null
  ownType: NovelType | null
}
export interface NovelSection {
  client: number
  start: number
  end: number
  structs: Novel[]
  next: number
  onStack: boolean
  wanted: number | undefined
}

/** A struct as new from `start` on, the first clock that the server does not have. */
export function novelOf(struct: Struct, start: number): Novel {
  const novel: Novel = {
    ...struct,
    sliced: false,
    done: false,
    dead: false,
    parentType: null,
    parentSub: null,
    ownType: null,
  }
  const known = start - struct.clock
  if (known <= 0) return novel
  novel.sliced = true
  novel.clock = start
  novel.length -= known
  if (struct.content.kind === 'gc') return novel
  // Yjs, too, goes on from its own struct here and ignores what the update says of the left neighbour.
  novel.origin = { client: struct.client, clock: start - 1 }
  novel.parent = null
  novel.sub = null
  if (struct.content.kind === 'string')
    novel.content = { kind: 'string', text: struct.content.text.slice(known) }
  else if (struct.content.kind === 'any')
    novel.content = { kind: 'any', values: struct.content.values.slice(known) }
  else if (struct.content.kind !== 'deleted') throw new Malformed('overlap')
  return novel
}

/** Whether a struct is new to the server. */
export function isNovel(struct: StoreStruct | Novel): struct is Novel {
  return 'content' in struct && 'sliced' in struct
}
/** Whether a type exists only in the update. */
export function isNovelType(type: ParentType): type is NovelType {
  return 'novel' in type
}

export function novelAt(section: NovelSection, clock: number): Novel {
  let low = 0
  let high = section.structs.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const struct = section.structs[middle] as Novel
    if (clock < struct.clock) high = middle - 1
    else if (clock >= struct.clock + struct.length) low = middle + 1
    else return struct
  }
  throw new Error('no struct at this clock')
}
