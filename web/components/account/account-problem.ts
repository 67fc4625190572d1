import type { TFunction } from 'i18next'
import { problemText } from '../../i18n/problem-text.ts'

/** Which field of a form a problem is about; undefined: the whole of it. */
export type AccountField = 'email' | 'password' | 'currentPassword'

const FIELDS: Record<string, AccountField> = {
  'email-invalid': 'email',
  'email-taken': 'email',
  'password-too-short': 'password',
  'password-too-long': 'password',
  'wrong-password': 'currentPassword',
}

/** Where to say what went wrong, and in which words; nothing while nothing has. */
export function accountProblem(
  t: TFunction,
  problem: unknown,
  language: string,
): { field: AccountField | undefined; text: string } | undefined {
  if (!problem) return undefined
  const code = typeof problem === 'object' && 'code' in problem ? String(problem.code) : ''
  return { field: FIELDS[code], text: problemText(t, problem, language) }
}
