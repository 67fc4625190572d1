import type { RoomPath } from './local-schema.ts'
import type { UnsentWork } from './outbox.ts'

/**
 * Unsent work of rooms that were closed while the browser kept nothing: it lives as long as the page, and goes to the
 * same room when that is opened again, with another role for example.
 */
const unsent = new Map<string, readonly UnsentWork[]>()

export function leaveUnsent(path: RoomPath, work: readonly UnsentWork[]): void {
  if (work.length > 0) unsent.set(keyOf(path), work)
}

export function takeUnsent(path: RoomPath): readonly UnsentWork[] {
  const key = keyOf(path)
  const work = unsent.get(key) ?? []
  unsent.delete(key)
  return work
}

/** At sign-out. */
export function forgetUnsent(): void {
  unsent.clear()
}

function keyOf({ documentId, room, userId, epoch }: RoomPath): string {
  return [documentId, room, userId, epoch].join('/')
}
