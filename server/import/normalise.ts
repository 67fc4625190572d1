/** NEL, line and paragraph separator, vertical tab and form feed end a line as "\n" does. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g
const BYTE_ORDER_MARKS = /\ufeff/g
/** All but tab and line feed: none of them can be seen, and no client may send them in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this removes
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this counts
const RUBBISH = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g

/**
 * Line ends as "\n"; byte-order marks and control characters go; half of a surrogate pair becomes U+FFFD, as Yjs would
 * make it. Everything else stays as it is (docs/SPEC.md, I2).
 */
export function normaliseText(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(BYTE_ORDER_MARKS, '').replace(CONTROLS, '').toWellFormed()
}

/** False for what is no text: bytes of something else, or of another encoding, that were read as characters. */
export function isReadable(text: string): boolean {
  const rubbish = text.match(RUBBISH)?.length ?? 0
  return rubbish <= 3 || rubbish / text.length < 0.02
}
