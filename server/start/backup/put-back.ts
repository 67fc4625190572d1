import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { nanoid } from 'nanoid'
import { giveNewEpochs } from '../../storage/sqlite/new-epochs.ts'
import { purgedSince } from '../../storage/sqlite/purged-since.ts'
import { openSqliteApp } from '../../storage/sqlite/sqlite-app.ts'
import { filesOf } from '../data-files.ts'
import { openDataFolder } from '../data-folder.ts'
import { takeLock } from '../lock.ts'
import { codeOf, StartError } from '../start-error.ts'
import { decideRestore } from './half-restored.ts'
import type { ReadBackup } from './read-backup.ts'
import { readBackup, seriousOf } from './read-backup.ts'
import { stampOf } from './stamp.ts'
import { syncFile, syncFolder } from './sync-folder.ts'
import { mayWrite } from './work-folder.ts'

export interface RestoreOrder {
  dataDir: string
  /** Absolute. */
  file: string
  /** Whether data that is there may be moved aside. */
  replace: boolean
  now: Date
  /** Called between two changes on the disk: a crash there must leave one whole state. */
  step?: () => void
}

export interface PutBack extends ReadBackup {
  /** Where the old data has gone. */
  aside: string | null
  /** How often something was purged since the backup was made, which is there again. */
  purgedSince: number
  /** What an earlier, interrupted restore has come to. */
  notice: string | null
}

/**
 * Puts a backup's data into the data folder of a server that does not run. The whole file is checked before anything
 * changes; the old data is moved aside, never deleted; and every document gets a new epoch. Throws a {@link StartError}.
 */
export async function putBack(order: RestoreOrder): Promise<PutBack> {
  const { dataDir, file, now, step = () => {} } = order
  const files = filesOf(dataDir)
  if (!existsSync(file) || !statSync(file).isFile()) throw new StartError(`There is no file ${file}.`)
  const folder = openDataFolder(dataDir)
  const backupLock = takeLock(files.backupLock)
  try {
    if (backupLock === null) throw new StartError('A backup is being made just now. Wait until it is done.')
    const hasData = existsSync(files.app) || existsSync(files.log)
    if (hasData && !order.replace)
      throw new StartError(
        `DATA_DIR: ${dataDir} has data. Say --replace to move it aside, or set DATA_DIR to another folder.`,
      )
    mkdirSync(files.restoring, { mode: 0o700 })
    step()
    const read = await stage(order, files.restoring, step)
    const aside = hasData ? asideOf(dataDir, now) : null
    const purged = hasData ? purgesAfter(files.app, read.manifest.at) : 0
    const parts = read.manifest.parts.map(({ name }) => name)
    decideRestore(files, { aside: aside && relative(dataDir, aside), parts }, step)
    return { ...read, aside, purgedSince: purged, notice: folder.notice }
  } catch (error) {
    // Before the decision the data is untouched; after it, the next to open the folder goes on.
    if (!existsSync(files.restored)) rmSync(files.restoring, { recursive: true, force: true })
    if (error instanceof StartError) throw error
    throw new StartError(
      existsSync(files.restored)
        ? `The restore was cut short (${codeOf(error)}). Mend that and start the server: it finishes it.`
        : `Nothing was restored, the data is as it was: ${dataDir} can't be used (${codeOf(error)}).`,
    )
  } finally {
    backupLock?.release()
    folder.release()
  }
}

/** Data that is so damaged that it can't be read must not keep anybody from restoring. */
function purgesAfter(appFile: string, time: string): number {
  try {
    return purgedSince(appFile, new Date(time))
  } catch {
    return 0
  }
}

/** The new files, complete and on the disk. */
async function stage(order: RestoreOrder, restoring: string, step: () => void): Promise<ReadBackup> {
  const read = await readBackup(order.file, restoring)
  step()
  const [worst] = seriousOf(read.problems)
  if (worst !== undefined)
    throw new StartError(`Nothing was restored, for the backup is damaged: ${worst.where}: ${worst.what}.`)
  const pair = { app: join(restoring, 'app.sqlite'), log: join(restoring, 'log.sqlite') }
  giveNewEpochs(pair, () => nanoid(12))
  await tellOwners(pair.app, read.manifest.at, order.now)
  for (const { name } of read.manifest.parts) syncFile(join(restoring, name))
  syncFolder(restoring)
  step()
  return read
}

/** So that whoever misses something knows why. Brings a backup of an older program up to date as well. */
async function tellOwners(file: string, asOf: string, at: Date): Promise<void> {
  const { store, close } = await openSqliteApp(file)
  try {
    for (const { id: documentId } of await store.documents())
      await store.addIncident({ id: nanoid(12), documentId, at, kind: 'restored', detail: { asOf } })
  } finally {
    await close()
  }
}

/** Beside the data folder; inside it where that is a disk of its own, or nothing may be made beside it. */
function asideOf(dataDir: string, now: Date): string {
  const stamp = `before-restore-${stampOf(now)}`
  const parent = dirname(dataDir)
  const beside = statSync(parent).dev === statSync(dataDir).dev && mayWrite(parent)
  return beside ? join(parent, `${basename(dataDir)}-${stamp}`) : join(dataDir, stamp)
}
