import type * as Y from 'yjs'
import type { StatusRecord } from '../../shared/annotation.ts'
import { nextRev } from '../../shared/fold.ts'
import { entryKey } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import { comment } from '../support/content.ts'
import type { Random } from '../support/random.ts'
import { userId } from '../support/test-access.ts'

const AT = '2026-03-01T08:00:00Z'

/** Something that somebody may do in a notes room, as one transaction of his own. */
export function writeNotes(
  ydoc: Y.Doc,
  random: Random,
  name: string,
  role: Role,
  newToken: () => string,
): string {
  const id = userId(name)
  const annotations = ydoc.getMap('annotations')
  const all = [...annotations.keys()]
  const mine = all.filter((key) => key.startsWith(`${id}:`))
  const dice = random.below(12)
  if (dice < 4 || mine.length === 0) {
    const token = newToken()
    annotations.set(keyOf(id, token), comment(token))
    return `annotates ${token}`
  }
  const key = random.pick(mine)
  if (dice < 6) {
    annotations.set(key, comment(`${tokenOf(key)} 改 ${random.below(1_000)}`))
    return `edits ${tokenOf(key)}`
  }
  if (dice === 6) {
    annotations.delete(key)
    return `deletes ${tokenOf(key)}`
  }
  if (dice < 9) {
    const reactions = ydoc.getMap('reactions')
    const reaction = `${random.pick(all)}|${id}|${random.pick(['👍', '❓'])}`
    if (reactions.has(reaction)) reactions.delete(reaction)
    else reactions.set(reaction, { at: AT })
    return 'reacts'
  }
  const status = ydoc.getMap<StatusRecord>('status')
  const subject = role === 'owner' || role === 'editor' ? random.pick(all) : key
  const entries = [...status].filter(([entry]) => entry.startsWith(subject)).map(([, value]) => value)
  const value = random.pick(['open', 'resolved'] as const)
  status.set(entryKey(subject, id), { status: value, at: AT, rev: nextRev(entries) })
  return `sets ${tokenOf(subject)} ${value}`
}

/** Keys may hold letters only; the token is in the words as well. */
function keyOf(user: string, token: string): string {
  return `${user}:note${token.charCodeAt(0)}`
}
export function tokenOf(key: string): string {
  return String.fromCharCode(Number(key.slice(key.lastIndexOf(':note') + 5)))
}
