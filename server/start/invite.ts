import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { parseArgs } from 'node:util'
import { createInviteRequest } from '../../shared/api.ts'
import { ROLES, type Role } from '../../shared/roles.ts'
import { makeInvite } from '../auth/invites.ts'
import type { AppStore, DocumentRecord } from '../storage/app-store.ts'
import { openSqliteApp } from '../storage/sqlite/sqlite-app.ts'
import { addressesOf } from './addresses.ts'
import { isThisMachine, joinLink, qrCode } from './announce.ts'
import { demandWhole } from './backup/half-restored.ts'
import { runCommand, settings } from './command.ts'
import { filesOf } from './data-files.ts'
import { readKnownAddresses } from './known-addresses.ts'
import { sampleDocument } from './sample-document.ts'
import { StartError } from './start-error.ts'

/**
 * `npm run invite -- --role owner [--document <id>]`: a new link, whether the server runs or not. It is how an owner who
 * lost the browser's cookie comes back.
 */
const USAGE = `Usage: npm run invite -- --role ${ROLES.join('|')} [--document <id>]`

interface Asked {
  role: Role
  document: string | undefined
}

function readArguments(argv: string[]): Asked {
  try {
    const options = { role: { type: 'string' }, document: { type: 'string' } } as const
    const { role: name, document } = parseArgs({ args: argv, options }).values
    const role = ROLES.find((one) => one === name)
    if (role !== undefined) return { role, document }
  } catch {
    // An unknown argument, or one without its value.
  }
  throw new StartError(USAGE)
}

async function documentAsked(store: AppStore, id: string | undefined): Promise<DocumentRecord> {
  const documents = await store.documents()
  const list = documents.map((one) => `\n  --document ${one.id}  ${one.title}`).join('')
  if (documents.length === 0) throw new StartError('There is no document to invite anybody to.')
  const found = id === undefined ? documents : documents.filter((one) => one.id === id)
  const [document, another] = found
  if (document === undefined) throw new StartError(`There is no document ${id}. There is:${list}`)
  if (another !== undefined) throw new StartError(`Which document?${list}`)
  return document
}

async function invite(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  const config = settings()
  const files = filesOf(config.dataDir)
  demandWhole(files)
  if (!existsSync(files.app))
    throw new StartError(`DATA_DIR: ${config.dataDir} has no data yet. Start the server first: npm start`)

  const app = await openSqliteApp(files.app)
  try {
    // Where none is left an owner gets one: else who has lost everything could not begin again.
    const none = (await app.store.documents()).length === 0
    const document =
      none && asked.role === 'owner' && asked.document === undefined
        ? await sampleDocument(config.dataDir, app.store)
        : await documentAsked(app.store, asked.document)
    const { expiresInHours, maxUses } = createInviteRequest.parse({
      role: asked.role,
      ...(asked.role === 'owner' ? { maxUses: 1 } : {}),
    })
    const { token } = await makeInvite(
      app.store,
      { documentId: document.id, role: asked.role, expiresInHours, maxUses, createdBy: null },
      new Date(),
    )
    const people = maxUses === 1 ? 'one person' : `${maxUses} people`
    console.log(`For ${people}, as ${asked.role} of ${document.title}, within ${expiresInHours / 24} days:`)
    const urls =
      config.publicUrl === null
        ? (readKnownAddresses(files.addresses) ?? addressesOf(config, config.port, networkInterfaces()).all)
        : [config.publicUrl]
    for (const url of urls) {
      const link = joinLink(url, token)
      console.log(link)
      // Whoever scans an owner's code from a projector is the owner (see announce.ts).
      if (asked.role !== 'owner' && !isThisMachine(url)) console.log(`${await qrCode(link)}\n`)
    }
  } finally {
    await app.close()
  }
}

await runCommand(invite)
