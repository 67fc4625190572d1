import { LIMITS } from './limits.ts'

/** Why a name or title can't be taken; the codes are those of the HTTP problems. */
export type NameProblem = 'name-empty' | 'name-too-long' | 'name-control-characters'

// Controls, bidi overrides, and whatever else nobody sees. Who is called alike has to be alike. What emoji and rare Han are
// made with stays legal: the zero-width joiner (U+200D) and variation selectors.
const FORBIDDEN =
  /(?![\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u
/** Anything that is drawn, and not upon something else. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{M}\p{C}\p{Z}]/u

/** Normalises (NFC, single spaces, trimmed) and checks what a person wants to be called. Length counts code points. */
export function checkName(
  input: string,
  maxChars: number = LIMITS.nameChars,
): { ok: true; name: string } | { ok: false; problem: NameProblem } {
  const name = input.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (name === '') return { ok: false, problem: 'name-empty' }
  if ([...name].length > maxChars) return { ok: false, problem: 'name-too-long' }
  if (FORBIDDEN.test(name)) return { ok: false, problem: 'name-control-characters' }
  if (!VISIBLE.test(name)) return { ok: false, problem: 'name-empty' }
  return { ok: true, name }
}
