import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { type Auth, openAuth } from '../../server/auth/auth.ts'
import { createHttp } from '../../server/http/app.ts'
import { createDocument } from '../../server/http/create-document.ts'
import { createMetrics } from '../../server/http/metrics.ts'
import type { HttpParts, HttpSettings } from '../../server/http/parts.ts'
import type { ServerState } from '../../server/http/ports.ts'
import { blocksOf } from '../../server/import/blocks-of.ts'
import { decodeTextFile } from '../../server/import/decode-file.ts'
import { importApart } from '../../server/import/import-apart.ts'
import { textRoomUpdate } from '../../server/import/room-update.ts'
import { createLogger } from '../../server/start/logger.ts'
import { openSqliteApp } from '../../server/storage/sqlite/sqlite-app.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { UpdateLog } from '../../server/storage/update-log.ts'
import { createSync } from '../../server/sync/sync.ts'
import type { Role } from '../../shared/roles.ts'
import { Person } from './person.ts'

export interface AppServer {
  url: string
  port: number
  directory: string
  auth: Auth
  parts: HttpParts
  /** What was logged, one JSON line each. */
  log: string[]
  state: ServerState
  /** Moves the server's clock. */
  passes(hours: number): void
  /** Somebody who has never been here, at a browser of his own. */
  stranger(): Person
  /** A document with an owner, as the first start makes it: the text is imported, the owner comes by an invite. */
  document(text?: string): Promise<{ id: string; owner: Person }>
  /** A new person with that role. */
  member(documentId: string, role: Role, name?: string): Promise<Person>
  invite(documentId: string, more?: { role?: Role; maxUses?: number; hours?: number }): Promise<string>
  /** `offline` may do something to its folder meanwhile. */
  restart(between?: { offline?(directory: string): void }): Promise<AppServer>
  stop(): Promise<void>
}

export interface AppServerOptions {
  directory?: string
  port?: number
  settings?: Partial<HttpSettings>
  /** Opens the log's file on a connection that the test may change. */
  open?(file: string): Database.Database
  /** Wraps the log, to make it fail. */
  wrap?(log: UpdateLog): UpdateLog
}

/** The server without its command line: real HTTP, real sync, real files. Only the clock can be moved. */
export async function startAppServer(options: AppServerOptions = {}): Promise<AppServer> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'hezhu-http-')))
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const app = await openSqliteApp(join(directory, 'app.sqlite'))
  const logFile = join(directory, 'log.sqlite')
  const stored = openSqliteUpdateLog(logFile, options.open?.(logFile))
  const log = options.wrap?.(stored) ?? stored
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const settings: HttpSettings = {
    mayCreate: 'owners',
    https: false,
    webRoot: null,
    metricsToken: null,
    trustProxy: false,
    ...options.settings,
  }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const origins = [url, `http://localhost:${port}`]

  const auth = await openAuth({
    store: app.store,
    kysely: app.kysely,
    secret: 'a secret for tests, and for nothing else',
    https: settings.https,
    origins: () => origins,
    now,
  })
  const sync = createSync({
    access: auth.access,
    epochs: {
      changeEpoch: (change) => auth.directory.changeEpoch(change),
      addIncident: (incident) => app.store.addIncident(incident),
    },
    log,
    listener: { committed: () => {} },
    observer: {
      storageFailed: (error, first) => {
        parts.metrics.storageFailed()
        if (first) logger.error({ err: error }, 'storage failed')
      },
      storageRecovered: () => logger.warn('storage works again'),
    },
    now,
    lingerMs: 50,
  })
  const parts: HttpParts = {
    ...auth,
    store: app.store,
    rooms: sync.rooms,
    rescue: sync.rescue,
    importer: { importDocument: importApart, decodeTextFile, textRoomUpdate, blocksOf },
    annotations: { list: async () => ({}), erase: async () => {}, countsOf: async () => new Map() },
    settings,
    metrics: createMetrics(sync.stats),
    log: logger,
    addresses: () => ({ main: url, all: origins, origins }),
    state: () => (running.state === 'ready' && sync.stats().storageFailing ? 'unwritable' : running.state),
  }
  server.on('request', createHttp(parts))
  server.on('upgrade', sync.handleUpgrade)

  async function close(): Promise<void> {
    await sync.drain()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await log.close()
    await app.close()
  }
  const running: AppServer = {
    url,
    port,
    directory,
    auth,
    parts,
    log: lines,
    state: 'ready',
    passes(hours) {
      ahead += hours * 3600_000
    },
    stranger: () => new Person(url),
    async document(text = '第一段\n\n第二段') {
      const made = await createDocument(parts, { text, format: 'text' }, null)
      if (!made.ok) throw new Error(made.problem)
      return { id: made.document.id, owner: await running.member(made.document.id, 'owner', 'Owner') }
    },
    async member(documentId, role, name = role) {
      const person = new Person(url)
      await person.joins(await running.invite(documentId, { role, maxUses: 1 }), name)
      return person
    },
    async invite(documentId, { role = 'annotator', maxUses = 100, hours = 24 } = {}) {
      const made = await auth.invites.create({
        documentId,
        role,
        maxUses,
        expiresInHours: hours,
        createdBy: null,
      })
      return made.token
    },
    async restart({ offline } = {}) {
      await close()
      offline?.(directory)
      return startAppServer({ ...options, directory, port })
    },
    async stop() {
      await close()
      await rm(directory, { recursive: true, force: true })
    },
  }
  return running
}
