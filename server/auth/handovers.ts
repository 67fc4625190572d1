import { nanoid } from 'nanoid'
import type { AppStore, StoredHandover } from '../storage/app-store.ts'
import { isByLink } from './better-auth.ts'
import type { Credentials, Directory, HandoverProblem, Handovers, LinkProblem, MadeBy } from './ports.ts'
import type { OwnSignIn } from './sign-in.ts'
import { hashOfToken, newToken, TOKEN } from './tokens.ts'

const MINUTE = 60_000
const HANDOVER_MS = 10 * MINUTE
const LINK_MS = 24 * 60 * MINUTE

/** What handovers are made of. */
export interface HandoverParts {
  store: AppStore
  signIn: Pick<OwnSignIn, 'familyOf' | 'sessionOfFamily'>
  credentials: Pick<Credentials, 'emailOf'>
  directory: Pick<Directory, 'roleOf'>
  now: () => Date
}
type Found = { ok: true; handover: StoredHandover; by: MadeBy } | { ok: false; problem: HandoverProblem }

/** One-time links. What allowed one to be made is asked again when it is used. */
export function createHandovers({ store, signIn, credentials, directory, now }: HandoverParts): Handovers {
  async function make(userId: string, from: StoredHandover['from'], lasts: number) {
    const [id, token, created] = [nanoid(12), newToken(), now()]
    const expires = new Date(created.getTime() + lasts)
    await store.addHandover({ id, hash: hashOfToken(token), userId, from, created, expires, used: false })
    return { id, token, expires }
  }

  /** Only a guest who is in nothing but this owner's documents: the link is all of him. */
  async function linkProblem(
    documentId: string,
    userId: string,
    ownerId: string,
  ): Promise<LinkProblem | null> {
    if (directory.roleOf(documentId, userId) === null) return 'not-found'
    if ((await credentials.emailOf(userId)) !== null) return 'has-credentials'
    for (const { document } of await store.documentsOf(userId))
      if (directory.roleOf(document.id, ownerId) !== 'owner') return 'member-elsewhere'
    return null
  }

  /** By what the new session would be made; null when what allowed the link is no more. */
  async function standing({ id, userId, from }: StoredHandover): Promise<MadeBy | null> {
    if ('session' in from) {
      const session = await signIn.sessionOfFamily(from.session)
      if (session === null) return null
      // What goes back to an owner's link goes on doing so, however often it is handed on.
      const madeBy = isByLink(session.madeBy) ? session.madeBy : (`handover:${id}` as const)
      return { madeBy, invite: session.invite, family: from.session }
    }
    const problem = await linkProblem(from.documentId, userId, from.ownerId)
    return problem === null ? { madeBy: `link:${id}`, invite: null } : null
  }

  async function find(token: string): Promise<Found> {
    const handover = TOKEN.test(token) ? await store.handoverByHash(hashOfToken(token)) : null
    if (handover === null) return { ok: false, problem: 'handover-unknown' }
    if (handover.used) return { ok: false, problem: 'handover-used' }
    const by = handover.expires <= now() ? null : await standing(handover)
    return by === null ? { ok: false, problem: 'handover-expired' } : { ok: true, handover, by }
  }

  return {
    async create(userId, headers) {
      const session = await signIn.familyOf(headers)
      return session === null ? null : make(userId, { session }, HANDOVER_MS)
    },
    async createLink(documentId, userId, ownerId) {
      const problem = await linkProblem(documentId, userId, ownerId)
      if (problem !== null) return { ok: false, problem }
      return { ok: true, link: await make(userId, { documentId, ownerId }, LINK_MS) }
    },
    async look(token) {
      const found = await find(token)
      return found.ok ? { ok: true, userId: found.handover.userId } : found
    },
    async use(token) {
      const found = await find(token)
      if (!found.ok) return found
      const { handover, by } = found
      if (!(await store.takeHandover(handover.id, now()))) return { ok: false, problem: 'handover-used' }
      return { ok: true, userId: handover.userId, by }
    },
  }
}
