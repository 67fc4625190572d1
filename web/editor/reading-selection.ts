import { clauseAt } from './clause.ts'

/** A stretch of one block; `start` equal to `end` is a place without extent. */
export interface Stretch {
  start: number
  end: number
}

/** What a key does to the stretch that is selected while reading. */
export type StretchStep = 'next' | 'previous' | 'end+' | 'end-' | 'start+' | 'start-' | 'to-end' | 'to-start'

/**
 * Choosing words without a mouse: clause by clause, then each edge by whole characters as a reader sees them. Null: there is
 * nothing (more) that way.
 */
export function stepStretch(text: string, now: Stretch | null, step: StretchStep): Stretch | null {
  switch (step) {
    case 'next':
      return stops(text).find((stop) => now === null || inOrder(stop, now) > 0) ?? null
    case 'previous':
      return stops(text).findLast((stop) => now === null || inOrder(stop, now) < 0) ?? null
    case 'end+':
      return extent(now?.start ?? 0, after(text, now?.end ?? 0))
    case 'end-':
      return now && extent(now.start, before(text, now.end))
    case 'start-':
      return now && extent(before(text, now.start), now.end)
    case 'start+':
      return now && extent(after(text, now.start), now.end)
    case 'to-end':
      return extent(now?.start ?? 0, text.length)
    case 'to-start':
      return extent(0, now?.end ?? text.length)
    default:
      return step satisfies never
  }
}

function extent(start: number, end: number): Stretch | null {
  return end > start ? { start, end } : null
}

/** Clauses and the quoted terms in them, in order: a clause comes before what it holds. */
function stops(text: string): Stretch[] {
  const found = new Map<string, Stretch>()
  for (let at = 0; at <= text.length; at++) {
    const { start, end } = clauseAt(text, at)
    if (end > start) found.set(`${start}-${end}`, { start, end })
  }
  return [...found.values()].sort(inOrder)
}

function inOrder(a: Stretch, b: Stretch): number {
  return a.start - b.start || b.end - a.end
}

const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** The edge of the character that an offset stands before; the end stays the end. */
function after(text: string, offset: number): number {
  const found = offset < text.length ? characters.segment(text).containing(offset) : undefined
  return found ? found.index + found.segment.length : text.length
}

function before(text: string, offset: number): number {
  return (offset > 0 ? characters.segment(text).containing(offset - 1)?.index : undefined) ?? 0
}
