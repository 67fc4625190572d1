import { join } from 'node:path'
import { createDirectory } from '../../server/auth/directory.ts'
import { openSqliteApp } from '../../server/storage/sqlite/sqlite-app.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import { EpochMover } from '../../server/sync/epoch/epoch-mover.ts'

/** Moves a document to a new epoch and is killed at a step of it: `node epoch-process.ts <directory> <document> <step>`. */
export const STEPS = [
  'before the rooms are written',
  'after the rooms are written',
  'after the epoch is changed',
  'after the quarantine',
  'never',
] as const

const [, script, directory, documentId, step] = process.argv
if (script === import.meta.filename && directory !== undefined && documentId !== undefined) {
  const log = openSqliteUpdateLog(join(directory, 'log.sqlite'))
  const app = await openSqliteApp(join(directory, 'app.sqlite'))
  const own = await createDirectory(app.store, () => new Date())
  const dies = (at: (typeof STEPS)[number]) => {
    if (step === at) process.kill(process.pid, 'SIGKILL')
  }
  const mover = new EpochMover({
    log: {
      ...log,
      async writeEpoch(rooms, at) {
        dies('before the rooms are written')
        await log.writeEpoch(rooms, at)
        dies('after the rooms are written')
      },
      async quarantine(key, at) {
        await log.quarantine(key, at)
        dies('after the quarantine')
      },
    },
    epochs: {
      async changeEpoch(change) {
        await own.changeEpoch(change)
        dies('after the epoch is changed')
      },
      addIncident: (incident) => app.store.addIncident(incident),
    },
    epochOf: (id) => own.documentOf(id)?.epoch ?? null,
    now: () => new Date(),
    newId: () => `epoch-${process.pid}`,
    stop: async () => {},
    goOn: () => {},
    report: (error) => console.error(error),
  })
  console.log(await mover.repair({ documentId, epoch: own.documentOf(documentId)?.epoch ?? '' }))
}
