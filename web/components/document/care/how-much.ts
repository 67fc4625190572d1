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
