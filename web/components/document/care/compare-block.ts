/** What became of a block: it is not there any more, it lost something, or nothing of it is missing. */
export type BlockFate = 'missing' | 'shortened' | 'same'

/** Compares what a block said with what it says now (undefined: it is gone). What was only added to lost nothing. */
export function compareBlock(before: string, now: string | undefined): BlockFate {
  if (before === '' || before === now) return 'same'
  if (now === undefined) return 'missing'
  return isWithin(before, now) ? 'same' : 'shortened'
}

/** Whether every character of `part` still stands in `whole`, in the same order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0
  for (const character of part) {
    at = whole.indexOf(character, at)
    if (at === -1) return false
    at += character.length
  }
  return true
}
