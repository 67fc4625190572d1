import * as decoding from 'lib0/decoding'
import { LIMITS } from '../../../shared/limits.ts'
import { malformed, TooMuch } from './outcomes.ts'
import { int, name, string, uint } from './read.ts'
import { COST, Work } from './work.ts'

/**
 * A strict reader of Yjs v1 updates (encoding: yjs src/utils/encoding.js, src/structs/*.js). It allocates only what the
 * bytes really hold, makes no Yjs objects, and accepts exactly one spelling of everything: where Yjs is lenient, two
 * readers could disagree, and a guard that reads differently from what it guards is none.
 */

/** Content references of the v1 format. */
export const KIND = { gc: 0, deleted: 1, string: 4, embed: 5, format: 6, type: 7, any: 8, skip: 10 } as const
/** Type references of ContentType. */
export const TYPE = {
  array: 0,
  map: 1,
  text: 2,
  xmlElement: 3,
  xmlFragment: 4,
  xmlHook: 5,
  xmlText: 6,
} as const

export interface Id {
  client: number
  clock: number
}

export type Content =
  | { kind: 'gc' | 'skip' | 'deleted' }
  | { kind: 'string'; text: string }
  | { kind: 'format'; name: string; value: unknown }
  | { kind: 'type'; ref: number; name: string | null }
  | { kind: 'any'; values: unknown[] }

/** One struct as it was sent. `begin` and `end` are its bytes in the update. */
export interface Struct {
  client: number
  clock: number
  length: number
  content: Content
  origin: Id | null
  rightOrigin: Id | null
  /** Only without origins: the name of a root, or the id of the item that holds the parent type. */
  parent: { root: string } | { id: Id } | null
  sub: string | null
  begin: number
  end: number
}

export interface Section {
  client: number
  structs: Struct[]
}
/** Deleted ranges of one client: sorted [clock, length] pairs. */
export interface DeleteSection {
  client: number
  ranges: [clock: number, length: number][]
}
export interface ParsedUpdate {
  sections: Section[]
  deletions: DeleteSection[]
}

const MAX = {
  clientId: 0xffff_ffff,
  clock: 2 ** 31 - 1,
  keyLength: 256,
  anyDepth: 12,
  anyNodes: 20_000,
} as const
const BAD_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

type Decoder = decoding.Decoder

function id(decoder: Decoder): Id {
  return { client: uint(decoder, MAX.clientId), clock: uint(decoder, MAX.clock) }
}

function keyOf(decoder: Decoder): string {
  const key = name(decoder)
  if (key.length > MAX.keyLength || BAD_KEYS.has(key)) malformed('bad-key')
  return key
}

/** lib0's `any`, plain JSON only: no bigint, no bytes, bounded in depth and number. */
function any(decoder: Decoder, depth: number, budget: { nodes: number }): unknown {
  if (depth > MAX.anyDepth) malformed('any-depth')
  if (--budget.nodes < 0) malformed('any-size')
  const tag = decoding.readUint8(decoder)
  switch (tag) {
    case 127:
      return undefined
    case 126:
      return null
    case 125:
      return int(decoder)
    case 124:
      return decoding.readFloat32(decoder)
    case 123:
      return decoding.readFloat64(decoder)
    case 121:
      return false
    case 120:
      return true
    case 119:
      return name(decoder)
    case 118: {
      const length = uint(decoder)
      const object: Record<string, unknown> = {}
      for (let i = 0; i < length; i++) {
        const key = keyOf(decoder)
        if (Object.hasOwn(object, key)) malformed('duplicate-key')
        object[key] = any(decoder, depth + 1, budget)
      }
      return object
    }
    case 117: {
      const length = uint(decoder)
      const array: unknown[] = []
      for (let i = 0; i < length; i++) array.push(any(decoder, depth + 1, budget))
      return array
    }
    default:
      return malformed('any-tag')
  }
}

/** A mark's value travels as JSON text; marks are small, so a short bound replaces a depth check before JSON.parse. */
function json(decoder: Decoder): unknown {
  const text = string(decoder)
  if (text.length > 4_000) malformed('json-size')
  try {
    return JSON.parse(text)
  } catch {
    return malformed('json')
  }
}

