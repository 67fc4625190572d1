import * as Y from 'yjs'
import type { DocumentInfo, UserInfo } from '../../shared/api.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import { readLocalStores } from '../sync/local-store.ts'
import { asRescues } from '../sync/put-aside.ts'
import { readUnsent } from '../sync/unsent-content.ts'
import { openDocumentSession } from './document-session.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { readKept } from './kept.ts'
import { itemsOf, type KeptItem } from './kept-for-you.ts'
import type { OpenDocument } from './types.ts'
import { withDatabase } from './unsent.ts'

const PATIENCE_MS = 30_000

/** What isn't on the server of a person's work, as it can be read and downloaded. */
export async function readUnsentItems(userId: string): Promise<KeptItem[]> {
  return withDatabase([], async (database) => {
    const items: KeptItem[] = []
    for (const [path, work] of await database.unsentOf(userId)) {
      const ydoc = await readLocalStores([await database.replicaName(path)])
      for (const { update } of work) Y.applyUpdate(ydoc, update)
      const known = readKept<DocumentInfo>(`document/${userId}/${path.documentId}`)
      const aside = {
        path,
        title: known?.title ?? '',
        role: known?.role ?? ('reader' as const),
        at: Math.max(...work.map(({ at }) => at)),
        end: { code: 0, refusal: { reason: 'not-sent', path: [] } },
        work,
        content: readUnsent(ydoc, work),
        again: false,
      }
      for (const rescue of asRescues(aside)) items.push(...itemsOf({ ...rescue, id: 0 }))
    }
    return items
  })
}

/** Opens every document of which something is unsent, and waits until it has arrived or is refused; not for ever. */
export async function sendUnsent(
  user: UserInfo,
  documents: readonly string[],
  environment: Environment = browserEnvironment(),
): Promise<void> {
  await Promise.all(
    documents.map(async (documentId) => {
      const info = await environment.fetchInfo(documentId).catch(() => undefined)
      if (info?.schema !== SCHEMA_VERSION) return
      const session = openDocumentSession({ info, user, onStale: () => {}, environment })
      await settled(session)
      session.destroy()
    }),
  )
}

function settled({ saved, trouble }: OpenDocument): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const over = saved.get().state === 'saved' || trouble.get().some(({ kind }) => kind === 'closed')
      if (!over) return
      for (const stop of stops) stop()
      clearTimeout(timer)
      resolve()
    }
    const stops = [saved.subscribe(look), trouble.subscribe(look)]
    const timer = setTimeout(() => {
      for (const stop of stops) stop()
      resolve()
    }, PATIENCE_MS)
    look()
  })
}
