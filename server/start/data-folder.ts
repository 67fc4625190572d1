import { mkdirSync, rmSync } from 'node:fs'
import { finishRestore } from './backup/half-restored.ts'
import { filesOf } from './data-files.ts'
import type { Lock } from './lock.ts'
import { takeLock } from './lock.ts'
import { codeOf, StartError } from './start-error.ts'

/** Everything the server keeps, in one folder that it has for itself until it is released to another server. */
export interface DataFolder extends Lock {
  /** What was found half done and has been brought to an end, in one line. */
  notice: string | null
}

/**
 * Makes the folder where there is none, and locks it: two servers on one folder would give the same log positions twice.
 * A restore that was cut short is finished or undone first. Throws a {@link StartError} when the folder can't be used.
 */
export function openDataFolder(dataDir: string): DataFolder {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw new StartError(`DATA_DIR: ${dataDir} can't be used as a folder (${codeOf(error)}).`)
  }
  const files = filesOf(dataDir)
  let lock: Lock | null
  try {
    lock = takeLock(files.lock)
  } catch (error) {
    throw new StartError(`DATA_DIR: ${dataDir} can't be written (${codeOf(error)}).`)
  }
  if (lock === null)
    throw new StartError(
      `DATA_DIR: another server is using ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
    )
  try {
    return { ...lock, notice: finishRestore(files) }
  } catch (error) {
    lock.release()
    throw new StartError(
      `DATA_DIR: a restore that was cut short can't be finished (${codeOf(error)}). Mend that and start again; nothing is lost.`,
    )
  }
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
