import type { IncomingHttpHeaders } from 'node:http'
import { continueRequest, credentialsRequest, type SignInLink, signInRequest } from '../../../shared/api.ts'
import type { SignedIn } from '../../auth/ports.ts'
import { closeEverywhere } from '../close-everywhere.ts'
import { createHourlyLimit, GUESSES } from '../hourly-limit.ts'
import { linksTo } from '../links.ts'
import type { HttpParts } from '../parts.ts'
import { ProblemError } from '../problems.ts'
import { parsed, type Route } from '../route.ts'
import { sessionInfo } from '../session-info.ts'
import { createSignInLimit } from '../sign-in-limit.ts'

type Parts = Pick<
  HttpParts,
  'signIn' | 'credentials' | 'handovers' | 'addresses' | 'rooms' | 'store' | 'settings'
>

/**
 * Hashing a password takes a core for a good part of a second, also for who does nothing wrong; and who sets one e-mail after the
 * other is told which are taken. An hour and person.
 */
const SETS = 20
const SIGN_INS = 100

/** How people come back as who they are: by a one-time link, or by e-mail and password (docs/adr/0013). */
export function returningRoutes(parts: Parts): Route[] {
  const { signIn, credentials, handovers, addresses } = parts
  const guesses = createHourlyLimit(GUESSES)
  const passwords = createSignInLimit()
  const sets = createHourlyLimit(SETS)
  const signIns = createHourlyLimit(SIGN_INS)
  const accountOf = (email: string) => email.trim().toLowerCase().slice(0, 300)

  /** A browser is one person's. Whoever it is now must be asked before he is somebody else. */
  async function mayBecome(
    userId: string,
    headers: IncomingHttpHeaders,
    replace?: boolean,
  ): Promise<string[]> {
    const known = await signIn.userOf(headers)
    if (known === null || known.id === userId) return []
    if (replace !== true) throw new ProblemError('signed-in-as-other')
    return [known.id]
  }

  async function answer(became: SignedIn | null, replaced: readonly string[]) {
    for (const userId of replaced) await closeEverywhere(parts, userId)
    // What it was to go back to has ended meanwhile.
    if (became === null) throw new ProblemError('handover-expired')
    return { body: await sessionInfo(parts, became), cookies: became.cookies }
  }

  return [
    {
      method: 'post',
      path: '/api/session/handover',
      needs: 'sign-in',
      async handle({ user, headers }) {
        const made = await handovers.create(user.id, headers)
        if (made === null) throw new ProblemError('signed-out')
        const links = linksTo('continue', made.token, headers, addresses())
        const body: SignInLink = { ...links, expires: made.expires.toISOString() }
        return { status: 201, body }
      },
    },
    {
      method: 'post',
      path: '/api/session/continue',
      needs: 'nothing',
      takes: 'json',
      async handle({ body, headers, address }) {
        const { token, replace } = parsed(continueRequest, body)
        const found = await handovers.look(token)
        if (!found.ok) {
          if (found.problem === 'handover-unknown') await guesses.count(address)
          throw new ProblemError(found.problem)
        }
        const replaced = await mayBecome(found.userId, headers, replace)
        const used = await handovers.use(token)
        if (!used.ok) throw new ProblemError(used.problem)
        return answer(await signIn.start(used.userId, used.by, headers), replaced)
      },
    },
    {
      method: 'post',
      path: '/api/session/credentials',
      needs: 'sign-in',
      takes: 'json',
      async handle({ user, headers, body, address }) {
        const asked = parsed(credentialsRequest, body)
        await sets.count(user.id)
        const account = (await credentials.emailOf(user.id)) ?? ''
        if (account !== '') await passwords.takes(account, address)
        const set = await credentials.set(user.id, asked)
        if (account !== '' && (set.ok || set.problem !== 'wrong-password'))
          await passwords.right(account, address)
        if (!set.ok) throw new ProblemError(set.problem)
        // Whoever knew the old password, or took a session, is out; at the first one whoever came by an owner's link.
        if (set.changed) await signIn.endOthers(user.id, headers)
        const ended = set.changed || (await signIn.endLinked(user.id, headers))
        const cookies = await signIn.exchange(headers)
        if (ended) await closeEverywhere(parts, user.id)
        const email = await credentials.emailOf(user.id)
        return { body: await sessionInfo(parts, { user, email }), cookies }
      },
    },
    {
      method: 'post',
      path: '/api/session/sign-in',
      needs: 'nothing',
      takes: 'json',
      async handle({ body, headers, address }) {
        const { email, password, replace } = parsed(signInRequest, body)
        await passwords.takes(accountOf(email), address)
        // Behind that, so that nobody can use up another's.
        await signIns.count(accountOf(email))
        const user = await credentials.check(email, password)
        if (user === null) throw new ProblemError('wrong-credentials')
        await passwords.right(accountOf(email), address)
        const replaced = await mayBecome(user.id, headers, replace)
        return answer(await signIn.start(user.id, { madeBy: 'sign-in', invite: null }, headers), replaced)
      },
    },
  ]
}
