import * as Y from 'yjs'
import type { PurgeInfo } from '../../../shared/api.ts'
import { purgeRequest } from '../../../shared/api.ts'
import type { PurgeRecord } from '../../storage/app-store.ts'
import { createHourlyLimit } from '../hourly-limit.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { createPurger } from '../purger.ts'
import { roleChanged } from '../role-changed.ts'
import type { DocumentCall, Route } from '../route.ts'
import { parsed } from '../route.ts'

/** Each writes the document anew and copies both databases while everybody waits. An hour and person. */
const PURGES = 30

/** Taking something out of a document for good, and the record of that. */
export function purgeRoutes(parts: HttpParts): Route[] {
  const { directory, store, rooms, now = () => new Date() } = parts
  const purger = createPurger(parts)
  const limit = createHourlyLimit(PURGES)

  async function mustHaveNote(documentId: string, annotationId: string): Promise<void> {
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, await rooms.read(documentId, 'notes'))
    const there = ydoc.getMap('annotations').has(annotationId)
    ydoc.destroy()
    if (!there) throw new ProblemError('not-found')
  }

  /** Who is purged is no member any more; who was one before can be purged as well. */
  async function mustLeave(documentId: string, userId: string): Promise<void> {
    const left = await directory.removeMember(documentId, userId)
    if (left === 'last-owner') throw new ProblemError('last-owner')
    if (left === 'changed') return roleChanged(parts, documentId, { userId, role: null })
    const former = await store.formerMembers(documentId)
    if (!former.some(({ id }) => id === userId)) throw new ProblemError('not-found')
  }

  async function purge({ document, user, body }: DocumentCall): Promise<PurgeInfo> {
    const asked = parsed(purgeRequest, body)
    await limit.count(user.id)
    const documentId = document.id
    const person = 'userId' in asked
    if (person) await mustLeave(documentId, asked.userId)
    else await mustHaveNote(documentId, asked.annotationId)
    const [kind, target] = person
      ? (['person', asked.userId] as const)
      : (['annotation', asked.annotationId] as const)
    const id = await purger.purge({ documentId, at: now(), kind, by: user.id, target })
    const done = (await store.purges(documentId)).find((each) => each.id === id)
    if (done === undefined) throw new Error('a purge is not on record')
    return infoOf(done)
  }

  return [
    {
      method: 'post',
      path: '/api/documents/:id/purges',
      needs: 'members:manage',
      takes: 'json',
      handle: async (call) => ({ status: 201, body: await purge(call) }),
    },
    {
      method: 'get',
      path: '/api/documents/:id/purges',
      needs: 'members:manage',
      handle: async ({ document }) => ({
        body: { purges: (await store.purges(document.id)).map(infoOf) },
      }),
    },
  ]
}

function infoOf({ at, ...purge }: PurgeRecord): PurgeInfo {
  return { ...purge, at: at.toISOString() }
}
