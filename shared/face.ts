import { PIGMENTS, type Pigment } from './annotation.ts'

/** How somebody is drawn: the first character of the name on a pigment that is always theirs. */
export interface FaceInfo {
  id: string
  name: string
  initial: string
  pigment: Pigment
}

/** The same person has the same pigment on every page and machine: it follows from the id alone. */
export function pigmentOf(userId: string): Pigment {
  let hash = 0x811c9dc5 // FNV-1a: short, and even for ids that differ in one character
  for (let index = 0; index < userId.length; index++)
    hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193) >>> 0
  return PIGMENTS[hash % PIGMENTS.length] ?? 'mo'
}

/** The first thing a reader sees as one character: a family emoji or a letter with its accents stays whole. */
export function initialOf(name: string): string {
  const first = new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(name.trim()).containing(0)
  return first?.segment ?? '?'
}

export function faceOf(user: { id: string; name: string }): FaceInfo {
  return { id: user.id, name: user.name, initial: initialOf(user.name), pigment: pigmentOf(user.id) }
}
