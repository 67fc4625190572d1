import { LIMITS } from './limits.ts'

/** Why a name or title can't be taken; the codes are those of the HTTP problems. */
export type NameProblem = 'name-empty' | 'name-too-long' | 'name-control-characters'

// Controls, bidi overrides and isolates, zero-width and byte-order marks: nothing that lets one name look like
// another. The zero-width joiner (U+200D) stays legal, emoji are made with it.
const FORBIDDEN = /[\p{Cc}\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

/** Normalises (NFC, single spaces, trimmed) and checks what a person wants to be called. Length counts code points. */
export function checkName(
  input: string,
  maxChars: number = LIMITS.nameChars,
): { ok: true; name: string } | { ok: false; problem: NameProblem } {
  const name = input.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (name === '') return { ok: false, problem: 'name-empty' }
  if ([...name].length > maxChars) return { ok: false, problem: 'name-too-long' }
  if (FORBIDDEN.test(name)) return { ok: false, problem: 'name-control-characters' }
  return { ok: true, name }
}
