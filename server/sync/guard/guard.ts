import type * as Y from 'yjs'
import { CLOSE } from '../../../shared/protocol.ts'
import { bornDead } from './born-dead.ts'
import { encodeUpdate } from './encode.ts'
import { Incomplete, Malformed, Refused, TooMuch } from './outcomes.ts'
import { parseUpdate } from './parse.ts'
import { policyFor } from './policy/policy.ts'
import { resolve } from './resolve.ts'
import type { GuardContext, Verdict } from './verdict.ts'
import { Work } from './work.ts'

/**
 * Decides about one v1 update before anything is applied, in time proportional to the update, and never changes `ydoc`.
 * What is accepted is our own encoding of what is new and allowed; the incoming bytes must not be used afterwards.
 * `work` counts what that costs, whatever the verdict, and what applying would. Rules: docs/SPEC.md, G1–G9.
 */
export function judge(ydoc: Y.Doc, bytes: Uint8Array, context: GuardContext, work = new Work()): Verdict {
  const policy = policyFor(context)
  try {
    const parsed = parseUpdate(bytes, work)
    const resolved = resolve(ydoc, parsed, context, policy, work)
    return {
      verdict: 'accept',
      update: encodeUpdate(resolved, bytes),
      clocks: resolved.sections.map(({ client, start, end }) => ({ client, from: start, to: end })),
      claims: resolved.claims,
      deletions: resolved.deletions,
      displaced: bornDead(resolved.dead, parsed.deletions, context.user.id),
    }
  } catch (error) {
    // Who writes nothing here has nothing that could be asked for.
    if (error instanceof Incomplete && policy.writes) return { verdict: 'resync', reason: error.message }
    if (error instanceof Incomplete)
      return {
        verdict: 'refuse',
        refusal: { reason: 'read-only', path: [context.room] },
        close: CLOSE.refused,
      }
    if (error instanceof Refused)
      return { verdict: 'refuse', refusal: { reason: error.message, path: error.path }, close: CLOSE.refused }
    if (error instanceof TooMuch)
      return {
        verdict: 'refuse',
        refusal: { reason: error.message, path: [context.room] },
        close: CLOSE.tooLarge,
      }
    // lib0's readers throw plain errors at the end of the bytes; whatever else it is, it must fail closed.
    const detail = error instanceof Malformed ? error.message : 'unreadable'
    return {
      verdict: 'refuse',
      refusal: { reason: 'malformed', path: [context.room, detail] },
      close: CLOSE.malformed,
    }
  }
}
