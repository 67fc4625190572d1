import * as encoding from 'lib0/encoding'
import type { Novel } from './novel.ts'
import { KIND } from './parse.ts'
import type { Resolved } from './resolve.ts'

/** Our own encoding of what was judged: nothing of the incoming bytes survives but the slices of structs we have read. */
export function encodeUpdate(resolved: Resolved, bytes: Uint8Array): Uint8Array | null {
  if (resolved.sections.length === 0 && resolved.deletions.length === 0) return null
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, resolved.sections.length)
  for (const section of resolved.sections) {
    encoding.writeVarUint(encoder, section.structs.length)
    encoding.writeVarUint(encoder, section.client)
    encoding.writeVarUint(encoder, section.start)
    for (const struct of section.structs) {
      if (struct.dead) writeGarbage(encoder, struct.length)
      else if (struct.sliced) writeSliced(encoder, struct)
      else encoding.writeUint8Array(encoder, bytes.subarray(struct.begin, struct.end))
    }
  }
  encoding.writeVarUint(encoder, resolved.deletions.length)
  for (const { client, ranges } of resolved.deletions) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

/**
 * What is garbage on arrival is garbage for everybody. Whoever loads the log in one go has not collected yet what it
 * hangs on: there it would live for a moment, unjudged, and take its time to find its place.
 */
function writeGarbage(encoder: encoding.Encoder, length: number): void {
  encoding.writeUint8(encoder, KIND.gc)
  encoding.writeVarUint(encoder, length)
}

/** Goes on from the server's own last struct, which {@link Novel.origin} names then. */
function writeSliced(encoder: encoding.Encoder, struct: Novel): void {
  const { content, origin, rightOrigin } = struct
  const kind = content.kind === 'string' ? KIND.string : content.kind === 'any' ? KIND.any : KIND.deleted
  encoding.writeUint8(encoder, kind | 0x80 | (rightOrigin === null ? 0 : 0x40))
  for (const id of [origin, rightOrigin]) {
    if (id === null) continue
    encoding.writeVarUint(encoder, id.client)
    encoding.writeVarUint(encoder, id.clock)
  }
  if (content.kind === 'string') encoding.writeVarString(encoder, content.text)
  else if (content.kind === 'any') {
    encoding.writeVarUint(encoder, content.values.length)
    for (const value of content.values)
      encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1])
  } else encoding.writeVarUint(encoder, struct.length)
}
