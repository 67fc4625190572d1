import * as decoding from 'lib0/decoding'
import { malformed } from './outcomes.ts'

/** Numbers and strings as lib0 spells them, in the one spelling that we accept. */

type Decoder = decoding.Decoder

/**
 * A number as lib0 writes it: in as few bytes as it takes. Written in more than a thousand bits it would even come out
 * of lib0's reader as NaN, and a content of NaN values passes every comparison.
 */
export function uint(decoder: Decoder, max: number = Number.MAX_SAFE_INTEGER): number {
  const begin = decoder.pos
  // Most numbers are one byte long.
  const first = decoder.arr[begin]
  if (first !== undefined && first < 0x80) {
    if (first > max) malformed('integer-range')
    decoder.pos = begin + 1
    return first
  }
  const value = decoding.readVarUint(decoder)
  if (!(value <= max)) malformed('integer-range')
  if (decoder.arr[decoder.pos - 1] === 0 && decoder.pos - begin > 1) malformed('integer-spelling')
  return value
}

export function int(decoder: Decoder): number {
  const begin = decoder.pos
  const value = decoding.readVarInt(decoder)
  if (!Number.isSafeInteger(value)) malformed('integer-range')
  if (decoder.arr[decoder.pos - 1] === 0 && decoder.pos - begin > 1) malformed('integer-spelling')
  return value
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads from bytes that are a Buffer, whose own reader is twice as fast, but puts U+FFFD for what is none. */
export function string(decoder: Decoder): string {
  const length = uint(decoder)
  const begin = decoder.pos
  const end = begin + length
  if (end > decoder.arr.length) malformed('end')
  decoder.pos = end
  const text = (decoder.arr as Buffer).toString('utf8', begin, end)
  return text.includes('\ufffd') ? UTF8.decode(decoder.arr.subarray(begin, end)) : text
}

/** Longer ones hardly come again. */
const SHORT = 40
const KNOWN: (string | undefined)[] = Array(512).fill(undefined)

/** A string that comes again and again: a key, a node's or a mark's name. What was read before is found, not made. */
export function name(decoder: Decoder): string {
  const { arr, pos } = decoder
  const length = arr[pos] ?? 0
  if (length === 0 || length > SHORT || pos + length >= arr.length) return string(decoder)
  const place = (length * 37 + (arr[pos + 1] as number) * 7 + (arr[pos + length] as number)) % KNOWN.length
  const known = KNOWN[place]
  if (known?.length === length) {
    let at = 0
    while (at < length && known.charCodeAt(at) === arr[pos + 1 + at]) at++
    if (at === length) {
      decoder.pos = pos + 1 + length
      return known
    }
  }
  const fresh = string(decoder)
  // Only what is ASCII has as many letters as bytes, and only that is compared byte by byte.
  if (fresh.length === length) KNOWN[place] = fresh
  return fresh
}
