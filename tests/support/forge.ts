import * as encoding from 'lib0/encoding'
import { KIND } from '../../server/sync/guard/parse.ts'

/**
 * Writes Yjs v1 updates struct by struct, also such as no Yjs client would: any info byte, any neighbour, any parent,
 * any content, any delete set. What a value means is in yjs src/structs and src/utils/encoding.js.
 */

type Encoder = encoding.Encoder
type Id = readonly [client: number, clock: number]

export interface ForgedContent {
  kind: number
  write(encoder: Encoder): void
}
export interface ForgedStruct {
  content: ForgedContent
  origin?: Id
  right?: Id
  /** The name of a root, or the id of the item that holds the parent type. Written only without origin and right. */
  parent?: string | Id
  sub?: string
  /** Bits to turn over in the info byte. */
  flip?: number
}
export interface ForgedSection {
  client: number
  clock?: number
  structs: readonly ForgedStruct[]
  /** What the section says it holds, if that is not true. */
  count?: number
}
export type Deletions = Record<number, readonly (readonly [clock: number, length: number])[]>

export function bytesOf(write: (encoder: Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const uint = encoding.writeVarUint
const string = encoding.writeVarString
/** Values that lib0 can write; anything goes. */
type AnyValue = Parameters<typeof encoding.writeAny>[1]

export const content = {
  gc: (length: number): ForgedContent => ({ kind: KIND.gc, write: (e) => uint(e, length) }),
  skip: (length: number): ForgedContent => ({ kind: KIND.skip, write: (e) => uint(e, length) }),
  deleted: (length: number): ForgedContent => ({ kind: KIND.deleted, write: (e) => uint(e, length) }),
  string: (text: string): ForgedContent => ({ kind: KIND.string, write: (e) => string(e, text) }),
  format: (name: string, value: unknown): ForgedContent => ({
    kind: KIND.format,
    write(e) {
      string(e, name)
      string(e, JSON.stringify(value) ?? 'undefined')
    },
  }),
  type: (ref: number, name?: string): ForgedContent => ({
    kind: KIND.type,
    write(e) {
      uint(e, ref)
      if (name !== undefined) string(e, name)
    },
  }),
  any: (...values: unknown[]): ForgedContent => ({
    kind: KIND.any,
    write(e) {
      uint(e, values.length)
      for (const value of values) encoding.writeAny(e, value as AnyValue)
    },
  }),
  raw: (kind: number, ...bytes: number[]): ForgedContent => ({
    kind,
    write: (e) => encoding.writeUint8Array(e, Uint8Array.from(bytes)),
  }),
}

function writeId(encoder: Encoder, [client, clock]: Id): void {
  uint(encoder, client)
  uint(encoder, clock)
}

function writeStruct(encoder: Encoder, struct: ForgedStruct): void {
  const { content, origin, right, parent, sub } = struct
  const bits = (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (sub === undefined ? 0 : 0x20)
  encoding.writeUint8(encoder, (content.kind | bits) ^ (struct.flip ?? 0))
  if (origin) writeId(encoder, origin)
  if (right) writeId(encoder, right)
  if (parent !== undefined && !origin && !right) {
    uint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') string(encoder, parent)
    else writeId(encoder, parent)
    if (sub !== undefined) string(encoder, sub)
  }
  content.write(encoder)
}

export function forge(sections: readonly ForgedSection[], deletions: Deletions = {}): Uint8Array {
  return bytesOf((encoder) => {
    uint(encoder, sections.length)
    for (const { client, clock, structs, count } of sections) {
      uint(encoder, count ?? structs.length)
      uint(encoder, client)
      uint(encoder, clock ?? 0)
      for (const struct of structs) writeStruct(encoder, struct)
    }
    const deleted = Object.entries(deletions)
    uint(encoder, deleted.length)
    for (const [client, ranges] of deleted) {
      uint(encoder, Number(client))
      uint(encoder, ranges.length)
      for (const range of ranges) writeId(encoder, range)
    }
  })
}

/** A number the long way round: `extra` more bytes than it needs. */
export function longUint(value: number, extra: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | 0x80)
    if (rest < 128) break
  }
  return [...bytes, ...Array<number>(extra - 1).fill(0x80), 0]
}
