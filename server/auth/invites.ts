import { nanoid } from 'nanoid'
import type { AppStore } from '../storage/app-store.ts'
import type { OwnDirectory } from './directory.ts'
import type { InviteProblem, Invites, NewInvite, Redeemed } from './ports.ts'
import { hashOfToken, newToken, TOKEN } from './tokens.ts'

const HOUR = 3600_000

const PROBLEM = {
  unknown: 'invite-unknown',
  expired: 'invite-expired',
  revoked: 'invite-revoked',
  'used-up': 'invite-used-up',
} as const satisfies Record<string, InviteProblem>

/** Also for the command line, where nothing else is running. The token is 256 random bits, told this once. */
export async function makeInvite(
  store: Pick<AppStore, 'addInvite'>,
  { documentId, role, expiresInHours, maxUses, createdBy }: NewInvite,
  now: Date,
): Promise<{ id: string; token: string }> {
  const id = nanoid(12)
  const token = newToken()
  await store.addInvite({
    id,
    documentId,
    hash: hashOfToken(token),
    role,
    created: now,
    createdBy,
    expires: new Date(now.getTime() + expiresInHours * HOUR),
    maxUses,
    uses: 0,
    revoked: false,
  })
  return { id, token }
}

/** Invites of documents that are in the directory. */
export function createInvites(
  store: AppStore,
  directory: Pick<OwnDirectory, 'changing'>,
  now: () => Date,
): Invites {
  return {
    create: (invite) => makeInvite(store, invite, now()),
    list: (documentId) => store.invites(documentId),
    revoke: (documentId, inviteId, leave) =>
      directory.changing(async () => {
        const answer = await store.revokeInvite(documentId, inviteId, now(), leave)
        return { answer, members: (answer ?? []).map((change) => ({ documentId, ...change })) }
      }),
    async check(token) {
      const invite = TOKEN.test(token) ? await store.inviteByHash(hashOfToken(token)) : null
      if (invite === null) return { ok: false, problem: 'invite-unknown' }
      if (invite.revoked) return { ok: false, problem: 'invite-revoked' }
      if (invite.expires <= now()) return { ok: false, problem: 'invite-expired' }
      if (invite.uses >= invite.maxUses) return { ok: false, problem: 'invite-used-up' }
      return { ok: true, id: invite.id }
    },
    async redeem(token, userId) {
      if (!TOKEN.test(token)) return { ok: false, problem: 'invite-unknown' }
      return directory.changing<Redeemed>(async () => {
        const came = await store.redeemInvite(hashOfToken(token), userId, now())
        if (came.result !== 'member')
          return { answer: { ok: false, problem: PROBLEM[came.result] }, members: [] }
        const { documentId, role, was } = came
        return { answer: { ok: true, documentId, role, was }, members: [{ documentId, userId, role }] }
      })
    },
  }
}
