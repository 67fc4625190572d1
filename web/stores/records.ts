import type { z } from 'zod'
import {
  type AnnotationRecord,
  annotationSchema,
  type StatusRecord,
  statusSchema,
} from '../../shared/annotation.ts'
import { type Entry, foldStatus } from '../../shared/fold.ts'
import { creatorOf, keyParts, type RecordId } from '../../shared/ids.ts'
import type { Annotation, Thread } from './types.ts'

/** Pure steps from stored records to what the page draws. */

/** A value from a room, when it is what its schema says; else undefined: another program's, or a later version's. */
export function readRecord<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  // The stored object itself, not zod's copy: what is unchanged stays the same object.
  return schema.safeParse(value).success ? (value as T) : undefined
}

/** Splits `<subject>|<userId>`. */
export function subjectAndWriter(key: string): { subject: string; userId: string } | undefined {
  const [subject, userId, ...rest] = keyParts(key)
  return subject && userId && rest.length === 0 ? { subject, userId } : undefined
}

export function readStatus(value: unknown): StatusRecord | undefined {
  return readRecord(statusSchema, value)
}

/** `tagsNow` gives the living tags behind stored ids: merged ones are followed, deleted ones left out. */
export function readAnnotation(
  id: RecordId,
  value: unknown,
  pending: boolean,
  tagsNow: (ids: readonly RecordId[]) => readonly RecordId[],
): Annotation | undefined {
  const creator = creatorOf(id)
  const record: AnnotationRecord | undefined = readRecord(annotationSchema, value)
  if (!creator || !record) return undefined
  return {
    id,
    creator,
    target: record.target,
    motivation: record.motivation,
    body: record.body,
    tags: tagsNow(record.tags ?? []),
    replyTo: record.replyTo,
    created: record.created,
    modified: record.modified,
    edited: record.body !== undefined && record.modified !== record.created,
    deleted: record.deleted === true,
    pending,
  }
}

/** Undefined when there is nothing to show: a deleted root stays only while a reply lives. */
export function buildThread(
  root: Annotation,
  all: readonly Annotation[],
  statuses: readonly (Entry<StatusRecord> & { pending: boolean })[],
): Thread | undefined {
  const replies = all.filter((reply) => !reply.deleted).toSorted(byCreation)
  if (root.deleted && replies.length === 0) return undefined
  const { status, entry } = foldStatus(statuses)
  return {
    id: root.id,
    root,
    replies,
    status,
    statusBy: entry?.userId,
    statusReason: entry?.value.reason,
    statusAt: entry?.value.at,
    pending:
      root.pending || replies.some((reply) => reply.pending) || statuses.some((status) => status.pending),
  }
}

export function byCreation(a: Annotation, b: Annotation): number {
  if (a.created !== b.created) return a.created < b.created ? -1 : 1
  return a.id < b.id ? -1 : 1
}
