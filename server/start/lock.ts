import Database from 'better-sqlite3'

/** Something that one process has for itself. */
export interface Lock {
  release(): void
}

/**
 * Takes a lock, or answers null where another process has it. It is SQLite's, on a file of its own, so that the operating
 * system takes it back however the process ends. Throws where the file can't be written.
 */
export function takeLock(file: string): Lock | null {
  let lock: Database.Database | undefined
  try {
    lock = new Database(file, { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    // In this mode the first write keeps its lock until the end. It also shows that the folder can be written.
    lock.exec('CREATE TABLE IF NOT EXISTS held(since TEXT); DELETE FROM held')
    lock.prepare('INSERT INTO held VALUES (?)').run(new Date().toISOString())
  } catch (error) {
    lock?.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
  return { release: () => void lock.close() }
}
