import { PATTERNS, type Pattern, PIGMENTS, type Pigment } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { foldLabel } from '../../../stores/codebook.ts'
import type { Tag } from '../../../stores/types.ts'

/** Tags whose label has the words anywhere in it; what begins with them first, then the commonest. */
export function searchTags(tags: readonly Tag[], words: string): Tag[] {
  const wanted = foldLabel(words)
  return tags
    .map((tag) => ({ tag, at: foldLabel(tag.label).indexOf(wanted) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || b.tag.uses - a.tag.uses)
    .map(({ tag }) => tag)
}

/** What a new tag of these words would be called; null when there is nothing new to make. */
export function newLabel(tags: readonly Tag[], words: string): string | null {
  const label = words.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (label === '' || label.length > LIMITS.tagLabelChars) return null
  return tags.some((tag) => foldLabel(tag.label) === foldLabel(label)) ? null : label
}

/** Pigment and pattern that the fewest tags have: the pair tells, never the colour alone. */
export function freshLook(tags: readonly Tag[]): { color: Pigment; pattern: Pattern } {
  const uses = (test: (tag: Tag) => boolean) => tags.filter(test).length
  const least = <T>(values: readonly T[], count: (value: T) => number): T =>
    values.reduce((best, value) => (count(value) < count(best) ? value : best))
  // Cinnabar is the page's own accent: it comes last among equals.
  const pigments = [...PIGMENTS.filter((one) => one !== 'zhusha' && one !== 'mo'), 'zhusha', 'mo'] as const
  const color = least(pigments, (value) => uses((tag) => tag.color === value))
  const pattern = least(
    PATTERNS,
    (value) =>
      uses((tag) => tag.pattern === value && tag.color === color) * 100 +
      uses((tag) => tag.pattern === value),
  )
  return { color, pattern }
}

/** A comma of any kind ends a tag, as Enter does. */
export function splitAtComma(words: string): { done: string[]; rest: string } {
  const parts = words.split(/[,，、;；]/)
  const rest = parts.pop() ?? ''
  return { done: parts.map((part) => part.trim()).filter(Boolean), rest }
}
