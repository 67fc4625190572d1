import type { IncomingHttpHeaders } from 'node:http'
import type { ProblemCode, UserInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import type { DocumentRecord, InviteRecord } from '../storage/app-store.ts'

/** What the rest of the server needs to know of people. Nothing here knows of better-auth (docs/adr/0004). */

export interface SignedIn {
  user: UserInfo
  /** `Set-Cookie` values to send along. */
  cookies: string[]
}

export interface SignIn {
  /** Who sent these headers: the session is looked up in the database each time. Null when signed out. */
  userOf(headers: IncomingHttpHeaders): Promise<UserInfo | null>
  /** The same, and prolongs the session. */
  renew(headers: IncomingHttpHeaders): Promise<SignedIn | null>
  /** A new person, signed in. The name has been checked. */
  signInGuest(name: string): Promise<SignedIn>
  /** Ends the session of these headers, if there is one; answers the `Set-Cookie` values that clear the cookie. */
  signOut(headers: IncomingHttpHeaders): Promise<string[]>
  /** Takes back {@link signInGuest}: the person and all sessions of theirs. */
  forget(userId: string): Promise<void>
}

/** What changing a member came to. */
export type MemberChange = 'changed' | 'no-member' | 'last-owner'

export interface NewDocument {
  id: string
  title: string
  epoch: string
  source: DocumentRecord['source']
}

/**
 * Documents and who is a member of them: in memory, because sync asks at every frame, and in the database. Every change
 * that decides about access goes through here, so that the two never part. One process owns the database.
 */
export interface Directory {
  /** Null: not a member, or no such document. */
  roleOf(documentId: string, userId: string): Role | null
  documentOf(documentId: string): DocumentRecord | null
  /**
   * A new document: `write` makes its rooms, then it is stored with its owner. When either fails nothing remains that
   * anybody could see. Without an owner it waits for somebody with an owner's invite.
   */
  create(document: NewDocument, ownerId: string | null, write: () => Promise<void>): Promise<DocumentRecord>
  rename(documentId: string, title: string): Promise<void>
  /** Marks it deleted: from now on it does not exist (docs/adr/0005). */
  remove(documentId: string): Promise<void>
  setRole(documentId: string, userId: string, role: Role): Promise<MemberChange>
  removeMember(documentId: string, userId: string): Promise<MemberChange>
}

export type InviteProblem = Extract<
  ProblemCode,
  'invite-unknown' | 'invite-expired' | 'invite-revoked' | 'invite-used-up'
>
export type Redeemed =
  | {
      ok: true
      documentId: string
      role: Role /** The role before, null for who was no member. */
      was: Role | null
    }
  | { ok: false; problem: InviteProblem }

export interface NewInvite {
  documentId: string
  role: Role
  expiresInHours: number
  maxUses: number
  /** Null: made from the command line. */
  createdBy: string | null
}

export interface Invites {
  /** The token is told this once; only its hash is kept. */
  create(invite: NewInvite): Promise<{ id: string; token: string }>
  list(documentId: string): Promise<InviteRecord[]>
  /** False: the document has no such invite. */
  revoke(documentId: string, inviteId: string): Promise<boolean>
  /** Whether the token would let somebody in who is no member yet. Changes nothing. */
  check(token: string): Promise<{ ok: true } | { ok: false; problem: InviteProblem }>
  /** Makes a member, or raises a member's role; only that counts as a use. Of two people at the last use one gets it. */
  redeem(token: string, userId: string): Promise<Redeemed>
}
