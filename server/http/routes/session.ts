import { type GuestResponse, guestRequest, type SessionInfo } from '../../../shared/api.ts'
import { checkName } from '../../../shared/names.ts'
import { CLOSE } from '../../../shared/protocol.ts'
import type { Redeemed, SignedIn } from '../../auth/ports.ts'
import { createGuessLimit } from '../guess-limit.ts'
import { mayCreate } from '../mount.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { parsed, type Route } from '../route.ts'

type Parts = Pick<HttpParts, 'signIn' | 'invites' | 'directory' | 'rooms' | 'store' | 'settings'>
type Joined = Extract<Redeemed, { ok: true }>

/** Joining by an invite, who one is, and signing out. */
export function sessionRoutes(parts: Parts): Route[] {
  const { signIn, invites, directory, rooms, store } = parts
  const guesses = createGuessLimit()

  /**
   * Who is signed in stays who he is, with his name, whatever name is given: renaming somebody is not what following
   * a link means. Everybody else becomes a new person, but only if the invite lets him in.
   */
  async function join(token: string, name: string, known: SignedIn | null): Promise<[SignedIn, Redeemed]> {
    if (known !== null) return [known, await invites.redeem(token, known.user.id)]
    const check = await invites.check(token)
    if (!check.ok) throw new ProblemError(check.problem)
    const guest = await signIn.signInGuest(name)
    try {
      const redeemed = await invites.redeem(token, guest.user.id)
      // Somebody else was faster at the last use.
      if (!redeemed.ok) await signIn.forget(guest.user.id)
      return [guest, redeemed]
    } catch (error) {
      await signIn.forget(guest.user.id)
      throw error
    }
  }

  function admitted(redeemed: Redeemed, userId: string): Joined {
    if (!redeemed.ok) throw new ProblemError(redeemed.problem)
    const { documentId, was, role } = redeemed
    if (was !== null && was !== role) rooms.close({ documentId, userId }, CLOSE.roleChanged, 'role-changed')
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
          const [{ user, cookies }, redeemed] = await join(
            asked.invite,
            checked.name,
            await signIn.renew(headers),
          )
          const { documentId, role } = admitted(redeemed, user.id)
          const document = directory.documentOf(documentId)
          if (document === null) throw new ProblemError('not-found')
          const answer: GuestResponse = { user, document: { id: document.id, title: document.title }, role }
          return { body: answer, cookies }
        } catch (error) {
          if (error instanceof ProblemError && error.code === 'invite-unknown') await guesses.wrong(address)
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
        const { user, cookies } = known
        const answer: SessionInfo = { user, mayCreate: await mayCreate(parts, user.id) }
        return { body: answer, cookies }
      },
    },
    {
      method: 'delete',
      path: '/api/session',
      needs: 'nothing',
      async handle({ headers }) {
        const user = await signIn.userOf(headers)
        const cookies = await signIn.signOut(headers)
        // Sockets know people, not sessions: all of this person's reconnect, and those of the session that ended get 4401.
        if (user !== null)
          for (const { document } of await store.documentsOf(user.id))
            rooms.close({ documentId: document.id, userId: user.id }, CLOSE.roleChanged, 'session-ended')
        return { cookies }
      },
    },
  ]
}
