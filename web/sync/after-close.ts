import { CLOSE, type Refusal } from '../../shared/protocol.ts'

/** The end of a room's connection: the server's deliberate no, or work that can no longer be sent. */
export interface RoomEnd {
  code: number
  refusal: Refusal | undefined
}

/**
 * What a client does when its socket has closed (docs/PROTOCOL.md, "Close codes, and what to do").
 * - retry: come back, with what is unsent
 * - final: stay away, keep what is unsent, and say so
 */
export type AfterClose = 'retry' | 'final'

/** Codes from 4400 to 4499 are the server's deliberate no; everything else, and no code at all, may pass. */
export function afterClose(code: number | undefined): AfterClose {
  return code !== undefined && code >= 4400 && code < 4500 ? 'final' : 'retry'
}

/** Whether a close is about what was written, and not about who or what one is here. */
export function refusesContent(code: number, reason = ''): boolean {
  if (code === CLOSE.malformed || code === CLOSE.tooLarge) return true
  return code === CLOSE.refused && !/^(client-|too-many-clients|presence-)/.test(reason)
}

/** Who is refused a right has perhaps another role than the page believes. */
export function isAboutRights(reason: string): boolean {
  return reason === 'not-your-key' || reason === 'read-only'
}

/** Of these a new clientID or a new connection may get rid. */
export function isAboutThisYdoc(reason: string): boolean {
  return /^(client-|presence-)/.test(reason)
}

/** Merely too much at once: in pieces it may be taken. */
export function isTooMuch({ code, refusal }: RoomEnd): boolean {
  return code === CLOSE.tooLarge || refusal?.reason === 'too-expensive'
}

/**
 * Milliseconds until the next try. `attempt` counts from 1 and starts again after each sync. Half of it is chance, so
 * that a roomful of people does not come back in one instant; `random` is in [0, 1).
 */
export function retryDelay(code: number | undefined, attempt: number, random: number): number {
  const [first, most] = pace(code)
  const whole = Math.min(first * 2 ** Math.min(attempt - 1, 10), most)
  return Math.round(whole * (0.5 + random / 2))
}

function pace(code: number | undefined): [first: number, most: number] {
  switch (code) {
    case CLOSE.tooFast:
    case CLOSE.overloaded:
      return [4_000, 30_000]
    case CLOSE.restarting:
      return [1_000, 10_000]
    case CLOSE.roleChanged:
      // Meanwhile the page asks for the new role, and opens the rooms anew.
      return [2_000, 10_000]
    default:
      return [400, 10_000]
  }
}
