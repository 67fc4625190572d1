import type { TFunction } from 'i18next'
import { LIMITS } from '../../shared/limits.ts'

/** What to tell somebody about a failed request, by its code; of whatever else was thrown, that something went wrong. */
export function problemText(t: TFunction, problem: unknown, language = 'zh-Hant'): string {
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined
  const format = new Intl.NumberFormat(language)
  return t([`app:problems.${code}`, 'app:problems.internal'], {
    nameChars: format.format(LIMITS.nameChars),
    titleChars: format.format(LIMITS.titleChars),
    passwordMin: format.format(LIMITS.passwordMinChars),
    passwordMax: format.format(LIMITS.passwordMaxChars),
    documentChars: format.format(LIMITS.documentChars),
    documentBlocks: format.format(LIMITS.documentBlocks),
  })
}
