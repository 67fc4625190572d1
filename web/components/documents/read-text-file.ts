import { LIMITS } from '../../../shared/limits.ts'

export type TextFormat = 'text' | 'markdown' | 'html'
export interface TextSource {
  /** File name, or undefined for pasted text. */
  name: string | undefined
  text: string
  format: TextFormat
}
export type ReadText =
  | { ok: true; source: TextSource }
  | { ok: false; code: 'unsupported-format' | 'too-large' | 'unreadable-text' | 'text-empty' }

const FORMATS: Record<string, TextFormat> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
}
/** What Chinese text files come in when it is not UTF-8; each is tried strictly, the first that fits is taken. */
const ENCODINGS = ['utf-8', 'gb18030', 'big5']

/** Reads a text file as its reader would: by its byte-order mark, as UTF-8, or in an older Chinese encoding. */
export async function readTextFile(file: File): Promise<ReadText> {
  const format = FORMATS[file.name.split('.').pop()?.toLowerCase() ?? '']
  if (!format) return { ok: false, code: 'unsupported-format' }
  if (file.size > LIMITS.documentBytes) return { ok: false, code: 'too-large' }
  const text = decodeText(new Uint8Array(await file.arrayBuffer()))
  if (text === undefined) return { ok: false, code: 'unreadable-text' }
  if (text.trim() === '') return { ok: false, code: 'text-empty' }
  return { ok: true, source: { name: file.name, text, format } }
}

/** The text of the bytes, without its byte-order mark; undefined where no encoding fits. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes)
  // A zero byte is in no text of these encodings: something binary by a text's name.
  if (bytes.includes(0)) return undefined
  for (const encoding of ENCODINGS) {
    const text = decodeAs(encoding, bytes)
    if (text !== undefined) return text
  }
  return undefined
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
