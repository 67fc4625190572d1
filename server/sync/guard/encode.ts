import * as encoding from 'lib0/encoding'
import type { Novel } from './novel.ts'
import { KIND } from './parse.ts'
import type { Resolved } from './resolve.ts'

/** Our own encoding of what was judged: nothing of the incoming bytes survives but the slices of structs we have read. */
export function encodeUpdate(resolved: Resolved, bytes: Uint8Array): Uint8Array | null {
  if (resolved.sections.length === 0 && resolved.deletions.length === 0) return null
  const encoder = cleared(SCRATCH)
  encoding.writeVarUint(encoder, resolved.sections.length)
  for (const section of resolved.sections) {
    encoding.writeVarUint(encoder, section.structs.length)
    encoding.writeVarUint(encoder, section.client)
    encoding.writeVarUint(encoder, section.start)
    writeStructs(encoder, section.structs, bytes)
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
  return encoder.bufs.length === 0 ? PAGE.slice(0, encoder.cpos) : encoding.toUint8Array(encoder)
}

/** Most updates fit into one page, which need not be made anew for each. */
const PAGE = new Uint8Array(64 * 1024)
const SCRATCH = encoding.createEncoder()

function cleared(encoder: encoding.Encoder): encoding.Encoder {
  encoder.cbuf = PAGE
  encoder.cpos = 0
  encoder.bufs = []
  return encoder
}

/** What we have read and leave as it is goes out in runs as long as they are in the update. */
function writeStructs(encoder: encoding.Encoder, structs: readonly Novel[], bytes: Uint8Array): void {
  let begin = 0
  let end = 0
  const flush = () => {
    if (end > begin) encoding.writeUint8Array(encoder, bytes.subarray(begin, end))
    begin = end
  }
  for (const struct of structs) {
    if (struct.dead || struct.sliced) {
      flush()
      if (struct.dead) writeGarbage(encoder, struct.length)
      else writeSliced(encoder, struct)
      continue
    }
    if (struct.begin !== end) {
      flush()
      begin = struct.begin
    }
    end = struct.end
  }
  flush()
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
