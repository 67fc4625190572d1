import type { SourceRecord, UserInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'

export interface DocumentRecord {
  id: string
  title: string
  schema: number
  epoch: string
  created: Date
  source: SourceRecord
}
export interface MemberRecord {
  id: string
  name: string
  role: Role
  joined: Date
}
export interface InviteRecord {
  id: string
  role: Role
  created: Date
  expires: Date
  maxUses: number
  uses: number
  revoked: boolean
}
export interface StoredInvite extends InviteRecord {
  documentId: string
}
export interface Membership {
  documentId: string
  userId: string
  role: Role
}
/** A document as one of its members sees it in the list. */
export interface DocumentOfUser {
  document: DocumentRecord
  role: Role
  members: number
  /** Up to five members, the latest first. */
  people: UserInfo[]
}

/**
 * Everything that is not a room: people, documents, members, invites. An implementation must pass app-store-contract.ts.
 * Every method is one transaction: all of it or nothing, and durable when it resolves. Deleted documents are found by
 * none of them but `everOwned` and `everHadOwner`.
 */
export interface AppStore {
  /** `identity` is the id by which whatever signs people in knows this one. */
  addUser(user: UserInfo & { identity: string; created: Date }): Promise<void>
  userByIdentity(identity: string): Promise<UserInfo | null>
  /** A user who is no member of anything. */
  removeUser(id: string): Promise<void>
  /** The ids by which it is known to whatever signs people in. */
  identitiesOf(userId: string): Promise<string[]>

  addDocument(document: DocumentRecord, ownerId: string | null): Promise<void>
  documents(): Promise<DocumentRecord[]>
  documentsOf(userId: string): Promise<DocumentOfUser[]>
  renameDocument(id: string, title: string): Promise<void>
  /** Marks it; its rows stay (docs/adr/0005). */
  deleteDocument(id: string, at: Date): Promise<void>
  /** From this moment the document is in another epoch, and its owners know why. Rejects when it is not in `from`. */
  changeEpoch(change: EpochChange): Promise<void>

  memberships(): Promise<Membership[]>
  members(documentId: string): Promise<MemberRecord[]>
  /** Who was a member and is none now: what they wrote keeps their name, unless it was purged; that is empty then. */
  formerMembers(documentId: string): Promise<UserInfo[]>
  /** Whether this user owns a document, or did before it was deleted. */
  everOwned(userId: string): Promise<boolean>
  /** Whether anybody does or did: the server has been taken into use. */
  everHadOwner(): Promise<boolean>
  /**
   * By hand: whatever invites gave before, they no longer take back. Null removes: from then on only a newer invite lets
   * this person in. A document that has an owner keeps at least one.
   */
  setRole(
    documentId: string,
    userId: string,
    role: Role | null,
    at: Date,
  ): Promise<'changed' | 'no-member' | 'last-owner'>

  addInvite(invite: StoredInvite & { hash: string; createdBy: string | null }): Promise<void>
  invites(documentId: string): Promise<InviteRecord[]>
  inviteByHash(hash: string): Promise<StoredInvite | null>
  /**
   * With `leave` it also takes back the roles that the invite gave: who has none by other ways is removed. Not from
   * `leave.but`, not where a role was changed by hand since, and never the last owner. Null: no such invite.
   */
  revokeInvite(
    documentId: string,
    id: string,
    at: Date,
    leave?: { but: string },
  ): Promise<RoleChange[] | null>
  /**
   * Makes the user a member, or raises the role, and counts that as a use. Who is a member with that role or a higher one
   * already uses nothing, whatever has become of the invite. To who was removed it is revoked if it is older than that.
   * Never more than `maxUses` succeed.
   */
  redeemInvite(hash: string, userId: string, at: Date): Promise<Redemption>

  /** Ends what the same session, or the same document for the same person, has made before and nobody has used. */
  addHandover(handover: StoredHandover & { hash: string }): Promise<void>
  handoverByHash(hash: string): Promise<StoredHandover | null>
  /** True for exactly one. */
  takeHandover(id: string, at: Date): Promise<boolean>

  addIncident(incident: Incident): Promise<void>
  /** Those that nobody has dismissed, the latest first. */
  incidents(documentId: string): Promise<Incident[]>
  /** False: the document has no such incident, or it was dismissed before. */
  dismissIncident(documentId: string, id: string, at: Date): Promise<boolean>

  /** One that has been decided on, and is to be done, after a crash too. */
  addPurge(purge: StoredPurge): Promise<void>
  /** One that changed nothing. */
  dropPurge(id: string): Promise<void>
  /** Those that the document's epoch was changed for, the latest first. */
  purges(documentId: string): Promise<PurgeRecord[]>
  /** `begun`: the document's epoch was changed for it. */
  unfinishedPurges(): Promise<(StoredPurge & { begun: boolean })[]>
  /**
   * What it was about is forgotten here, too, and nothing that was deleted is left in the file; then it is done. False, and
   * not done, while somebody else reads the file; to be asked again.
   */
  finishPurge(id: string): Promise<boolean>
  /** The ids that nothing may be written under any more. */
  purgedAnnotations(): Promise<PurgedAnnotation[]>
  /**
   * A document forgets who somebody was. When no other document knows him by name he loses the name itself, and answers
   * `erased`: then whatever signs him in can go.
   */
  erasePerson(documentId: string, userId: string): Promise<'erased' | 'lives-elsewhere'>
}

export type IncidentKind = 'repaired' | 'diverged' | 'restored' | 'name-link'
/** Something a document's owners have to know of. */
export interface Incident {
  id: string
  documentId: string
  at: Date
  kind: IncidentKind
  /** JSON */
  detail: Record<string, unknown>
}
/** That something was purged for good; never what. */
export interface PurgeRecord {
  id: string
  at: Date
  kind: 'annotation' | 'person'
  by: UserInfo
  /** Taken out or emptied. */
  records: number
  /** False: it is gone for everybody, but its bytes are still in a file. */
  done: boolean
}
export interface PurgedAnnotation {
  documentId: string
  annotationId: string
}
export interface StoredPurge {
  id: string
  documentId: string
  at: Date
  kind: 'annotation' | 'person'
  by: string
  /** Id of the annotation or the user. */
  target: string
}
export interface EpochChange {
  documentId: string
  from: string
  to: string
  incidents: readonly Incident[]
  /** So many records are gone by that, for that purge, these annotations among them. */
  purged?: { id: string; records: number; annotations: readonly string[] }
}

/** A one-time link by which another browser becomes this user. */
export interface StoredHandover {
  id: string
  userId: string
  /** The session that made it, by its family; or an owner, for a guest of his document. */
  from: { session: string } | { documentId: string; ownerId: string }
  created: Date
  expires: Date
  used: boolean
}

/** What became of a member; null when removed. */
export interface RoleChange {
  userId: string
  role: Role | null
}

/** What became of an invite. */
export type Redemption =
  | { result: 'member'; documentId: string; role: Role; was: Role | null }
  | { result: 'unknown' | 'expired' | 'revoked' | 'used-up' }
