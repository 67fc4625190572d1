import * as Y from 'yjs'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import { LocalDatabase } from './local-database.ts'
import { readLocalStores } from './local-store.ts'
import { asRescues } from './put-aside.ts'
import { readUnsent } from './unsent-content.ts'

/** A document that was deleted, or of which one is a member no longer. */
export interface GoneDocument {
  documentId: string
  userId: string
  title: string
  role: Role
}

/** What was unsent in a document that can't be opened any more is put aside, so that it can still be read. Never rejects. */
export async function putGoneAside({ documentId, userId, title, role }: GoneDocument): Promise<void> {
  try {
    const database = await LocalDatabase.open()
    for (const [path, work] of await database.unsentOf(userId)) {
      if (path.documentId !== documentId) continue
      const replica = await database.replicaName(path)
      const ydoc = await readLocalStores([replica])
      for (const { update } of work) Y.applyUpdate(ydoc, update)
      const end = { code: CLOSE.notFound, refusal: { reason: 'gone', path: [path.room] } }
      const content = readUnsent(ydoc, work)
      const aside = { path, title, role, at: Date.now(), end, work, content, again: true }
      for (const rescue of asRescues(aside)) await database.rescues.keep(rescue)
      await database.giveUp(path, replica, work)
    }
    database.close()
  } catch {
    // Where nothing can be kept, nothing was.
  }
}
