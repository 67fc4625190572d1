import type { z } from 'zod'
import {
  annotationSchema,
  decisionSchema,
  moderationSchema,
  reactionSchema,
  statusSchema,
  tagOverlaySchema,
  tagSchema,
} from '../../../../shared/annotation.ts'
import { BLOCK_ID, creatorOf, isRecordId, keyParts } from '../../../../shared/ids.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import type { Role } from '../../../../shared/roles.ts'
import { can } from '../../../../shared/roles.ts'
import { TYPE } from '../parse.ts'
import type { Insert, Policy, Spot } from './policy.ts'
import { highestRev, revOf } from './revs.ts'

/** What a key of one root means: who may write it, and what its values look like. null: not his, or no key at all. */
type KeyRule = (parts: string[], userId: string, role: Role) => z.ZodType | null

const ROOTS: Record<string, KeyRule> = {
  annotations: ([id, ...rest], userId) =>
    rest.length === 0 && creatorOf(id ?? '') === userId ? annotationSchema : null,
  codebook: ([id, editor, ...rest], userId, role) => {
    if (rest.length > 0 || !isRecordId(id ?? '')) return null
    if (editor === undefined) return creatorOf(id ?? '') === userId ? tagSchema : null
    return editor === userId && can(role, 'codebook:editOthers') ? tagOverlaySchema : null
  },
  status: ([id, writer, ...rest], userId, role) => {
    if (rest.length > 0 || writer !== userId || !isRecordId(id ?? '')) return null
    return creatorOf(id ?? '') === userId || can(role, 'status:setAny') ? statusSchema : null
  },
  reactions: ([id, writer, emoji, ...rest], userId) =>
    rest.length === 0 &&
    writer === userId &&
    isRecordId(id ?? '') &&
    emoji &&
    emoji.length <= LIMITS.reactionChars
      ? reactionSchema
      : null,
  decisions: ([block, tag, writer, ...rest], userId, role) =>
    rest.length === 0 &&
    writer === userId &&
    BLOCK_ID.test(block ?? '') &&
    isRecordId(tag ?? '') &&
    can(role, 'decisions:write')
      ? decisionSchema
      : null,
  moderation: ([id, writer, ...rest], userId, role) =>
    rest.length === 0 && writer === userId && isRecordId(id ?? '') && can(role, 'moderation:write')
      ? moderationSchema
      : null,
}
/** Roots where several people write about one subject, so that a jump of `rev` would silence the others. */
const SHARED_SUBJECT = new Set(['status', 'codebook'])

/** Flat maps of plain JSON, one writer a key (docs/SPEC.md, G4 and N5). */
export function notesPolicy(role: Role, userId: string): Policy {
  const ruleFor = (spot: Spot): z.ZodType | null => {
    if (spot.depth !== 0 || spot.parentRef !== TYPE.map || spot.sub === null) return null
    return ROOTS[spot.root]?.(keyParts(spot.sub), userId, role) ?? null
  }
  return {
    writes: true,
    insert(insert) {
      const schema = ruleFor(insert)
      if (schema === null) return 'not-your-key'
      // The history of an overwritten value; the same power as overwriting it.
      if (insert.content.kind === 'deleted') return null
      if (insert.content.kind !== 'any') return 'nested-type'
      for (const value of insert.content.values) {
        if (!schema.safeParse(value).success) return 'bad-value'
        if (revJumps(insert, value)) return 'rev-jump'
      }
      return null
    },
    remove(removal) {
      return ruleFor(removal) === null ? 'not-your-key' : null
    },
  }
}

/** Several edits made offline arrive in one update; each of them may have raised the revision by one. */
function revJumps(insert: Insert, value: unknown): boolean {
  const key = insert.sub as string
  if (!SHARED_SUBJECT.has(insert.root)) return false
  return revOf(value) > highestRev(insert.ydoc, insert.root, key) + insert.ordinal
}
