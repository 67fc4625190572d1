import type { StatusRecord, TagOverlay, TagRecord } from './annotation.ts'

/** Several people may each have an entry on one subject: the highest `rev` wins, then the user id (docs/SPEC.md, N5). */
export interface Entry<T extends { rev: number }> {
  userId: string
  value: T
}

function winner<T extends { rev: number }>(entries: readonly Entry<T>[]): Entry<T> | null {
  let best: Entry<T> | null = null
  for (const entry of entries) {
    if (
      best === null ||
      entry.value.rev > best.value.rev ||
      (entry.value.rev === best.value.rev && entry.userId > best.userId)
    )
      best = entry
  }
  return best
}

/** What a writer puts as `rev`: one more than the highest it has seen. */
export function nextRev(entries: readonly { rev: number }[]): number {
  return entries.reduce((highest, entry) => Math.max(highest, entry.rev), 0) + 1
}

export function foldStatus(entries: readonly Entry<StatusRecord>[]): {
  status: 'open' | 'resolved'
  entry: Entry<StatusRecord> | null
} {
  const entry = winner(entries)
  return { status: entry?.value.status ?? 'open', entry }
}

/** A tag as it is now: its creator's record with the editors' overlays laid over it in order. */
export function foldTag(record: TagRecord, overlays: readonly Entry<TagOverlay>[]): TagRecord {
  const ordered = overlays
    .filter((overlay) => overlay.value.rev > record.rev)
    .toSorted((a, b) => a.value.rev - b.value.rev || (a.userId < b.userId ? -1 : 1))
  let tag = record
  for (const overlay of ordered) tag = { ...tag, ...overlay.value }
  return tag
}
