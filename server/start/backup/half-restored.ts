import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { DataFiles } from '../data-files.ts'
import { StartError } from '../start-error.ts'
import { PARTS } from './manifest.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * How a restore becomes final. The new files wait, complete and on the disk, in a folder of their own; then `restored.json`
 * says where the old ones go, and from that moment on the restore holds: whatever interrupts the moves that follow, whoever
 * opens the data folder next goes on with them. Before that moment the data is what it was, and what waits is removed.
 */
const decision = z.object({
  /** As seen from the data folder, which may be mounted elsewhere next time; null when there was nothing to move aside. */
  aside: z.string().nullable(),
  parts: z.array(z.enum(PARTS)),
})
export type Decision = z.infer<typeof decision>

/** All that makes up the old data, the index included: it is about the old rooms. */
const DATABASES = ['app.sqlite', 'log.sqlite', 'index.sqlite']
const OLD = [
  'secret',
  ...DATABASES.flatMap((name) => ['', '-wal', '-shm', '-journal'].map((end) => name + end)),
]

/** Makes what waits in `files.restoring` final, and moves it into its place. */
export function decideRestore(files: DataFiles, decided: Decision, step: () => void): void {
  const draft = `${files.restored}.new`
  writeFileSync(draft, JSON.stringify(decided), { mode: 0o600, flush: true })
  step()
  renameSync(draft, files.restored)
  syncFolder(dirname(files.restored))
  step()
  move(files, decided, step)
}

/** Ends what an interrupted restore has left, one way or the other, and says which; null when there is nothing. */
export function finishRestore(files: DataFiles): string | null {
  rmSync(`${files.restored}.new`, { force: true })
  if (existsSync(files.restored)) {
    const decided = decision.parse(JSON.parse(readFileSync(files.restored, 'utf8')))
    move(files, decided, () => {})
    const old =
      decided.aside === null
        ? ''
        : ` The data from before is in ${join(dirname(files.restored), decided.aside)}.`
    return `A restore that was cut short has been finished: the data is the backup's.${old}`
  }
  if (!existsSync(files.restoring)) return null
  rmSync(files.restoring, { recursive: true, force: true })
  return 'A restore that was cut short has been taken back: the data is as it was before.'
}

/** For whoever reads the folder without having it for himself. */
export function demandWhole(files: DataFiles): void {
  if (existsSync(files.restored))
    throw new StartError(
      `DATA_DIR: a restore of ${dirname(files.restored)} was cut short. Start the server once: it finishes it.`,
    )
}

/** May be interrupted and begun again anywhere. */
function move(files: DataFiles, { aside: asideName, parts }: Decision, step: () => void): void {
  const folder = dirname(files.restored)
  const aside = asideName === null ? null : join(folder, asideName)
  const waiting = (name: string) => existsSync(join(files.restoring, name))
  if (aside !== null) {
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    for (const name of OLD) {
      const inPlace = parts.some((part) => part === name) && !waiting(name)
      if (inPlace || !existsSync(join(folder, name))) continue
      renameSync(join(folder, name), join(aside, name))
      step()
    }
    syncFolder(aside)
    syncFolder(dirname(aside))
  }
  for (const name of parts) {
    if (!waiting(name)) continue
    renameSync(join(files.restoring, name), join(folder, name))
    step()
  }
  syncFolder(folder)
  rmSync(files.restoring, { recursive: true, force: true })
  step()
  rmSync(files.restored)
  syncFolder(folder)
}
