import { createDirectory } from '../auth/directory.ts'
import { blocksOf } from '../import/blocks-of.ts'
import { decodeTextFile } from '../import/decode-file.ts'
import { importApart } from '../import/import-apart.ts'
import { textRoomUpdate } from '../import/room-update.ts'
import type { AppStore, DocumentRecord } from '../storage/app-store.ts'
import { openSqliteUpdateLog } from '../storage/sqlite/sqlite-update-log.ts'
import { createSync } from '../sync/sync.ts'
import { filesOf } from './data-files.ts'
import { openFile } from './data-folder.ts'
import { firstDocument } from './first-document.ts'
import { takeLock } from './lock.ts'
import { StartError } from './start-error.ts'

/**
 * A document made of the sample where none is left, so that there is something to invite an owner to. Only while no server
 * runs: it would not know of it. Throws a {@link StartError} then.
 */
export async function sampleDocument(dataDir: string, store: AppStore): Promise<DocumentRecord> {
  const files = filesOf(dataDir)
  const lock = takeLock(files.lock)
  if (lock === null)
    throw new StartError(
      'There is no document to invite anybody to. Stop the server and run this again: it then makes one from the sample.',
    )
  try {
    const log = await openFile(files.log, openSqliteUpdateLog)
    const directory = await createDirectory(store, () => new Date())
    const { roleOf, documentOf, isPurged, changeEpoch } = directory
    const { addIncident } = store
    const sync = createSync({
      access: { originAllowed: () => false, userOf: async () => null, roleOf, documentOf, isPurged },
      epochs: { changeEpoch, addIncident },
      log,
      listener: { committed: () => {} },
    })
    const importer = { importDocument: importApart, decodeTextFile, textRoomUpdate, blocksOf }
    try {
      return await firstDocument({ store, directory, importer, rooms: sync.rooms })
    } finally {
      await sync.drain()
      await log.close()
    }
  } finally {
    lock.release()
  }
}
