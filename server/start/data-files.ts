import { join } from 'node:path'

/** What lies in the data folder, by its paths. */
export function filesOf(dataDir: string) {
  return {
    /** What makes "saved" true: see storage/update-log.ts. */
    log: join(dataDir, 'log.sqlite'),
    /** People, documents, members, invites. */
    app: join(dataDir, 'app.sqlite'),
    /** The annotations as rows; all of it can be read from the log again. */
    index: join(dataDir, 'index.sqlite'),
    /** Signs the session cookies: see secret.ts. */
    secret: join(dataDir, 'secret'),
    /** Where the server was last reached: see known-addresses.ts. */
    addresses: join(dataDir, 'addresses.json'),
    lock: join(dataDir, 'lock.sqlite'),
    /** Held while a backup is made or put back. */
    backupLock: join(dataDir, 'backup-lock.sqlite'),
    /** Where backups go unless another place is named. */
    backups: join(dataDir, 'backups'),
    /** What is being put back, and what makes that final: see backup/half-restored.ts. */
    restoring: join(dataDir, 'restoring'),
    restored: join(dataDir, 'restored.json'),
  }
}
export type DataFiles = ReturnType<typeof filesOf>
