import { plausibility } from './plausible.ts'

/** Files that are no text, by their first bytes: archives and office documents, PDF, old office documents, pictures. */
const BINARY = [
  'PK\u0003\u0004',
  'PK\u0005\u0006',
  '%PDF-',
  '\u00d0\u00cf\u0011\u00e0',
  '\u0089PNG',
  'GIF8',
  '\u00ff\u00d8\u00ff',
  '{\\rtf',
]
const BYTE_ORDER_MARKS: readonly [encoding: string, mark: string][] = [
  ['utf-8', '\u00ef\u00bb\u00bf'],
  ['utf-16le', '\u00ff\u00fe'],
  ['utf-16be', '\u00fe\u00ff'],
]
/** What Chinese text is written in when it is not Unicode. */
const LEGACY = ['gb18030', 'big5'] as const
/** What a page says of itself, in its first bytes as HTML asks for. */
const META_CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,20})/i

/**
 * A text file as its writer would read it: by its byte-order mark, as UTF-8, as what a page says it is, else as GB18030
 * or Big5, whichever makes more sense. Null: no text, or an encoding we can't tell.
 */
export function decodeTextFile(bytes: Uint8Array): string | null {
  const start = latin1(bytes.subarray(0, 1024))
  if (BINARY.some((signature) => start.startsWith(signature))) return null
  for (const [encoding, mark] of BYTE_ORDER_MARKS) if (start.startsWith(mark)) return decode(encoding, bytes)
  // No text of the encodings below has a zero byte.
  if (bytes.includes(0)) return null
  const unicode = decode('utf-8', bytes)
  if (unicode !== null) return unicode
  const declared = META_CHARSET.exec(start)?.[1]
  return (declared === undefined ? null : decode(declared, bytes)) ?? decodeLegacy(bytes)
}

/** Many bytes are valid in both; read in the wrong one, Chinese is a heap of rare characters. */
function decodeLegacy(bytes: Uint8Array): string | null {
  let best: { text: string; score: number } | null = null
  for (const encoding of LEGACY) {
    const text = decode(encoding, bytes)
    const score = text === null ? null : plausibility(text)
    if (text !== null && score !== null && (best === null || score > best.score)) best = { text, score }
  }
  return best?.text ?? null
}

/** Null for bytes that are not valid in it, and for an encoding nobody knows. */
function decode(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
