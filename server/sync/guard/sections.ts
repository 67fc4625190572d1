import type * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import type { Novel, NovelSection } from './novel.ts'
import { novelOf } from './novel.ts'
import { Incomplete, Refused } from './outcomes.ts'
import type { ParsedUpdate } from './parse.ts'
import { stateOf } from './store.ts'
import type { GuardContext } from './verdict.ts'

/**
 * Drops what the server has, slices what overlaps, forbids gaps, and checks whose clientIDs they are. Highest first, as Yjs
 * takes them. `claims`: clientIDs that nobody has yet.
 */
export function novelSections(ydoc: Y.Doc, parsed: ParsedUpdate, context: GuardContext) {
  const sections: NovelSection[] = []
  const claims: number[] = []
  for (const { client, structs } of parsed.sections) {
    const start = stateOf(ydoc, client)
    const novel: Novel[] = []
    let next = start
    for (const struct of structs) {
      const end = struct.clock + struct.length
      if (end <= start) continue
      if (struct.content.kind === 'skip' || struct.clock > next) throw new Incomplete('clock-gap')
      novel.push(novelOf(struct, start))
      next = end
    }
    if (novel.length === 0) continue
    if (client === ydoc.clientID) throw new Refused('client-of-the-server', [String(client)])
    const owner = context.ownerOfClient(client)
    if (owner === undefined && claims.push(client) > LIMITS.clientIdsPerUserDay)
      throw new Refused('too-many-clients', [context.room])
    if (owner !== undefined && owner !== context.user.id)
      throw new Refused('client-of-another-user', [String(client)])
    sections.push({ client, start, end: next, structs: novel, next: 0, onStack: false, wanted: undefined })
  }
  return { sections: sections.sort((a, b) => b.client - a.client), claims }
}
