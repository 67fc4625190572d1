import { z } from 'zod'
import type { BlockKind } from './blocks.ts'
import type { Role } from './roles.ts'
import { ROLES } from './roles.ts'
import type { RoomName } from './rooms.ts'

/** The HTTP contract (docs/PROTOCOL.md): request schemas, response types and problem codes. JSON throughout. */

export const guestRequest = z.strictObject({ invite: z.string().max(200), name: z.string().max(20_000) })
export const createDocumentRequest = z.strictObject({
  title: z.string().max(20_000).optional(),
  text: z.string(),
  format: z.enum(['text', 'markdown', 'html']).default('text'),
})
export const patchDocumentRequest = z.strictObject({ title: z.string().max(20_000) })
export const createInviteRequest = z.strictObject({
  role: z.enum(ROLES),
  expiresInHours: z
    .number()
    .min(1)
    .max(24 * 365)
    .default(24 * 7),
  maxUses: z.number().int().min(1).max(1_000).default(100),
})
export const continueRequest = z.strictObject({ token: z.string().max(200), replace: z.boolean().optional() })
export const credentialsRequest = z.strictObject({
  email: z.string().max(20_000),
  password: z.string().max(20_000),
  currentPassword: z.string().max(20_000).optional(),
})
export const signInRequest = z.strictObject({
  email: z.string().max(20_000),
  password: z.string().max(20_000),
  replace: z.boolean().optional(),
})
/** A note, or all that a person wrote but the text. */
export const purgeRequest = z.union([
  z.strictObject({ annotationId: z.string().max(200) }),
  z.strictObject({ userId: z.string().max(200) }),
])
export const patchMemberRequest = z.strictObject({ role: z.enum(ROLES) })

export interface UserInfo {
  id: string
  name: string
}
export interface SessionInfo {
  user: UserInfo
  /** Whether this person may create documents here. */
  mayCreate: boolean
  /** With which one signs in on other devices; null for a guest, whom only this browser's cookie knows. */
  email: string | null
}
/** A one-time link by which another browser becomes the same person. */
export interface SignInLink {
  token: string
  /** For this request's own address: `/continue#<token>`. */
  url: string
  /** The same at every address this server is reached by. */
  urls: string[]
  /** ISO 8601. */
  expires: string
}
export interface GuestResponse {
  user: UserInfo
  document: { id: string; title: string }
  role: Role
}
/** What import set aside, shown at the foot of the text. */
export interface SourceRecord {
  date?: string
  source?: string
  attribution?: string
  editors?: { role: string; name: string }[]
  notices?: string[]
}
export interface DocumentSummary {
  id: string
  title: string
  role: Role
  blocks: number
  annotations: number
  members: number
  /** Names of up to five members, the most recent first. */
  people: UserInfo[]
  /** ISO 8601; the last stored change of any room. */
  lastActivity: string
}
export interface DocumentInfo {
  id: string
  title: string
  role: Role
  schema: number
  epoch: string
  created: string
  source: SourceRecord
}
export interface BlockInfo {
  id: string
  kind: BlockKind
  level: number
  text: string
}
/** Text or a record of one's own that somebody's concurrent change swallowed, kept to be taken back. */
export interface Displaced {
  id: string
  room: RoomName
  at: string
  kind: 'text' | 'record'
  /** Id of the block it stood in, `<root>/<key>` of a record; empty when it is not known any more. */
  place: string
  text: string
  /** The record as it was. */
  value?: unknown
}
/** What a text held before much of it was deleted. */
export interface RestorePointInfo {
  id: string
  /** `text` or `commentary`. */
  room: RoomName
  at: string
  /** Whose deletion it goes before; null when that is nobody known here. */
  by: UserInfo | null
  reason: 'mass-deletion'
  deletedChars: number
  totalChars: number
}
export interface InviteInfo {
  id: string
  role: Role
  created: string
  expires: string
  maxUses: number
  uses: number
  revoked: boolean
}
export interface CreatedInvite {
  id: string
  token: string
  /** For this request's own address. */
  url: string
  /** The same invite at every address this server is reached by; one element unless started with --lan. */
  urls: string[]
}
export interface MemberInfo {
  id: string
  name: string
  role: Role
  joined: string
}

/** `former`: who was a member and is none now; what they wrote keeps their name. */
export interface MembersResponse {
  members: MemberInfo[]
  former: UserInfo[]
}

/** What an owner has to know about a document. */
export interface IncidentInfo {
  id: string
  at: string
  kind: 'repaired' | 'diverged' | 'restored' | 'name-link'
  detail: Record<string, unknown>
}
/** Detail of an incident `repaired`. `failed`: the bytes are kept, the room can't be opened; `to` is null then. */
export interface RepairDetail {
  outcome: 'repaired' | 'failed'
  from: string
  to: string | null
  rooms: RepairedRoom[]
}
export interface RepairedRoom {
  room: RoomName
  /** Whose private room. */
  user: string | null
  /** Stored pieces that could not be believed, by whom and when they were written, where that is known. */
  damaged: {
    kind: 'update' | 'base' | 'archive'
    seq: number
    user: string | null
    at: string | null
    reason: 'checksum' | 'missing' | 'unreadable'
  }[]
  damagedCount: number
  /** What each is missing of what was written between two times: at most so many characters (text) or changes of records. */
  missing: { user: string; from: string; until: string; atMost: number }[]
  /** What depended on what is missing, and was put in its place all the same. */
  recovered: { characters: number; records: number }
  /** Records of which nobody knows any more under which key they stood; of private rooms only the number. */
  unplaced: { user: string; value: unknown }[]
  unplacedCount: number
}

/** That something was purged for good: who did it, when, and how many records; never what. */
export interface PurgeInfo {
  id: string
  at: string
  kind: 'annotation' | 'person'
  by: UserInfo
  records: number
  /** False: nobody gets it any more, but its bytes are in the files until whoever reads them (a backup) is done. */
  done: boolean
}

/** RFC 9457 problem document; `code` is stable, `detail` says what to do next, in English (the web translates by code). */
export interface Problem {
  type: string
  title: string
  status: number
  code: ProblemCode
  detail: string
}

export const PROBLEM_CODES = [
  'bad-request',
  'name-empty',
  'name-too-long',
  'name-control-characters',
  'title-empty',
  'title-too-long',
  'signed-out',
  'forbidden',
  'foreign-origin',
  'not-found',
  'invite-unknown',
  'invite-expired',
  'invite-revoked',
  'invite-used-up',
  'last-owner',
  'handover-unknown',
  'handover-expired',
  'handover-used',
  'signed-in-as-other',
  'email-invalid',
  'email-taken',
  'password-too-short',
  'password-too-long',
  'wrong-password',
  'wrong-credentials',
  'has-credentials',
  'member-elsewhere',
  'too-many-tries',
  'too-large',
  'too-many-blocks',
  'text-empty',
  'unsupported-format',
  'unreadable-text',
  'restarting',
  'storage',
  'internal',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]
