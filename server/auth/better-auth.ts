import type { IncomingHttpHeaders } from 'node:http'
import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { getAdapter } from 'better-auth/db/adapter'
import { getMigrations } from 'better-auth/db/migration'
import type { Kysely } from 'kysely'
import { nanoid } from 'nanoid'
import { z } from 'zod'
import { asDatabase, hashSessionTokens } from './hashed-sessions.ts'

export interface BetterAuthParts {
  /** For the tables of better-auth, which are made or brought up to date. */
  kysely: Kysely<unknown>
  /** Signs the cookies; a new one signs everybody out. */
  secret: string
  /** People reach the server over https: the cookie is for https alone then. */
  https: boolean
}

/** What is remembered of a session beside what better-auth does. Null where an older version made the session. */
export interface SessionFacts {
  /** The same for a session and those that took its place: one browser, until it signs out. */
  family: string | null
  /** `invite:<id>`, `handover:<id>`, `link:<id>` or `sign-in`. */
  madeBy: string | null
  /** The invite to which it goes back: revoking that ends it. */
  invite: string | null
  /** Somebody else changed this person's role: it gets another token when it is next seen. */
  renewDue: boolean | null
  /** The session that ends when this one is first used, and how many seconds later. */
  replaces: string | null
  graceSeconds: number | null
  /** Another took its place: from then on it is none. */
  endsAt: Date | null
}
export interface Session extends SessionFacts {
  id: string
  /** By which id better-auth knows the person. */
  userId: string
  token: string
  expiresAt: Date
}

/** Whether a session goes back to a link by an owner: it may be the owner's, and not that person's. */
export function isByLink(madeBy: string | null): madeBy is `link:${string}` {
  return madeBy?.startsWith('link:') === true
}

/** Browsers keep a cookie for 400 days at most (RFC 6265bis). A guest who lost it would be somebody else. */
const SESSION_SECONDS = 400 * 24 * 3600
const PROLONG_SECONDS = 24 * 3600

const fact = { required: false, input: false } as const
const FACTS = {
  family: { type: 'string', ...fact },
  madeBy: { type: 'string', ...fact },
  invite: { type: 'string', ...fact },
  renewDue: { type: 'boolean', ...fact },
  replaces: { type: 'string', ...fact },
  graceSeconds: { type: 'number', ...fact },
  endsAt: { type: 'date', ...fact },
} as const satisfies Record<keyof SessionFacts, object>

/** Signs a token into the session's cookie. It has no address, and nothing of better-auth is reached over HTTP anyway. */
const giveCookie = {
  id: 'hezhu',
  endpoints: {
    giveCookie: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ token: z.string() }) },
      async ({ body, context, setSignedCookie }) => {
        const { name, attributes } = context.authCookies.sessionToken
        await setSignedCookie(name, body.token, context.secret, { ...attributes, maxAge: SESSION_SECONDS })
      },
    ),
  },
} satisfies BetterAuthPlugin

const PLACEHOLDER = 'guest.invalid'
/** Null for one that only stands in for what a guest has not. */
const ownEmail = (email: string): string | null => (email.endsWith('.invalid') ? null : email)

export type BetterAuth = Awaited<ReturnType<typeof openBetterAuth>>

/**
 * better-auth as we use it (docs/adr/0004): it keeps sessions, signs cookies and hashes passwords. Nothing is cached, so
 * ending a session has effect at once; tokens reach the database hashed; no plugin but our own, and none of its routes exposed.
 */
export async function openBetterAuth({ kysely, secret, https }: BetterAuthParts) {
  const cookieName = https ? '__Host-hezhu' : 'hezhu'
  const database = { db: kysely, type: 'sqlite' } as const
  const options = {
    appName: 'Hezhu',
    secret,
    // Only its scheme matters, and only to routes that are not exposed.
    baseURL: `${https ? 'https' : 'http'}://localhost`,
    trustedOrigins: [],
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
      additionalFields: FACTS,
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
    plugins: [giveCookie],
  } satisfies Parameters<typeof betterAuth>[0]

  const { runMigrations } = await getMigrations({ ...options, database })
  await runMigrations()
  const adapter = hashSessionTokens(await getAdapter({ ...options, database }))
  const auth = betterAuth({ ...options, database: asDatabase(adapter) })
  const { internalAdapter, password } = await auth.$context
  /** The session's alone: better-auth also clears cookies that we never set. */
  const ownCookies = (headers: Headers) =>
    headers.getSetCookie().filter((cookie) => cookie.startsWith(`${cookieName}=`))
  const cookieOf = (headers: IncomingHttpHeaders) =>
    new Headers(headers.cookie === undefined ? {} : { cookie: headers.cookie })

  return {
    options: auth.options,
    adapter,
    internalAdapter,
    password,

    /** For a guest: better-auth wants an e-mail of everybody. The domain is one that can't exist (RFC 6761). */
    newPlaceholder: () => `${nanoid(24).toLowerCase()}@${PLACEHOLDER}`,
    ownEmail,
    /** Null for a guest. */
    async emailOf(identity: string): Promise<string | null> {
      const user = await internalAdapter.findUserById(identity)
      return user === null ? null : ownEmail(user.email)
    },

    /** The session of these headers, looked up in the database; `prolong` also lets it last longer. */
    async session(
      headers: IncomingHttpHeaders,
      prolong = false,
    ): Promise<{ session: Session; email: string; cookies: string[] } | null> {
      // Without a cookie nobody can be signed in; most strangers' requests need no look into the database.
      if (headers.cookie === undefined) return null
      const { response, headers: answer } = await auth.api.getSession({
        headers: cookieOf(headers),
        query: { disableRefresh: !prolong },
        returnHeaders: true,
      })
      if (response === null) return null
      const session = response.session as typeof response.session & SessionFacts
      return { session, email: response.user.email, cookies: ownCookies(answer) }
    },
    async start(identity: string, facts: Partial<SessionFacts>): Promise<{ id: string; cookies: string[] }> {
      const { id, token } = await internalAdapter.createSession(identity, false, facts, true)
      const { headers } = await auth.api.giveCookie({ body: { token }, returnHeaders: true })
      return { id, cookies: ownCookies(headers) }
    },
    /** Ends the session of these headers; answers what clears the cookie. */
    async signOut(headers: IncomingHttpHeaders): Promise<string[]> {
      const { headers: answer } = await auth.api.signOut({ headers: cookieOf(headers), returnHeaders: true })
      return ownCookies(answer)
    },
  }
}
