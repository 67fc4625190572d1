import { type CreatedInvite, createInviteRequest, type InviteInfo } from '../../../shared/api.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { parsed, type Route } from '../route.ts'

type Parts = Pick<HttpParts, 'invites' | 'addresses'>

/** A document's invites, for its owners. */
export function inviteRoutes({ invites, addresses }: Parts): Route[] {
  return [
    {
      method: 'post',
      path: '/api/documents/:id/invites',
      needs: 'invites:manage',
      takes: 'json',
      async handle({ document, user, headers, body }) {
        const asked = parsed(createInviteRequest, body)
        const { id, token } = await invites.create({ ...asked, documentId: document.id, createdBy: user.id })
        const { main, all, origins } = addresses()
        // In the fragment, which browsers send to nobody.
        const link = (origin: string) => `${origin}/join#${token}`
        const here = headers.origin !== undefined && origins.includes(headers.origin) ? headers.origin : main
        const answer: CreatedInvite = { id, token, url: link(here), urls: all.map(link) }
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
      async handle({ document, params }) {
        if (!(await invites.revoke(document.id, params.inviteId ?? ''))) throw new ProblemError('not-found')
        return {}
      },
    },
  ]
}
