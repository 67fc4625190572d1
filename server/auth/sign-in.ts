import type { IncomingHttpHeaders } from 'node:http'
import { customAlphabet, nanoid } from 'nanoid'
import { LIMITS } from '../../shared/limits.ts'
import type { AppStore } from '../storage/app-store.ts'
import type { BetterAuth, Session } from './better-auth.ts'
import { isByLink } from './better-auth.ts'
import { createTurns } from './in-turn.ts'
import type { SignedIn, SignIn } from './ports.ts'

export interface SignInParts {
  auth: BetterAuth
  store: Pick<AppStore, 'addUser' | 'userByIdentity' | 'removeUser' | 'identitiesOf'>
  now: () => Date
}

/** Sessions, and what handovers need to know of them. */
export interface OwnSignIn extends SignIn {
  /** The browser that these headers come from, as long as it stays signed in. */
  familyOf(headers: IncomingHttpHeaders): Promise<string | null>
  /** A session of that browser now; null when it has signed out or was ended. */
  sessionOfFamily(family: string): Promise<Session | null>
}

/** How long a replaced token still works: for other tabs, and requests that are on their way. */
const GRACE_SECONDS = 60

/** Ids of users: letters and digits (shared/ids.ts), 119 bits. */
const newUserId = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 20)

/**
 * Sign-in by better-auth (docs/adr/0004): sessions and cookies are its, users and their names are ours. Sessions are looked
 * up in the database each time, so ending one has effect at once. A guest's token is all he has (docs/adr/0013): where one
 * takes another's place, the old one lives until the new one has been seen in use.
 */
