import type Database from 'better-sqlite3'

/**
 * Overwrites in the file what has been deleted: `secure_delete` does so from now on, and what was deleted before it was
 * switched on goes with a VACUUM, which takes the time of copying the file once. Copies are then left in the write-ahead log.
 */
export function overwrite(db: Database.Database): void {
  db.pragma('secure_delete = ON')
  db.exec('VACUUM')
}

/** True when nothing is left beside the file. False, at once, while somebody else reads it: a backup, for one. */
export function emptyWriteAheadLog(db: Database.Database): boolean {
  const patience = db.pragma('busy_timeout', { simple: true }) as number
  // Waiting would hold up the whole process.
  db.pragma('busy_timeout = 0')
  try {
    const [state] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    return state?.busy === 0
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}

/** Both, of a file that nobody else should read. */
export function scrub(db: Database.Database): void {
  overwrite(db)
  if (!emptyWriteAheadLog(db)) throw new Error('somebody else reads the file')
}
