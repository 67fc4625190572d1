import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What is measured, and where it can be read. Observers are handed to sync by main. */
export interface Metrics {
  registry: Registry
  /** Shaped like sync's observer. */
  commit(rows: number, seconds: number): void
  refused(reason: string): void
  storageFailed(): void
  request(labels: { method: string; route: string; status: number }, seconds: number): void
  /** A good backup lies there, made at this time. */
  backedUp(at: Date): void
  backupFailed(): void
}

/** `stats` is asked at every scrape. */
export function createMetrics(
  stats: () => { connections: number; rooms: number; queued: number; storageFailing: boolean },
): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  for (const [name, help, key] of [
    ['hezhu_connections', 'Open sockets', 'connections'],
    ['hezhu_rooms', 'Rooms in memory', 'rooms'],
    ['hezhu_queued_appends', 'Updates that wait for their commit', 'queued'],
    ['hezhu_storage_failing', '1 while the update log cannot be written', 'storageFailing'],
  ] as const)
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(Number(stats()[key]))
      },
    })
  const commits = new Histogram({
    name: 'hezhu_commit_seconds',
    help: 'Time of one commit to the update log',
    buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1],
    registers,
  })
  const rows = new Counter({
    name: 'hezhu_committed_rows_total',
    help: 'Rows committed to the update log',
    registers,
  })
  const refusals = new Counter({
    name: 'hezhu_refused_total',
    help: 'Connections and updates that were refused, by reason',
    labelNames: ['reason'],
    registers,
  })
  const storageErrors = new Counter({
    name: 'hezhu_storage_errors_total',
    help: 'Reads and writes of the update log that failed',
    registers,
  })
  const requests = new Histogram({
    name: 'hezhu_http_request_seconds',
    help: 'Time to answer, by route as it is written in the route table',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.05, 0.2, 1, 5],
    registers,
  })
  const lastBackup = new Gauge({
    name: 'hezhu_last_backup_timestamp_seconds',
    help: 'When the last good backup was made by the server itself; 0 when there is none',
    registers,
  })
  const failedBackups = new Counter({
    name: 'hezhu_failed_backups_total',
    help: 'Backups that the server began by itself and that failed',
    registers,
  })
  return {
    registry,
    commit(count, seconds) {
      commits.observe(seconds)
      rows.inc(count)
    },
    storageFailed() {
      storageErrors.inc()
    },
    refused(reason) {
      refusals.inc({ reason })
    },
    request(labels, seconds) {
      requests.observe(labels, seconds)
    },
    backedUp(at) {
      lastBackup.set(at.getTime() / 1_000)
    },
    backupFailed() {
      failedBackups.inc()
    },
  }
}
