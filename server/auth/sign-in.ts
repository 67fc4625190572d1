import type { IncomingHttpHeaders } from 'node:http'
import { betterAuth } from 'better-auth'
import { getAdapter } from 'better-auth/db/adapter'
import { getMigrations } from 'better-auth/db/migration'
import { anonymous } from 'better-auth/plugins/anonymous'
import type { Kysely } from 'kysely'
import { customAlphabet } from 'nanoid'
import type { AppStore } from '../storage/app-store.ts'
import { asDatabase, hashSessionTokens } from './hashed-sessions.ts'
import type { SignIn } from './ports.ts'

export interface SignInParts {
  store: Pick<AppStore, 'addUser' | 'userByIdentity' | 'removeUser' | 'identitiesOf'>
  /** For the tables of better-auth, which are made or brought up to date. */
  kysely: Kysely<unknown>
  /** Signs the cookies; a new one signs everybody out. */
  secret: string
  /** People reach the server over https: the cookie is for https alone then. */
  https: boolean
  now?: () => Date
}

/** Browsers keep a cookie for 400 days at most (RFC 6265bis). A guest who lost it would be somebody else. */
const SESSION_SECONDS = 400 * 24 * 3600
const PROLONG_SECONDS = 24 * 3600

/** Ids of users: letters and digits (shared/ids.ts), 119 bits. */
const newUserId = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 20)

/**
 * Sign-in by better-auth (docs/adr/0004): sessions and cookies are its, users and their names are ours. None of its
 * routes is exposed.
 * Sessions are looked up in the database each time, so ending one has effect at once.
 */
export async function createSignIn(parts: SignInParts): Promise<SignIn> {
  const { store, https, now = () => new Date() } = parts
  const cookieName = https ? '__Host-hezhu' : 'hezhu'
  const database = { db: parts.kysely, type: 'sqlite' } as const
  const options = {
    appName: 'Hezhu',
    secret: parts.secret,
    // Only its scheme matters, and only to routes that are not exposed.
    baseURL: `${https ? 'https' : 'http'}://localhost`,
    telemetry: { enabled: false },
    logger: { disabled: true },
    user: { modelName: 'auth_users' },
    account: { modelName: 'auth_accounts' },
    verification: { modelName: 'auth_verifications' },
    session: {
      modelName: 'auth_sessions',
      expiresIn: SESSION_SECONDS,
      updateAge: PROLONG_SECONDS,
      cookieCache: { enabled: false },
    },
    advanced: {
      ipAddress: { disableIpTracking: true },
      // better-auth's own prefix would be __Secure-; __Host- also binds the cookie to this one host.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: cookieName,
          attributes: { httpOnly: true, sameSite: 'lax', secure: https, path: '/' },
        },
      },
    },
    plugins: [anonymous()],
  } satisfies Parameters<typeof betterAuth>[0]

  const { runMigrations } = await getMigrations({ ...options, database })
  await runMigrations()
  const adapter = hashSessionTokens(await getAdapter({ ...options, database }))
  const auth = betterAuth({ ...options, database: asDatabase(adapter) })
  const { internalAdapter } = await auth.$context
  /** The session's alone: better-auth also clears cookies that we never set. */
  const ownCookies = (headers: Headers) =>
    headers.getSetCookie().filter((cookie) => cookie.startsWith(`${cookieName}=`))

  async function session(headers: IncomingHttpHeaders, prolong: boolean) {
    // Without a cookie nobody can be signed in; most strangers' requests need no look into the database.
    if (headers.cookie === undefined) return null
    const { response, headers: answer } = await auth.api.getSession({
      headers: new Headers({ cookie: headers.cookie }),
      query: { disableRefresh: !prolong },
      returnHeaders: true,
    })
    if (response === null) return null
    const user = await store.userByIdentity(response.user.id)
    return user === null ? null : { user, cookies: ownCookies(answer) }
  }

  return {
    userOf: async (headers) => (await session(headers, false))?.user ?? null,
    renew: (headers) => session(headers, true),
    async signInGuest(name) {
      const { response, headers } = await auth.api.signInAnonymous({
        headers: new Headers(),
        returnHeaders: true,
      })
      const user = { id: newUserId(), name }
      try {
        await store.addUser({ ...user, identity: response.user.id, created: now() })
      } catch (error) {
        await internalAdapter.deleteUser(response.user.id)
        throw error
      }
      return { user, cookies: ownCookies(headers) }
    },
    async signOut(headers) {
      const { headers: answer } = await auth.api.signOut({
        headers: new Headers(headers.cookie === undefined ? {} : { cookie: headers.cookie }),
        returnHeaders: true,
      })
      return ownCookies(answer)
    },
    async forget(userId) {
      for (const identity of await store.identitiesOf(userId)) await internalAdapter.deleteUser(identity)
      await store.removeUser(userId)
    },
  }
}
