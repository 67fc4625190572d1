import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { nanoid } from 'nanoid'
import type { Rooms } from '../../server/http/ports.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { UpdateLog } from '../../server/storage/update-log.ts'
import type { WorkRate } from '../../server/sync/connection/work-allowance.ts'
import type { CommittedEvent } from '../../server/sync/ports.ts'
import type { Sync } from '../../server/sync/sync.ts'
import { createSync } from '../../server/sync/sync.ts'
import type { Role } from '../../shared/roles.ts'
import { oneBlock } from './content.ts'
import { TestAccess } from './test-access.ts'

export interface TestServer {
  sync: Sync
  rooms: Rooms
  access: TestAccess
  log: UpdateLog
  /** The log's file. */
  file: string
  port: number
  /** What the listener was told, in order. */
  events: CommittedEvent[]
  errors: unknown[]
  /** A new document whose text is one empty block. */
  document(members: Record<string, Role>): Promise<string>
  /** Drains, closes the file and comes back on the same port with the same file; `offline` may do something to it meanwhile. */
  restart(between?: { offline?(file: string): void }): Promise<TestServer>
  stop(): Promise<void>
}

export interface TestServerOptions {
  directory?: string
  access?: TestAccess
  port?: number
  lingerMs?: number
  workRate?: WorkRate
  /** Opens the file on a connection that the test may change. */
  open?(file: string): Database.Database
  /** Told after each commit, before anything else is. */
  told?(event: CommittedEvent): void
  /** Wraps the log, to watch it or make it fail. */
  wrap?(log: UpdateLog): UpdateLog
}

/** A real HTTP server with a real log file; only who may do what is made up. */
export async function startSyncServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'hezhu-sync-')))
  const file = join(directory, 'log.sqlite')
  const access = options.access ?? new TestAccess()
  const stored = openSqliteUpdateLog(file, options.open?.(file))
  const log = options.wrap?.(stored) ?? stored
  const events: CommittedEvent[] = []
  const errors: unknown[] = []
  const sync = createSync({
    access,
    epochs: access,
    log,
    listener: {
      committed: (event) => {
        options.told?.(event)
        events.push(event)
      },
    },
    observer: {
      error: (error) => void errors.push(error),
      storageFailed: (error, first) => void (first && errors.push(error)),
    },
    ...(options.lingerMs === undefined ? {} : { lingerMs: options.lingerMs }),
    ...(options.workRate === undefined ? {} : { workRate: options.workRate }),
  })
  const http = createServer()
  http.on('upgrade', sync.handleUpgrade)
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve))
  const port = (http.address() as AddressInfo).port

  const close = async () => {
    await sync.drain()
    await new Promise((resolve) => http.close(resolve))
    await log.close()
  }
  return {
    sync,
    rooms: sync.rooms,
    access,
    log,
    file,
    port,
    events,
    errors,
    async document(members) {
      const id = nanoid(12)
      access.define(id, members)
      await sync.rooms.create(id, 'text', oneBlock())
      return id
    },
    async restart({ offline } = {}) {
      await close()
      offline?.(file)
      return startSyncServer({ ...options, directory, access, port })
    },
    async stop() {
      await close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
