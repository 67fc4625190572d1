import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StartError } from './start-error.ts'

/** Everything the server keeps, in one folder that it has for itself. */
export interface DataFolder {
  /** Gives it up to another server. */
  release(): void
}

/** The files in it, by their paths. */
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
  }
}

/**
 * Makes the folder where there is none, and locks it: two servers on one folder would give the same log positions twice.
 * The lock is SQLite's, on a file of its own, so that the operating system takes it back however the process ends.
 * Throws a {@link StartError} when the folder can't be used.
 */
export function openDataFolder(dataDir: string): DataFolder {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw new StartError(`DATA_DIR: ${dataDir} can't be used as a folder (${codeOf(error)}).`)
  }
  let lock: Database.Database | undefined
  try {
    lock = new Database(filesOf(dataDir).lock, { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    // In this mode the first write keeps its lock until the end. It also shows that the folder can be written.
    lock.exec('CREATE TABLE IF NOT EXISTS held(since TEXT); DELETE FROM held')
    lock.prepare('INSERT INTO held VALUES (?)').run(new Date().toISOString())
  } catch (error) {
    lock?.close()
    const code = codeOf(error)
    throw new StartError(
      code.startsWith('SQLITE_BUSY')
        ? `DATA_DIR: another server is using ${dataDir}. Stop it, or set DATA_DIR to another folder.`
        : `DATA_DIR: ${dataDir} can't be written (${code}).`,
    )
  }
  return { release: () => void lock.close() }
}

/** Opens one of its files; whatever is wrong with it becomes one line that names it. */
export async function openFile<T>(file: string, open: (file: string) => T | Promise<T>): Promise<T> {
  try {
    return await open(file)
  } catch (error) {
    throw new StartError(
      `DATA_DIR: ${file} can't be opened (${codeOf(error)}). Put the folder back from a backup, or begin with another one.`,
    )
  }
}

/** The same for a file that holds nothing of its own: one that can't be opened is thrown away and begun again. */
export async function openDerivedFile<T>(file: string, open: (file: string) => T | Promise<T>): Promise<T> {
  try {
    return await open(file)
  } catch {
    for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true })
    return openFile(file, open)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
