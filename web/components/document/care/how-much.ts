import type { RestorePointInfo } from '../../../../shared/api.ts'

/** How much a mass deletion took, as sentences about it need it: "3,218" characters, "45%" of the text. */
export function howMuch(
  { deletedChars, totalChars }: Pick<RestorePointInfo, 'deletedChars' | 'totalChars'>,
  language: string,
): { count: number; number: string; percent: string } {
  const share = totalChars > 0 ? Math.min(1, deletedChars / totalChars) : 1
  return {
    count: deletedChars,
    number: new Intl.NumberFormat(language).format(deletedChars),
    percent: new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share),
  }
}

/** So much of what was deleted may be missing for good, by edits since. */
const ABOUT = 0.1

/** Whether a text of this length has what was deleted again: it was restored, or the deletion undone. */
export function isBack(
  { deletedChars, totalChars }: Pick<RestorePointInfo, 'deletedChars' | 'totalChars'>,
  length: number,
): boolean {
  return length >= totalChars - deletedChars * ABOUT
}
