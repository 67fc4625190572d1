import { type Body, textOfBody } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'

/** How many more characters a body may take, by whichever limit is nearer; negative when it is too long. */
export function bodyRoom(body: Body): number {
  const characters = LIMITS.bodyChars - textOfBody(body).length
  const stored = LIMITS.bodyBytes - JSON.stringify(body).length
  return Math.min(characters, stored)
}