export function createSignIn({ auth, store, now }: SignInParts): OwnSignIn {
  const { adapter, internalAdapter } = auth
  const is = (field: string, value: string) => ({ field, value })
  const familyOf = ({ family, id }: Session) => family ?? id

  const update = (id: string, facts: Partial<Session>) =>
    adapter.updateMany({ model: 'session', where: [is('id', id)], update: facts })
  const remove = (field: string, value: string) =>
    adapter.deleteMany({ model: 'session', where: [is(field, value)] })

  /** The new token has arrived, so the old one may go. */
  async function arrived({ id, replaces, graceSeconds }: Session): Promise<void> {
    if (replaces === null) return
    const ends = new Date(now().getTime() + (graceSeconds ?? 0) * 1000)
    if (graceSeconds === 0) await remove('id', replaces)
    else await update(replaces, { endsAt: ends, expiresAt: ends, renewDue: false })
    await update(id, { replaces: null })
  }

  async function lookUp(headers: IncomingHttpHeaders, prolong = false) {
    const found = await auth.session(headers)
    if (found === null) return null
    const { session } = found
    if (session.endsAt && session.endsAt <= now()) return null
    const user = await store.userByIdentity(session.userId)
    if (user === null) return null
    await arrived(session)
    // One that was replaced would otherwise be prolonged, and so come back to life.
    const cookies = prolong && !session.endsAt ? ((await auth.session(headers, true))?.cookies ?? []) : []
    return { session, user, email: auth.ownEmail(found.email), cookies }
  }

  /** One at a time: of two tabs that come at once only one gets another token, and none comes of a session while that ends. */
  const inTurn = createTurns()

  async function successor(session: Session, graceSeconds: number): Promise<string[]> {
    const { madeBy, invite } = session
    const facts = { family: familyOf(session), madeBy, invite, replaces: session.id, graceSeconds }
    return (await auth.start(session.userId, facts)).cookies
  }

  const isDue = async ({ id }: Session) =>
    (await adapter.findOne<Session>({ model: 'session', where: [is('id', id)] }))?.renewDue === true

  async function renew(headers: IncomingHttpHeaders): Promise<SignedIn | null> {
    const found = await lookUp(headers, true)
    if (found === null || !found.session.renewDue || found.session.endsAt) return found
    return inTurn(async () => {
      if (!(await isDue(found.session))) return found
      const cookies = await successor(found.session, GRACE_SECONDS)
      await update(found.session.id, { renewDue: false })
      await sweep(found.session.userId)
      return { ...found, cookies }
    })
  }

  /** Nobody comes with a token that was replaced, so nobody finds that it has expired. */
  async function sweep(identity: string): Promise<void> {
    const expired = { field: 'expiresAt', operator: 'lt', value: new Date() } as const
    await adapter.deleteMany({ model: 'session', where: [is('userId', identity), expired] })
  }

  /** Nobody has so many browsers; whoever makes sessions without end, loses those that nobody has used for longest. */
  async function dropOldest(identity: string): Promise<void> {
    const sessions = await adapter.findMany<Session>({
      model: 'session',
      where: [is('userId', identity)],
      sortBy: { field: 'updatedAt', direction: 'desc' },
      limit: 2 * LIMITS.sessionsPerUser,
    })
    for (const { id } of sessions.slice(LIMITS.sessionsPerUser)) await remove('id', id)
  }

  /** The browser's, all of it: the session and what it replaced, or is to be replaced by. */
  async function end(session: Session): Promise<void> {
    for (const field of ['family', 'id']) await remove(field, familyOf(session))
    await remove('id', session.id)
  }

  async function sessionOfFamily(family: string): Promise<Session | null> {
    const sessions = await adapter.findMany<Session>({
      model: 'session',
      where: (['family', 'id'] as const).map((field) => ({ ...is(field, family), connector: 'OR' as const })),
    })
    const alive = (end: Date | null | undefined) => !end || end > now()
    return sessions.find(({ endsAt, expiresAt }) => alive(endsAt) && alive(expiresAt)) ?? null
  }

  async function erase(userId: string): Promise<void> {
    for (const identity of await store.identitiesOf(userId)) await internalAdapter.deleteUser(identity)
  }

  return {
    userOf: async (headers) => (await lookUp(headers))?.user ?? null,
    renew,
    async signInGuest(name, inviteId) {
      const identity = await internalAdapter.createUser(
        { name, email: auth.newPlaceholder(), emailVerified: false },
        { method: 'anonymous' },
      )
      const user = { id: newUserId(), name }
      try {
        await store.addUser({ ...user, identity: identity.id, created: now() })
        const facts = { family: nanoid(), madeBy: `invite:${inviteId}`, invite: inviteId }
        return { user, email: null, cookies: (await auth.start(identity.id, facts)).cookies }
      } catch (error) {
        await internalAdapter.deleteUser(identity.id)
        throw error
      }
    },
    exchange: (headers) =>
      inTurn(async () => {
        const found = await lookUp(headers)
        return found === null ? [] : successor(found.session, 0)
      }),
    start: (userId, { madeBy, invite, family }, headers) =>
      inTurn(async () => {
        const [identity] = await store.identitiesOf(userId)
        const user = identity === undefined ? null : await store.userByIdentity(identity)
        if (identity === undefined || user === null) return null
        if (family !== undefined && (await sessionOfFamily(family)) === null) return null
        const before = await auth.session(headers)
        const { cookies } = await auth.start(identity, { family: nanoid(), madeBy, invite })
        if (before !== null) await end(before.session)
        await dropOldest(identity)
        return { user, email: await auth.emailOf(identity), cookies }
      }),
    signOut: (headers) =>
      inTurn(async () => {
        const found = await auth.session(headers)
        if (found !== null) await end(found.session)
        return auth.signOut(headers)
      }),
    erase,
    async forget(userId) {
      await erase(userId)
      await store.removeUser(userId)
    },
    async renewSoon(userId) {
      for (const identity of await store.identitiesOf(userId))
        await adapter.updateMany({
          model: 'session',
          where: [is('userId', identity)],
          update: { renewDue: true },
        })
    },
    endOthers: (userId, headers) =>
      inTurn(async () => {
        const kept = (await auth.session(headers))?.session.id
        for (const identity of await store.identitiesOf(userId)) {
          const others = kept === undefined ? [] : [{ ...is('id', kept), operator: 'ne' } as const]
          await adapter.deleteMany({ model: 'session', where: [is('userId', identity), ...others] })
        }
      }),
    endLinked: (userId, headers) =>
      inTurn(async () => {
        const kept = (await auth.session(headers))?.session.id
        const linked: Session[] = []
        for (const identity of await store.identitiesOf(userId)) {
          const sessions = await adapter.findMany<Session>({
            model: 'session',
            where: [is('userId', identity)],
            limit: 4 * LIMITS.sessionsPerUser,
          })
          linked.push(...sessions.filter(({ id, madeBy }) => id !== kept && isByLink(madeBy)))
        }
        for (const { id } of linked) await remove('id', id)
        return linked.length > 0
      }),
    endThoseOf: (inviteId, keeps) =>
      inTurn(async () => {
        const ended = new Set<string>()
        const sessions = await adapter.findMany<Session>({
          model: 'session',
          where: [is('invite', inviteId)],
        })
        for (const { id, userId } of sessions) {
          const user = await store.userByIdentity(userId)
          if (user !== null && keeps(user.id)) continue
          await remove('id', id)
          if (user !== null) ended.add(user.id)
        }
        return [...ended]
      }),
    async familyOf(headers) {
      const found = await lookUp(headers)
      return found === null ? null : familyOf(found.session)
    },
    sessionOfFamily,
  }
}
