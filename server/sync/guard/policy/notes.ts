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
import type { Insert, Policy, Spot } from './question.ts'
import { highestRev, revOf, subjectOf } from './revs.ts'

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
  const written = new Written()
  return {
    writes: true,
    insert(insert) {
      const schema = ruleFor(insert)
      if (schema === null) return 'not-your-key'
      // The history of overwritten values; the same power as overwriting them.
      if (insert.content.kind === 'deleted') {
        written.add(insert, insert.length)
        return null
      }
      if (insert.content.kind !== 'any') return 'nested-type'
      for (const value of insert.content.values) {
        if (!schema.safeParse(value).success) return 'bad-value'
        written.add(insert, 1)
        if (revOf(value) > written.highestAllowed(insert)) return 'rev-jump'
      }
      return null
    },
    remove(removal) {
      return ruleFor(removal) === null ? 'not-your-key' : null
    },
  }
}

/**
 * How far `rev` may have risen on each subject: by one with every value written, also with those written offline that
 * have been overwritten since and now arrive as so many deleted clocks. These cost a sender nothing, hence the bound.
 */
class Written {
  readonly #values = new Map<string, number>()

  add(insert: Insert, values: number): void {
    const subject = `${insert.root}/${subjectOf(insert.sub as string)}`
    this.#values.set(subject, (this.#values.get(subject) ?? 0) + values)
  }

  highestAllowed({ ydoc, root, sub }: Insert): number {
    if (!SHARED_SUBJECT.has(root)) return Number.POSITIVE_INFINITY
    const key = sub as string
    const values = this.#values.get(`${root}/${subjectOf(key)}`) ?? 0
    return highestRev(ydoc, root, key) + Math.min(values, LIMITS.revisionsPerUpdate)
  }
}
