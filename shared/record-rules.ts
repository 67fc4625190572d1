import type { z } from 'zod'
import {
  annotationSchema,
  decisionSchema,
  moderationSchema,
  reactionSchema,
  statusSchema,
  tagOverlaySchema,
  tagSchema,
} from './annotation.ts'
import { BLOCK_ID, creatorOf, isRecordId, keyParts } from './ids.ts'
import { LIMITS } from './limits.ts'
import type { Role } from './roles.ts'
import { can } from './roles.ts'

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
export const SHARED_SUBJECT: ReadonlySet<string> = new Set(['status', 'codebook'])

/** `<subject>|<user>` → `<subject>`; a record's own key is its subject. */
export function subjectOf(key: string): string {
  const bar = key.lastIndexOf('|')
  return bar === -1 ? key : key.slice(0, bar)
}

/**
 * One writer a key: the schema of what this person may write under it; null when it is not his to write. The guard refuses
 * by it, and the web asks it before it sends anything again.
 */
export function recordRule(root: string, key: string, userId: string, role: Role): z.ZodType | null {
  if (!Object.hasOwn(ROOTS, root)) return null
  return ROOTS[root]?.(keyParts(key), userId, role) ?? null
}
