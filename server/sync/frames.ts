import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Refusal } from '../../shared/protocol.ts'
import { FRAME, SYNC } from '../../shared/protocol.ts'

/**
 * Frames of y-protocols and our own two, read strictly. y-protocols' own readers apply what they read and print what
 * fails, so that a refused update would be acknowledged; only the formats are theirs.
 */
export type ClientFrame =
  | { type: 'step1'; vector: Map<number, number> }
  | { type: 'write'; step2: boolean; update: Uint8Array }
  | { type: 'awareness'; entries: AwarenessEntry[] }
  | { type: 'queryAwareness' }

export interface AwarenessEntry {
  client: number
  clock: number
  /** JSON text as sent. */
  state: string
}

const MAX_CLIENTS = 100_000

/** Throws on anything that is not exactly one well-formed frame. */
export function readFrame(bytes: Uint8Array): ClientFrame {
  const decoder = decoding.createDecoder(bytes)
  const frame = readBody(decoder)
  if (decoder.pos !== bytes.length) throw new Error('trailing-bytes')
  return frame
}

function readBody(decoder: decoding.Decoder): ClientFrame {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case FRAME.sync: {
      const step = decoding.readVarUint(decoder)
      if (step === SYNC.step1)
        return { type: 'step1', vector: readVector(decoding.readVarUint8Array(decoder)) }
      if (step === SYNC.step2 || step === SYNC.update) {
        return { type: 'write', step2: step === SYNC.step2, update: decoding.readVarUint8Array(decoder) }
      }
      throw new Error('unknown-sync-step')
    }
    case FRAME.awareness:
      return { type: 'awareness', entries: readAwareness(decoding.readVarUint8Array(decoder)) }
    case FRAME.queryAwareness:
      return { type: 'queryAwareness' }
    default:
      throw new Error('unknown-frame')
  }
}

function readVector(bytes: Uint8Array): Map<number, number> {
  const decoder = decoding.createDecoder(bytes)
  const vector = new Map<number, number>()
  const count = decoding.readVarUint(decoder)
  if (count > MAX_CLIENTS) throw new Error('vector-too-long')
  for (let i = 0; i < count; i++) vector.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder))
  if (decoder.pos !== bytes.length) throw new Error('trailing-bytes')
  return vector
}

function readAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes)
  const count = decoding.readVarUint(decoder)
  if (count > 1_000) throw new Error('too-many-states')
  const entries: AwarenessEntry[] = []
  for (let i = 0; i < count; i++) {
    entries.push({
      client: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    })
  }
  if (decoder.pos !== bytes.length) throw new Error('trailing-bytes')
  return entries
}

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export function syncFrame(step: (typeof SYNC)[keyof typeof SYNC], bytes: Uint8Array): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, FRAME.sync)
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

export function encodeVector(vector: ReadonlyMap<number, number>): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, vector.size)
    for (const [client, clock] of vector) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
    }
  })
}

export function awarenessFrame(entries: readonly AwarenessEntry[]): Uint8Array {
  const body = frame((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
  return frame((encoder) => {
    encoding.writeVarUint(encoder, FRAME.awareness)
    encoding.writeVarUint8Array(encoder, body)
  })
}

export function ackFrame(count: number): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, FRAME.ack)
    encoding.writeVarUint(encoder, count)
  })
}

export function refusalFrame(refusal: Refusal): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, FRAME.refusal)
    encoding.writeVarString(encoder, JSON.stringify(refusal))
  })
}
