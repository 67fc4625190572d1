/** A place in a string, as global offsets. */
export interface Found {
  start: number
  end: number
}

/** What is known of the surroundings of a quote. */
export interface Context {
  prefix: string
  suffix: string
}

/** So many characters are proof: of the quote itself, or, where that is shorter, of what agrees around it. */
const TELLING_LENGTH = 12
/** So many characters more than any other place must agree around the place that is taken. */
const MARGIN = 8
/** So many places of a short quote are looked at before it counts as ambiguous. */
const MOST_PLACES = 500

/**
 * The one place where a quote stands with its context; undefined when there is none, or when another place is nearly as
 * good: a text that repeats itself is no reason to jump. `from` and `to` bound the search. `expected` is where it stood.
 */
export function findQuote(
  text: string,
  quote: string,
  context: Context,
  bounds: { from?: number; to?: number; expected?: number } = {},
): Found | undefined {
  const { from = 0, to = text.length, expected } = bounds
  if (quote === '') return undefined
  const possible = context.prefix.length + context.suffix.length
  const needed = quote.length >= TELLING_LENGTH ? 0 : Math.min(Math.ceil(possible / 2), TELLING_LENGTH)
  let best: { start: number; score: number } | undefined
  let second = Number.NEGATIVE_INFINITY
  let places = 0
  for (
    let at = text.indexOf(quote, from);
    at >= 0 && at + quote.length <= to;
    at = text.indexOf(quote, at + 1)
  ) {
    if (++places > MOST_PLACES) return undefined
    const agreed = agreement(text, at, at + quote.length, context)
    if (agreed < needed) continue
    const score = agreed + (at === expected ? MARGIN : 0)
    if (!best || score > best.score) {
      second = best?.score ?? second
      best = { start: at, score }
    } else second = Math.max(second, score)
  }
  return best && best.score - second >= MARGIN
    ? { start: best.start, end: best.start + quote.length }
    : undefined
}

/** How many characters around a place agree with the context, counted outwards until the first that doesn't. */
function agreement(text: string, start: number, end: number, { prefix, suffix }: Context): number {
  let before = 0
  while (before < prefix.length && text[start - 1 - before] === prefix[prefix.length - 1 - before]) before++
  let after = 0
  while (after < suffix.length && text[end + after] === suffix[after]) after++
  return before + after
}
