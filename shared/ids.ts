/**
 * Ids and keys. In `notes` every key has exactly one writer, and the key says who it is; so the guard can
 * refuse a forged record from its key alone, and two people never overwrite one another.
 */

/** Ours, never changes, whatever signs the person in. */
export const USER_ID = /^[A-Za-z0-9]{16,40}$/
/** Local part of a record's id: nanoid's alphabet. */
const LOCAL_ID = '[A-Za-z0-9_-]{8,40}'
export const DOCUMENT_ID = /^[A-Za-z0-9_-]{8,40}$/
export const BLOCK_ID = /^[A-Za-z0-9_-]{6,40}$/
const RECORD_ID = new RegExp(`^([A-Za-z0-9]{16,40}):(${LOCAL_ID})$`)

/** `<userId>:<nanoid>`: id of an annotation or of a tag, and its key. */
export type RecordId = string

export function recordId(userId: string, localId: string): RecordId {
  return `${userId}:${localId}`
}

export function isRecordId(value: string): boolean {
  return RECORD_ID.test(value)
}

/** The user whose record this is; null when it is no record id. */
export function creatorOf(id: RecordId): string | null {
  return RECORD_ID.exec(id)?.[1] ?? null
}

/** `status["<annotationId>|<userId>"]`, `codebook["<tagId>|<userId>"]`, `moderation[…]`. */
export function entryKey(subject: string, userId: string): string {
  return `${subject}|${userId}`
}

/** Splits `subject|userId` and `subject|extra|userId`-like keys at every bar. */
export function keyParts(key: string): string[] {
  return key.split('|')
}
