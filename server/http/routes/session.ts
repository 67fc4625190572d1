import type { IncomingHttpHeaders } from 'node:http'
import { type GuestResponse, guestRequest, type UserInfo } from '../../../shared/api.ts'
import { checkName } from '../../../shared/names.ts'
import { CLOSE } from '../../../shared/protocol.ts'
import type { Redeemed, SignedIn } from '../../auth/ports.ts'
import { closeEverywhere } from '../close-everywhere.ts'
import { createHourlyLimit, GUESSES } from '../hourly-limit.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { parsed, type Route } from '../route.ts'
import { sessionInfo } from '../session-info.ts'

type Parts = Pick<HttpParts, 'signIn' | 'invites' | 'directory' | 'rooms' | 'store' | 'settings'>
type Joined = Extract<Redeemed, { ok: true }>

/** Joining by an invite, who one is, and signing out. */
export function sessionRoutes(parts: Parts): Route[] {
  const { signIn, invites, directory, rooms } = parts
  const guesses = createHourlyLimit(GUESSES)

  /**
   * Who is signed in stays who he is, with his name, whatever name is given: renaming somebody is not what following
   * a link means. What he gains comes with another token (docs/SPEC.md, H10).
   */
  async function joinAs(
    user: UserInfo,
    token: string,
    headers: IncomingHttpHeaders,
  ): Promise<[SignedIn, Joined]> {
    const joined = admitted(await invites.redeem(token, user.id))
    const known = await signIn.renew(headers)
    const cookies = joined.was === joined.role ? (known?.cookies ?? []) : await signIn.exchange(headers)
    return [{ user, email: known?.email ?? null, cookies }, joined]
  }

  /** Everybody else becomes a new person, but only if the invite lets him in. */
  async function joinAsGuest(token: string, name: string): Promise<[SignedIn, Joined]> {
    const check = await invites.check(token)
    if (!check.ok) throw new ProblemError(check.problem)
    const guest = await signIn.signInGuest(name, check.id)
    try {
      return [guest, admitted(await invites.redeem(token, guest.user.id))]
    } catch (error) {
      // Somebody else was faster at the last use, or nothing could be stored.
      await signIn.forget(guest.user.id)
      throw error
    }
  }

  function admitted(redeemed: Redeemed): Joined {
    if (!redeemed.ok) throw new ProblemError(redeemed.problem)
    return redeemed
  }

  return [
    {
      method: 'post',
      path: '/api/session/guest',
      needs: 'nothing',
      takes: 'json',
      async handle({ body, headers, address }) {
        const asked = parsed(guestRequest, body)
        const checked = checkName(asked.name)
        if (!checked.ok) throw new ProblemError(checked.problem)
        try {
          const known = await signIn.userOf(headers)
          const [{ user, cookies }, { documentId, role, was }] =
            known === null
              ? await joinAsGuest(asked.invite, checked.name)
              : await joinAs(known, asked.invite, headers)
          if (was !== null && was !== role)
            rooms.close({ documentId, userId: user.id }, CLOSE.roleChanged, 'role-changed')
          const document = directory.documentOf(documentId)
          if (document === null) throw new ProblemError('not-found')
          const answer: GuestResponse = { user, document: { id: document.id, title: document.title }, role }
          return { body: answer, cookies }
        } catch (error) {
          if (error instanceof ProblemError && error.code === 'invite-unknown') await guesses.count(address)
          throw error
        }
      },
    },
    {
      method: 'get',
      path: '/api/session',
      needs: 'nothing',
      async handle({ headers }) {
        const known = await signIn.renew(headers)
        if (known === null) throw new ProblemError('signed-out')
        return { body: await sessionInfo(parts, known), cookies: known.cookies }
      },
    },
    {
      method: 'delete',
      path: '/api/session',
      needs: 'nothing',
      async handle({ headers }) {
        const user = await signIn.userOf(headers)
        const cookies = await signIn.signOut(headers)
        if (user !== null) await closeEverywhere(parts, user.id)
        return { cookies }
      },
    },
  ]
}
