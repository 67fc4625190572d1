import { createServer } from 'node:http'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { openAuth } from './auth/auth.ts'
import { type Config, readConfig } from './config.ts'
import { createHttp } from './http/app.ts'
import { createMetrics } from './http/metrics.ts'
import type { ServerState } from './http/ports.ts'
import { createPurger } from './http/purger.ts'
import { blocksOf } from './import/blocks-of.ts'
import { decodeTextFile } from './import/decode-file.ts'
import { importApart } from './import/import-apart.ts'
import { textRoomUpdate } from './import/room-update.ts'
import { Projection } from './projection/projection.ts'
import { type Addresses, addressesOf } from './start/addresses.ts'
import { announce } from './start/announce.ts'
import { keepBackups } from './start/backup/keep-backups.ts'
import { filesOf } from './start/data-files.ts'
import { openDataFolder, openDerivedFile, openFile } from './start/data-folder.ts'
import { annotatorsToken, firstDocument, ownersToken } from './start/first-document.ts'
import { writeKnownAddresses } from './start/known-addresses.ts'
import { listen } from './start/listen.ts'
import { createLogger } from './start/logger.ts'
import { readOrMakeSecret } from './start/secret.ts'
import { endByDraining } from './start/shutdown.ts'
import { StartError } from './start/start-error.ts'
import { openSqliteAnnotationIndex } from './storage/sqlite/sqlite-annotation-index.ts'
import { openSqliteApp } from './storage/sqlite/sqlite-app.ts'
import { openSqliteUpdateLog } from './storage/sqlite/sqlite-update-log.ts'
import { CorruptRow } from './storage/update-log.ts'
import { createSync } from './sync/sync.ts'

const WEB_ROOT = fileURLToPath(new URL('../dist/web', import.meta.url))
/** With requests that come byte by byte; a text of two megabytes has to get through a bad line. */
const PATIENCE = { headersTimeout: 15_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 }
/** How long an answer that is being given may keep the server from ending, once all else is stored. */
const LAST_ANSWERS_MS = 2_000

/**
 * The whole server, wired. The order matters: nothing is opened before the settings are right and the folder is ours
 * alone; sync needs somebody to ask about people, and somebody to tell about commits; nobody may come before all of it is
 * there; and links can be printed only when the port is known.
 */
async function start(config: Config): Promise<void> {
  // Sessions and invites are in there: for this user alone, whatever makes the files.
  process.umask(0o077)
  const folder = openDataFolder(config.dataDir)
  if (folder.notice !== null) console.log(folder.notice)
  const files = filesOf(config.dataDir)
  const secret = config.secret ?? readOrMakeSecret(files.secret)
  const updates = await openFile(files.log, openSqliteUpdateLog)
  const app = await openFile(files.app, openSqliteApp)
  const index = await openDerivedFile(files.index, openSqliteAnnotationIndex)

  const logger = createLogger(config.logLevel, pino.destination(2))
  const https = config.publicUrl?.startsWith('https:') === true
  let port = config.port
  const addresses = recent(() => addressesOf(config, port, networkInterfaces()))
  const auth = await openAuth({
    store: app.store,
    kysely: app.kysely,
    secret,
    https,
    origins: () => addresses().origins,
  })

  const projection = new Projection({
    index,
    log: {
      lastSeq: updates.lastSeq,
      load: (key) =>
        updates.load(key).catch((error: unknown) => {
          // Answered with an error this once; the next time there is an epoch that can be read.
          if (error instanceof CorruptRow) void sync.rooms.repair(key)
          throw error
        }),
    },
    epochOf: (documentId) => auth.directory.documentOf(documentId)?.epoch ?? null,
    namesOf: async (documentId) =>
      new Map((await app.store.members(documentId)).map(({ id, name }) => [id, name])),
    report: (error, documentId) => logger.error({ err: error, document: documentId }, 'projection'),
  })

  const metrics = createMetrics(() => sync.stats())
  const sync = createSync({
    access: auth.access,
    epochs: {
      changeEpoch: (change) => auth.directory.changeEpoch(change),
      addIncident: (incident) => app.store.addIncident(incident),
    },
    log: updates,
    listener: projection,
    observer: {
      commit: metrics.commit,
      refused: metrics.refused,
      error: (error, room) => logger.error({ err: error, room }, 'sync'),
      storageFailed: (error, first) => {
        metrics.storageFailed()
        if (first) logger.error({ err: error }, 'storage failed; clients keep what they write')
      },
      storageRecovered: () => logger.warn('storage works again'),
    },
  })

  let state: ServerState = 'starting'
  const parts = {
    ...auth,
    store: app.store,
    rooms: sync.rooms,
    rescue: sync.rescue,
    importer: { importDocument: importApart, decodeTextFile, textRoomUpdate, blocksOf },
  }
  // What a crash has cut short is done before anybody is let in.
  await createPurger({ ...parts, annotations: projection, log: logger })
    .resume()
    .catch((error: unknown) => logger.error({ err: error }, 'purges could not be ended'))
  const server = createServer(
    PATIENCE,
    createHttp({
      ...parts,
      annotations: projection,
      settings: {
        mayCreate: config.createDocuments,
        https,
        webRoot: WEB_ROOT,
        metricsToken: config.metricsToken,
        // Only a proxy can say from where somebody comes; one on this machine, or, where there is a public address, near it.
        trustProxy: config.publicUrl === null ? 'loopback' : 'loopback, linklocal, uniquelocal',
      },
      metrics,
      log: logger,
      addresses,
      state: () => (state === 'ready' && sync.stats().storageFailing ? 'unwritable' : state),
    }),
  )
  server.on('upgrade', sync.handleUpgrade)
  port = await listen(server, config.port, config.host)

  const backups = keepBackups(config.backups, metrics, logger)
  endByDraining(async () => {
    state = 'draining'
    const backupsEnded = backups.stop()
    const closed = new Promise((resolve) => server.close(resolve))
    await sync.drain()
    const timer = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS)
    server.closeIdleConnections()
    await closed
    clearTimeout(timer)
    await projection.idle()
    await backupsEnded
    await index.close()
    await updates.close()
    await app.close()
    folder.release()
  }, logger)

  let invites: { owner: string; annotator: string } | null = null
  if (!(await app.store.everHadOwner())) {
    const { id } = await firstDocument(parts)
    const owner = await ownersToken(auth.invites, id)
    invites = { owner, annotator: config.lan ? await annotatorsToken(auth.invites, id) : '' }
  }
  writeKnownAddresses(files.addresses, addresses().all)
  state = 'ready'
  backups.begin()
  console.log(await announce({ addresses: addresses(), lan: config.lan, invites }))
}

/** Asked at every request, while a laptop changes networks now and then. */
function recent(read: () => Addresses): () => Addresses {
  let known: { addresses: Addresses; until: number } | null = null
  return () => {
    const now = performance.now()
    if (known === null || known.until < now) known = { addresses: read(), until: now + 2_000 }
    return known.addresses
  }
}

const read = readConfig(process.env, process.argv.slice(2))
try {
  if (!read.ok) throw new StartError(read.message)
  await start(read.config)
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
