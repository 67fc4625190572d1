import { Malformed } from './outcomes.ts'
import type { Id, Struct } from './parse.ts'
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
  /** Of conflicts.ts: the last new struct with its left neighbour in this one, and the one before with this one's. */
  after: Novel | null
  beside: Novel | null
  follower: Follower | undefined
  bounds: Bounds | null
}

/** What stands right behind a place; null at the end of a list. */
export type Follower = Id | null | typeof UNCERTAIN
/** Only Yjs knows: this update has put several things there. */
export const UNCERTAIN = Symbol('uncertain')
/** Between which stored structs a new one will stand: right of `from` (a place), left of `to` (null: the list's end). */
export interface Bounds {
  from: Id | null
  to: Id | null
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
  const known = Math.max(0, start - struct.clock)
  const novel: Novel = {
    client: struct.client,
    clock: struct.clock + known,
    length: struct.length - known,
    content: struct.content,
    origin: struct.origin,
    rightOrigin: struct.rightOrigin,
    parent: struct.parent,
    sub: struct.sub,
    begin: struct.begin,
    end: struct.end,
    sliced: known > 0,
    done: false,
    dead: false,
    parentType: null,
    parentSub: null,
    ownType: null,
    after: null,
    beside: null,
    follower: undefined,
    bounds: null,
  }
  if (known === 0 || struct.content.kind === 'gc') return novel
  // It goes on behind the server's own struct, whatever the update says of its beginning. Yjs itself would believe the
  // update about the parent: a second half could turn up under somebody else's key.
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