function contentOf(decoder: Decoder, kind: number, work: Work): { content: Content; length: number } {
  switch (kind) {
    case KIND.deleted:
      return { content: { kind: 'deleted' }, length: uint(decoder, MAX.clock) }
    case KIND.string: {
      const text = string(decoder)
      return { content: { kind: 'string', text }, length: text.length }
    }
    case KIND.format: {
      const name = keyOf(decoder)
      return { content: { kind: 'format', name, value: json(decoder) }, length: 1 }
    }
    case KIND.type: {
      const ref = uint(decoder, 6)
      const named = ref === TYPE.xmlElement || ref === TYPE.xmlHook
      return { content: { kind: 'type', ref, name: named ? keyOf(decoder) : null }, length: 1 }
    }
    case KIND.any: {
      const count = uint(decoder)
      const values: unknown[] = []
      const budget = { nodes: MAX.anyNodes }
      for (let i = 0; i < count; i++) values.push(any(decoder, 0, budget))
      work.spend(count * COST.record + (MAX.anyNodes - budget.nodes) * COST.node)
      return { content: { kind: 'any', values }, length: count }
    }
    default:
      // Legacy JSON, binary, embeds and subdocuments have no place in our rooms.
      return malformed('content-kind')
  }
}

function struct(decoder: Decoder, client: number, clock: number, work: Work): Struct {
  const begin = decoder.pos
  const info = decoding.readUint8(decoder)
  const kind = info & 31
  let content: Content
  let length: number
  let origin: Id | null = null
  let rightOrigin: Id | null = null
  let parent: Struct['parent'] = null
  let sub: string | null = null
  if (kind === KIND.gc || kind === KIND.skip) {
    if (info !== kind) malformed('info-bits')
    content = { kind: kind === KIND.gc ? 'gc' : 'skip' }
    length = uint(decoder, MAX.clock)
  } else {
    if (info & 0x80) origin = id(decoder)
    if (info & 0x40) rightOrigin = id(decoder)
    if (origin === null && rightOrigin === null) {
      parent = uint(decoder, 1) === 1 ? { root: name(decoder) } : { id: id(decoder) }
      if (info & 0x20) sub = keyOf(decoder)
    }
    ;({ content, length } = contentOf(decoder, kind, work))
  }
  if (length < 1) malformed('zero-length')
  if (clock + length > MAX.clock) malformed('clock-range')
  return { client, clock, length, content, origin, rightOrigin, parent, sub, begin, end: decoder.pos }
}

function deletions(decoder: Decoder, work: Work): DeleteSection[] {
  const sections: DeleteSection[] = []
  const seen = new Seen()
  let total = 0
  const clients = countOf(decoder)
  for (let i = 0; i < clients; i++) {
    const client = uint(decoder, MAX.clientId)
    seen.add(client)
    const count = countOf(decoder)
    total += 1 + count
    if (total > LIMITS.deleteRangesPerUpdate) throw new TooMuch('too-many-deletions')
    work.spend((1 + count) * COST.range)
    const ranges: DeleteSection['ranges'] = []
    let end = -1
    for (let j = 0; j < count; j++) {
      const clock = uint(decoder, MAX.clock)
      const length = uint(decoder, MAX.clock)
      if (length < 1) malformed('zero-length')
      if (clock < end) malformed('unsorted-deletions')
      end = clock + length
      if (end > MAX.clock) malformed('clock-range')
      ranges.push([clock, length])
    }
    if (count > 0) sections.push({ client, ranges })
  }
  return sections
}

/** How many things follow that take two bytes at least. Who says more than can be is not too much, but wrong. */
function countOf(decoder: Decoder): number {
  const count = uint(decoder)
  if (count * 2 > decoder.arr.length - decoder.pos) malformed('count')
  return count
}

/** Each client once. The first costs nothing; most updates have no second. */
class Seen {
  #first = -1
  #more: Set<number> | null = null

  add(client: number): void {
    if (client === this.#first || this.#more?.has(client)) malformed('duplicate-client')
    if (this.#first < 0) this.#first = client
    else {
      this.#more ??= new Set()
      this.#more.add(client)
    }
  }
}

/** Reads one v1 update completely. Throws {@link Malformed}, {@link TooMuch}, or lib0's own error when the bytes end early. */
export function parseUpdate(bytes: Uint8Array, work: Work = new Work()): ParsedUpdate {
  if (bytes.length > LIMITS.syncStep2Bytes) throw new TooMuch('too-large')
  work.spend(bytes.length * COST.byte)
  const decoder = decoding.createDecoder(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  const sections: Section[] = []
  const seen = new Seen()
  let total = 0
  const clients = countOf(decoder)
  for (let i = 0; i < clients; i++) {
    const count = countOf(decoder)
    total += 1 + count
    if (total > LIMITS.structsPerUpdate) throw new TooMuch('too-many-structs')
    work.spend((1 + count) * COST.struct)
    const client = uint(decoder, MAX.clientId)
    seen.add(client)
    let clock = uint(decoder, MAX.clock)
    const structs: Struct[] = []
    for (let j = 0; j < count; j++) {
      const next = struct(decoder, client, clock, work)
      structs.push(next)
      clock += next.length
    }
    if (count > 0) sections.push({ client, structs })
  }
  const parsed = { sections, deletions: deletions(decoder, work) }
  if (decoder.pos !== bytes.length) malformed('trailing-bytes')
  return parsed
}
