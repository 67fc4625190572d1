import Database from 'better-sqlite3'

/** Both files at one moment, read only. */
export interface Snapshot {
  app: Database.Database
  log: Database.Database
  close(): void
}

const TRIES = 1_000

/**
 * Reads app.sqlite and log.sqlite as they were at one and the same moment, also while a server writes to them: neither
 * waits for the other. A document is written to the log first, so one without its rooms, or a writer without his name,
 * would be an accident of reading the two one after the other; hence the look whether app.sqlite has changed in between.
 */
export function openSnapshot(files: { app: string; log: string }): Snapshot {
  const opened: Database.Database[] = []
  const open = (file: string) => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 3_000 })
    opened.push(db)
    return db
  }
  const close = () => {
    for (const db of opened) db.close()
  }
  try {
    const [app, log, watch] = [open(files.app), open(files.log), open(files.app)]
    const version = () => watch.pragma('data_version', { simple: true })
    for (let tried = 0; tried < TRIES; tried++) {
      const before = version()
      for (const db of [app, log]) {
        db.exec('BEGIN')
        // A transaction has its moment at the first read.
        db.prepare('SELECT count(*) FROM sqlite_schema').get()
      }
      if (version() === before) return { app, log, close }
      for (const db of [app, log]) db.exec('ROLLBACK')
    }
    throw new Error(`${files.app} never stood still`)
  } catch (error) {
    close()
    throw error
  }
}

/** Writes what a connection sees to a new file, which then stands alone, without a journal beside it. */
export async function copyTo(file: string, seen: Database.Database): Promise<void> {
  await seen.backup(file, { progress: () => PAGES_A_STEP })
  const copy = new Database(file)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** 4 MiB: between two steps the process may answer a signal. */
const PAGES_A_STEP = 1_024
