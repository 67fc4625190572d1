import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyTo, openSnapshot } from '../../storage/sqlite/snapshot.ts'
import { filesOf } from '../data-files.ts'
import { takeLock } from '../lock.ts'
import { codeOf, StartError } from '../start-error.ts'
import { measure, packBundle } from './bundle.ts'
import { checkData } from './check-data.ts'
import { demandWhole } from './half-restored.ts'
import type { Manifest } from './manifest.ts'
import { FORMAT, PARTS, programVersion } from './manifest.ts'
import type { ReadBackup } from './read-backup.ts'
import { readBackup, seriousOf } from './read-backup.ts'
import { syncFolder } from './sync-folder.ts'
import { withWorkFolder, workFolderIn } from './work-folder.ts'

export interface BackupOrder {
  dataDir: string
  /** Absolute; its folder must be there. */
  file: string
  /** Whether a file of that name may be replaced. */
  replace: boolean
  now: Date
}

/**
 * Makes one file of all that can't be made again, as it was at one moment, also while a server writes. It gets its name
 * when it has been read back and checked, and is on the disk; until then nothing lies there. Throws a {@link StartError}.
 */
export async function takeBackup(order: BackupOrder): Promise<ReadBackup> {
  const { dataDir, file } = order
  const files = filesOf(dataDir)
  const folder = dirname(file)
  if (!existsSync(files.app) || !existsSync(files.log))
    throw new StartError(`DATA_DIR: ${dataDir} has no data yet. Start the server first: npm start`)
  if (!isFolder(folder))
    throw new StartError(`There is no folder ${folder}. Make it first, or name another file.`)
  demandFree(order)
  const lock = lockFor(files.backupLock)
  try {
    demandWhole(files)
    return await withWorkFolder(workFolderIn(folder, dataDir), async (work) => {
      const packed = join(work, 'packed.tar.gz')
      await packBundle(work, await copyParts(order, work), packed)
      for (const name of PARTS) rmSync(join(work, name), { force: true })
      const read = await readBackup(packed, work)
      const [worst] = seriousOf(read.problems)
      if (worst !== undefined)
        throw new StartError(
          `No backup was made, for the data is damaged: ${worst.where}: ${worst.what}. See: npm run verify`,
        )
      demandFree(order)
      renameSync(packed, file)
      syncFolder(folder)
      return read
    })
  } catch (error) {
    if (error instanceof StartError) throw error
    const code = codeOf(error)
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
      throw new StartError(`No backup was made, for the data is damaged (${code}). See: npm run verify`)
    throw new StartError(
      `No backup was made: ${folder} can't be used (${code}${isFull(code) ? ', there is no room left' : ''}). It takes as much room as DATA_DIR, for a while.`,
    )
  } finally {
    lock.release()
  }
}

function lockFor(file: string) {
  let lock: ReturnType<typeof takeLock>
  try {
    lock = takeLock(file)
  } catch (error) {
    throw new StartError(`DATA_DIR: ${dirname(file)} can't be written (${codeOf(error)}).`)
  }
  if (lock === null) throw new StartError('Another backup is being made, or put back. Wait until it is done.')
  return lock
}

/** Copies of the parts in the work folder, and what there is to say of them. */
async function copyParts({ dataDir, now }: BackupOrder, work: string): Promise<Manifest> {
  const files = filesOf(dataDir)
  const parts: Manifest['parts'] = []
  const add = async (name: (typeof PARTS)[number]) => {
    chmodSync(join(work, name), 0o600)
    parts.push({ name, ...(await measure(join(work, name))) })
  }
  if (existsSync(files.secret)) {
    copyFileSync(files.secret, join(work, 'secret'))
    await add('secret')
  }
  const snapshot = openSnapshot(files)
  try {
    await copyTo(join(work, 'app.sqlite'), snapshot.app)
    await copyTo(join(work, 'log.sqlite'), snapshot.log)
  } finally {
    snapshot.close()
  }
  await add('app.sqlite')
  await add('log.sqlite')
  return { format: FORMAT, program: programVersion(), at: now.toISOString(), parts, rooms: roomsOf(work) }
}

function roomsOf(work: string): Manifest['rooms'] {
  const copies = openSnapshot({ app: join(work, 'app.sqlite'), log: join(work, 'log.sqlite') })
  try {
    return checkData(copies, () => {}, false).rooms
  } finally {
    copies.close()
  }
}

function demandFree({ file, replace }: BackupOrder): void {
  if (existsSync(file) && !replace)
    throw new StartError(`${file} is there already. Name another file, or say --replace.`)
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

function isFull(code: string): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(code)
}
