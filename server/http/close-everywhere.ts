import { CLOSE } from '../../shared/protocol.ts'
import type { AppStore } from '../storage/app-store.ts'
import type { Rooms } from './ports.ts'

/**
 * A session of this person has ended. Sockets know people, not sessions: all of this person's are closed and come back, and
 * those of the session that ended get 4401.
 */
export async function closeEverywhere(
  { store, rooms }: { store: Pick<AppStore, 'documentsOf'>; rooms: Pick<Rooms, 'close'> },
  userId: string,
): Promise<void> {
  for (const { document } of await store.documentsOf(userId))
    rooms.close({ documentId: document.id, userId }, CLOSE.roleChanged, 'session-ended')
}
