export interface TextMeasure {
  /** Code points without white space and control characters: what people call characters. */
  characters: number
  /** Non-empty lines: what import will make of it, give or take headings and foot matter. */
  paragraphs: number
  /** UTF-16 units, the measure of the limit. */
  units: number
}

/** Counts in one pass; 2 MB take some ten milliseconds. */
export function measureText(text: string): TextMeasure {
  let characters = 0
  let paragraphs = 0
  let lineHasText = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x0a || unit === 0x0d || unit === 0x2028 || unit === 0x2029) lineHasText = false
    else if (unit > 0x20 && unit !== 0x3000 && unit !== 0xa0 && unit !== 0xfeff) {
      // The second half of a surrogate pair is no character of its own.
      if (unit < 0xdc00 || unit > 0xdfff) characters++
      if (!lineHasText) paragraphs++
      lineHasText = true
    }
  }
  return { characters, paragraphs, units: text.length }
}
