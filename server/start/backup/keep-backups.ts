import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import type { Metrics } from '../../http/metrics.ts'
import { backupProcess } from './backup-process.ts'
import { BackupSchedule } from './schedule.ts'

/** How often the clock is looked at; it may have jumped over a night. */
const LOOK_FOR_BACKUPS_MS = 60_000

export interface KeptBackups {
  /** From now on, when people may come already. */
  begin(): void
  /** Ends the one that is being made, too. */
  stop(): Promise<void>
}

/** Backups by the settings, if they ask for any; what becomes of them is logged and measured. */
export function keepBackups(
  { everyHours, dir, keep }: Config['backups'],
  metrics: Pick<Metrics, 'backedUp' | 'backupFailed'>,
  log: Logger,
): KeptBackups {
  if (everyHours === null) return { begin() {}, async stop() {} }
  const stopped = new AbortController()
  const { signal } = stopped
  const schedule = new BackupSchedule({
    everyHours,
    dir,
    keep,
    run: (file) => backupProcess(file, signal),
    now: () => new Date(),
    observer: {
      done: metrics.backedUp,
      failed(error) {
        if (signal.aborted) return
        metrics.backupFailed()
        log.error({ err: error }, 'backup')
      },
    },
  })
  let timer: NodeJS.Timeout | undefined
  return {
    begin() {
      void schedule.look()
      timer = setInterval(() => void schedule.look(), LOOK_FOR_BACKUPS_MS)
    },
    stop() {
      clearInterval(timer)
      stopped.abort()
      return schedule.idle()
    },
  }
}
