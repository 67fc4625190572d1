import type * as Y from 'yjs'
import { SHARED_SUBJECT, subjectOf } from '../../shared/record-rules.ts'
import { revOf } from './former-epoch.ts'

/** What to do with a record that is to be sent again, given what the server has now. */
export type Replay = { write: unknown } | 'same' | 'newer-there'

/**
 * A record as it may be written now. Its `rev` is never more than one beyond what is there, as the server demands; what
 * its author has changed elsewhere since is left as it is, unless he wants it `over` that.
 */
export function replayOf(ydoc: Y.Doc, root: string, key: string, value: unknown, over = false): Replay {
  const map = ydoc.getMap(root)
  const there = map.get(key)
  if (there !== undefined && sameJson(there, value)) return 'same'
  if (!over && there !== undefined && revOf(there) > revOf(value)) return 'newer-there'
  const rev = revOf(value)
  if (rev === 0) return { write: value }
  const least = there === undefined ? rev : Math.max(rev, revOf(there) + 1)
  const most = SHARED_SUBJECT.has(root) ? highestSeen(map, key) + 1 : Number.POSITIVE_INFINITY
  return { write: { ...(value as object), rev: Math.min(least, most) } }
}

function highestSeen(map: Y.Map<unknown>, key: string): number {
  let highest = 0
  for (const [other, value] of map)
    if (subjectOf(other) === subjectOf(key)) highest = Math.max(highest, revOf(value))
  return highest
}

/** Plain JSON; in which order the members of an object stand doesn't matter. */
function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const keys = Object.keys(a) as (keyof typeof a)[]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameJson(a[key], b[key]))
  )
}
