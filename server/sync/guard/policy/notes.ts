import type { z } from 'zod'
import { annotationSchema } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { recordRule, SHARED_SUBJECT, subjectOf } from '../../../../shared/record-rules.ts'
import type { Role } from '../../../../shared/roles.ts'
import { TYPE } from '../parse.ts'
import { isPlainAnnotation } from './plain-annotation.ts'
import type { Insert, Policy, Spot } from './question.ts'
import { highestRev, revOf } from './revs.ts'

/** Flat maps of plain JSON, one writer a key (docs/SPEC.md, G4 and N5). */
export function notesPolicy(role: Role, userId: string, isPurged: (id: string) => boolean): Policy {
  const ruleFor = (spot: Spot): z.ZodType | null => {
    if (spot.depth !== 0 || spot.parentRef !== TYPE.map || spot.sub === null) return null
    return recordRule(spot.root, spot.sub, userId, role)
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
      if (schema === annotationSchema && isPurged(insert.sub as string)) return 'purged'
      for (const value of insert.content.values) {
        const plain = schema === annotationSchema && isPlainAnnotation(value)
        if (!plain && !schema.safeParse(value).success) return 'bad-value'
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
    if (!SHARED_SUBJECT.has(insert.root)) return
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
