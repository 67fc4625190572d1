import { z } from 'zod'
import { type CreatedInvite, createInviteRequest, type InviteInfo } from '../../../shared/api.ts'
import type { RoleChange } from '../../storage/app-store.ts'
import { closeEverywhere } from '../close-everywhere.ts'
import { linksTo } from '../links.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { roleChanged } from '../role-changed.ts'
import { parsed, type Route } from '../route.ts'

type Parts = Pick<HttpParts, 'invites' | 'addresses' | 'signIn' | 'directory' | 'rooms' | 'store'>

const revokeQuery = z.strictObject({ people: z.enum(['stay', 'leave']).default('leave') })

/** A document's invites, for its owners. */
export function inviteRoutes(parts: Parts): Route[] {
  const { invites, addresses, signIn, directory } = parts

  /** What an invite gave has been taken back: sockets hear of it, and sessions end of who is no member any more. */
  async function sendAway(
    documentId: string,
    inviteId: string,
    changes: readonly RoleChange[],
  ): Promise<void> {
    // Who stays needs his session: a guest has nothing else.
    const ended = await signIn.endThoseOf(inviteId, (userId) => directory.roleOf(documentId, userId) !== null)
    for (const change of changes) await roleChanged(parts, documentId, change)
    for (const userId of ended) await closeEverywhere(parts, userId)
  }

  return [
    {
      method: 'post',
      path: '/api/documents/:id/invites',
      needs: 'invites:manage',
      takes: 'json',
      async handle({ document, user, headers, body }) {
        const asked = parsed(createInviteRequest, body)
        const { id, token } = await invites.create({ ...asked, documentId: document.id, createdBy: user.id })
        const answer: CreatedInvite = { id, ...linksTo('join', token, headers, addresses()) }
        return { status: 201, body: answer }
      },
    },
    {
      method: 'get',
      path: '/api/documents/:id/invites',
      needs: 'invites:manage',
      async handle({ document }) {
        const list = await invites.list(document.id)
        const answer: InviteInfo[] = list.map((invite) => ({
          ...invite,
          created: invite.created.toISOString(),
          expires: invite.expires.toISOString(),
        }))
        return { body: { invites: answer } }
      },
    },
    {
      method: 'delete',
      path: '/api/documents/:id/invites/:inviteId',
      needs: 'invites:manage',
      async handle({ document, user, params, query }) {
        const { people } = parsed(revokeQuery, Object.fromEntries(query))
        const inviteId = params.inviteId ?? ''
        const leave = people === 'leave' ? { but: user.id } : undefined
        const changes = await invites.revoke(document.id, inviteId, leave)
        if (changes === null) throw new ProblemError('not-found')
        if (people === 'leave') await sendAway(document.id, inviteId, changes)
        return {}
      },
    },
  ]
}
