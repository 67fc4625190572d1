import { nanoid } from 'nanoid'
import {
  type MemberInfo,
  type MembersResponse,
  patchMemberRequest,
  type SignInLink,
} from '../../../shared/api.ts'
import type { MemberChange } from '../../auth/ports.ts'
import { linksTo } from '../links.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { roleChanged } from '../role-changed.ts'
import { type DocumentCall, parsed, type Route } from '../route.ts'

type Parts = Pick<HttpParts, 'directory' | 'store' | 'rooms' | 'signIn' | 'handovers' | 'addresses' | 'now'>

/** Who is a member of a document, and as what. */
export function memberRoutes(parts: Parts): Route[] {
  const { directory, store, handovers, addresses, now = () => new Date() } = parts
  async function memberOf({ document, params }: DocumentCall): Promise<MemberInfo> {
    const member = (await listOf(document.id)).find(({ id }) => id === params.userId)
    if (member === undefined) throw new ProblemError('not-found')
    return member
  }
  async function listOf(documentId: string): Promise<MemberInfo[]> {
    const members = await store.members(documentId)
    return members.map((member) => ({ ...member, joined: member.joined.toISOString() }))
  }

  return [
    {
      method: 'get',
      path: '/api/documents/:id/members',
      needs: 'members:list',
      async handle({ document }) {
        const [members, former] = await Promise.all([listOf(document.id), store.formerMembers(document.id)])
        return { body: { members, former } satisfies MembersResponse }
      },
    },
    {
      method: 'patch',
      path: '/api/documents/:id/members/:userId',
      needs: 'members:manage',
      takes: 'json',
      async handle(call) {
        const { role } = parsed(patchMemberRequest, call.body)
        const before = await memberOf(call)
        const documentId = call.document.id
        must(await directory.setRole(documentId, before.id, role))
        if (before.role !== role) await roleChanged(parts, documentId, { userId: before.id, role })
        return { body: { ...before, role } satisfies MemberInfo }
      },
    },
    {
      method: 'delete',
      path: '/api/documents/:id/members/:userId',
      needs: 'members:manage',
      async handle(call) {
        const { id: userId } = await memberOf(call)
        const documentId = call.document.id
        must(await directory.removeMember(documentId, userId))
        await roleChanged(parts, documentId, { userId, role: null })
        return {}
      },
    },
    {
      method: 'post',
      path: '/api/documents/:id/members/:userId/link',
      needs: 'members:manage',
      async handle({ document, user, params, headers }) {
        const made = await handovers.createLink(document.id, params.userId ?? '', user.id)
        if (!made.ok) throw new ProblemError(made.problem)
        const { id, token, expires } = made.link
        // The other owners shall see that somebody could have become this person.
        await store.addIncident({
          id: nanoid(12),
          documentId: document.id,
          at: now(),
          kind: 'name-link',
          detail: { link: id, user: params.userId, by: user.id, expires: expires.toISOString() },
        })
        const links = linksTo('continue', token, headers, addresses())
        const answer: SignInLink = { ...links, expires: expires.toISOString() }
        return { status: 201, body: answer }
      },
    },
  ]
}

function must(change: MemberChange): void {
  if (change === 'no-member') throw new ProblemError('not-found')
  if (change === 'last-owner') throw new ProblemError('last-owner')
}
