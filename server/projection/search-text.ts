/** Text as it is compared: width, case and compatibility forms folded. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** The words of a query; each must be found. Chinese has no spaces, so a phrase is one word. */
export function wordsOf(query: string): string[] {
  return [
    ...new Set(
      foldText(query)
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ]
}
