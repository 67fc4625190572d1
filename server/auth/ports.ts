import type { IncomingHttpHeaders } from 'node:http'
import type { ProblemCode, UserInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import type { DocumentRecord, EpochChange, InviteRecord, RoleChange } from '../storage/app-store.ts'

/** What the rest of the server needs to know of people. Nothing here knows of better-auth (docs/adr/0004). */

export interface SignedIn {
  user: UserInfo
  /** With which he signs in elsewhere; null for a guest, whom only the cookie knows. */
  email: string | null
  /** `Set-Cookie` values to send along. */
  cookies: string[]
}
/** By what a session came to be, and the invite to which it goes back, if to any. */
export interface MadeBy {
  madeBy: `invite:${string}` | `handover:${string}` | `link:${string}` | 'sign-in'
  invite: string | null
  /** The browser that hands over: once it has signed out or was ended, nothing comes of it any more. */
  family?: string
}

/** Sessions: which browser is whom. One is a cookie, and each can be ended at once. */
export interface SignIn {
  /** Who sent these headers: the session is looked up in the database each time. Null when signed out. */
  userOf(headers: IncomingHttpHeaders): Promise<UserInfo | null>
  /**
   * The same, and lets the session last longer. When it is due ({@link renewSoon}) it gets another token; the old one
   * ends a minute after the new one was first used, so that other tabs don't fall out, nor who never got the answer.
   */
  renew(headers: IncomingHttpHeaders): Promise<SignedIn | null>
  /** A new person, signed in by an invite. The name has been checked. */
  signInGuest(name: string, inviteId: string): Promise<SignedIn>
  /** Another token for the session of these headers; the old one ends when this one is first used. */
  exchange(headers: IncomingHttpHeaders): Promise<string[]>
  /** Makes this browser that person's; the session of these headers ends. Null when what it goes back to has ended. */
  start(userId: string, by: MadeBy, headers: IncomingHttpHeaders): Promise<SignedIn | null>
  /** Ends the session of these headers, if there is one; answers the `Set-Cookie` values that clear the cookie. */
  signOut(headers: IncomingHttpHeaders): Promise<string[]>
  /** Takes back {@link signInGuest}: the person and all sessions of theirs. */
  forget(userId: string): Promise<void>
  /** Whatever signs this person in is gone for good, and all sessions end; the id stays, since texts are theirs. */
  erase(userId: string): Promise<void>
  /** Every session of this person gets another token when it is next seen. */
  renewSoon(userId: string): Promise<void>
  /** Ends all sessions of this person but that of these headers. */
  endOthers(userId: string, headers: IncomingHttpHeaders): Promise<void>
  /** Of those, the ones that go back to a link by an owner; answers whether there were any. */
  endLinked(userId: string, headers: IncomingHttpHeaders): Promise<boolean>
  /** Ends the sessions that go back to an invite, but for whom `keeps` says so; answers whose they were. */
  endThoseOf(inviteId: string, keeps: (userId: string) => boolean): Promise<string[]>
}

export type CredentialProblem = Extract<
  ProblemCode,
  'email-invalid' | 'email-taken' | 'password-too-short' | 'password-too-long' | 'wrong-password'
>

/** E-mail and password, by which a person comes back. The e-mail is a name to sign in with: no mail is ever sent. */
export interface Credentials {
  /** Null for who has none. */
  emailOf(userId: string): Promise<string | null>
  /** Gives a person credentials, or changes them, which takes the password they have. The person stays the same. */
  set(
    userId: string,
    asked: { email: string; password: string; currentPassword?: string | undefined },
  ): Promise<{ ok: true; changed: boolean } | { ok: false; problem: CredentialProblem }>
  /** Whose they are, or null; an unknown e-mail takes as long as a wrong password. */
  check(email: string, password: string): Promise<UserInfo | null>
}

export type HandoverProblem = Extract<ProblemCode, 'handover-unknown' | 'handover-expired' | 'handover-used'>
export interface MadeLink {
  id: string
  /** Told this once; only its hash is kept. */
  token: string
  expires: Date
}

/** One-time links by which another browser becomes somebody. */
export interface Handovers {
  /** "Continue on my phone": 10 minutes, and only while the session of these headers lasts. Null when it has ended. */
  create(userId: string, headers: IncomingHttpHeaders): Promise<MadeLink | null>
  /** An owner's link back to a guest's name, 24 hours; see {@link LinkProblem}. */
  createLink(
    documentId: string,
    userId: string,
    ownerId: string,
  ): Promise<{ ok: true; link: MadeLink } | { ok: false; problem: LinkProblem }>
  /** Whose it is, as long as it can be used. Changes nothing. */
  look(token: string): Promise<{ ok: true; userId: string } | { ok: false; problem: HandoverProblem }>
  /** Uses it up. Of two at once one gets it. */
  use(
    token: string,
  ): Promise<{ ok: true; userId: string; by: MadeBy } | { ok: false; problem: HandoverProblem }>
}

/** Why an owner may not make a link back: it would give him what is not his. */
export type LinkProblem = Extract<ProblemCode, 'not-found' | 'has-credentials' | 'member-elsewhere'>

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
  /** Whether an annotation of that id was taken out of the document for good. */
  isPurged(documentId: string, annotationId: string): boolean
  /**
   * A new document: `write` makes its rooms, then it is stored with its owner. When either fails nothing remains that
   * anybody could see. Without an owner it waits for somebody with an owner's invite.
   */
  create(document: NewDocument, ownerId: string | null, write: () => Promise<void>): Promise<DocumentRecord>
  rename(documentId: string, title: string): Promise<void>
  /** Marks it deleted: from now on it does not exist (docs/adr/0005). */
  remove(documentId: string): Promise<void>
  /** The one moment in which a document passes to another epoch, in the database and in memory. */
  changeEpoch(change: EpochChange): Promise<void>
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
  /**
   * Lets nobody new in. With `leave`, it also takes back what the invite gave, but from `leave.but` and where a role was
   * changed by hand since; never the last owner. Null: the document has no such invite.
   */
  revoke(documentId: string, inviteId: string, leave?: { but: string }): Promise<RoleChange[] | null>
  /** Whether the token would let somebody in who is no member yet. Changes nothing. */
  check(token: string): Promise<{ ok: true; id: string } | { ok: false; problem: InviteProblem }>
  /** Makes a member, or raises a member's role; only that counts as a use. Of two people at the last use one gets it. */
  redeem(token: string, userId: string): Promise<Redeemed>
}
