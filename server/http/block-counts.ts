/**
 * How many blocks each document has, for the list. Counting reads the whole text, so a count holds until something in the
 * document changes, and many who look at the list at once are answered by one count.
 */
export function createBlockCounts(
  count: (documentId: string) => Promise<number>,
): (documentId: string, lastActivity: Date) => Promise<number> {
  const known = new Map<string, { at: number; count: Promise<number> }>()
  return (documentId, lastActivity) => {
    const at = lastActivity.getTime()
    const before = known.get(documentId)
    if (before?.at === at) return before.count
    const entry = { at, count: count(documentId) }
    known.set(documentId, entry)
    entry.count.catch(() => {
      if (known.get(documentId) === entry) known.delete(documentId)
    })
    return entry.count
  }
}
