import type Database from 'better-sqlite3'

/**
 * Leaves nothing in the file of what has been deleted: `secure_delete` overwrites what is deleted from now on, and what
 * was deleted before it was switched on goes with a VACUUM; then the write-ahead log is emptied. It takes the time of
 * copying the file once. Throws while somebody else reads the file, and may then be tried again.
 */
export function scrub(db: Database.Database): void {
  db.pragma('secure_delete = ON')
  db.exec('VACUUM')
  const [state] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  if (state?.busy !== 0)
    throw new Error('somebody else reads the file; its write-ahead log could not be emptied')
}
