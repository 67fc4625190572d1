/** East Asian wide and full-width characters, emoji, and Han of the supplementary planes. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const ALL_WIDE = new RegExp(WIDE.source, 'gu')
const FIRST_WIDE = new RegExp(`^${WIDE.source}`, 'u')
const LAST_WIDE = new RegExp(`${WIDE.source}$`, 'u')

/** How many columns a line takes in a fixed-width font: two for a wide character. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const _ of text) columns++
  return columns + (text.match(ALL_WIDE)?.length ?? 0)
}

/** What a line end inside a paragraph stands for: a space between words, nothing beside a wide character. */
export function joinerOf(before: string, after: string): '' | ' ' {
  if (before === '' || after === '') return ''
  // A word hyphenated at the end of its line; the hyphen may be its own, so it stays.
  if (/\p{L}[-\u2010\u00ad]$/u.test(before)) return ''
  return LAST_WIDE.test(before) || FIRST_WIDE.test(after) ? '' : ' '
}
