/** Where a clause of Chinese or European prose ends. */
const STOPS = new Set('，。；：！？、…—,;!?\n')
const OPENING = new Set('“‘「『（《〈【〔([{')
const CLOSING = new Set('”’」』）》〉】〕)]}')
/** A full stop ends a clause only before a space or the end: "3.5" is one number. */
const isStop = (text: string, at: number) =>
  STOPS.has(text[at] ?? '')
    ? !isThousands(text, at)
    : text[at] === '.' && /^(\s|$)/.test(text.slice(at + 1, at + 2))
const isThousands = (text: string, at: number) =>
  text[at] === ',' && /\d/.test(text[at - 1] ?? '') && /\d{3}/.test(text.slice(at + 1, at + 4))

/**
 * The clause around an offset, without its punctuation: what one means when one points at a place in a sentence.
 * Inside a short quotation, that quotation with its marks.
 */
export function clauseAt(text: string, offset: number): { start: number; end: number } {
  const at = Math.min(Math.max(offset, 0), text.length)
  const quoted = quotationAround(text, at)
  if (quoted) return quoted
  let start = at
  while (start > 0 && !isStop(text, start - 1)) start--
  let end = at
  while (end < text.length && !isStop(text, end)) end++
  while (start < end && /\s/.test(text[start] ?? '')) start++
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--
  return { start, end }
}

const LONGEST_TERM = 24

/** A quoted term such as “八八戰略”, when the offset lies in or right at it. */
function quotationAround(text: string, at: number): { start: number; end: number } | null {
  for (let start = at; start >= 0 && at - start <= LONGEST_TERM; start--) {
    if (start < at && CLOSING.has(text[start] ?? '')) return null
    if (!OPENING.has(text[start] ?? '')) continue
    for (let end = start + 1; end < text.length && end - start <= LONGEST_TERM; end++)
      if (CLOSING.has(text[end] ?? '')) return end + 1 >= at ? { start, end: end + 1 } : null
    return null
  }
  return null
}

/** An offset that lies inside a surrogate pair goes to its edge: down for a start, up for an end. */
export function wholeCharacter(text: string, offset: number, edge: 'start' | 'end'): number {
  const low = text.charCodeAt(offset)
  const high = text.charCodeAt(offset - 1)
  const inside = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff
  return inside ? offset + (edge === 'start' ? -1 : 1) : offset
}
