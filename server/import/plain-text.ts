import type { Draft } from './draft.ts'
import { draft } from './draft.ts'
import { headingLevels } from './headings.ts'
import { paragraphsOf } from './unwrap.ts'

/** A picture that the copying left behind: nothing to see and nothing to read. */
const EMPTY_IMAGE = /^\s*(?:!\[\s*\]\(\s*\)\s*)+$/

/** Plain text, normalised, as paragraphs. */
export function textToParagraphs(text: string): string[] {
  return paragraphsOf(text.split('\n').map((line) => (EMPTY_IMAGE.test(line) ? '' : line)))
}

/** Paragraphs as blocks, those that are headings among them. */
export function paragraphsToDrafts(paragraphs: readonly string[]): Draft[] {
  const levels = headingLevels(paragraphs)
  return paragraphs.map((text, index) => {
    const level = levels[index] ?? 0
    return draft(level > 0 ? 'heading' : 'paragraph', text, level)
  })
}
