import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Directory, Invites } from '../auth/ports.ts'
import { createDocument } from '../http/create-document.ts'
import type { Importer, Rooms } from '../http/ports.ts'
import type { AppStore, DocumentRecord } from '../storage/app-store.ts'
import { StartError } from './start-error.ts'

interface Parts {
  store: AppStore
  directory: Directory
  importer: Importer
  rooms: Rooms
}

const SAMPLE = fileURLToPath(new URL('../../samples/speech.txt', import.meta.url))

/** The document that waits for its owner: made of the sample unless there is one. */
export async function firstDocument(parts: Parts): Promise<DocumentRecord> {
  const [waiting] = await parts.store.documents()
  if (waiting !== undefined) return waiting
  const made = await createDocument(parts, { text: readFileSync(SAMPLE, 'utf8'), format: 'text' }, null)
  if (!made.ok) throw new StartError(`The sample text can't be imported (${made.problem}).`)
  return made.document
}

/** A link that makes its first user the owner. Those that earlier starts printed end, so that there is one way in. */
export async function ownersToken(invites: Invites, documentId: string): Promise<string> {
  for (const { id, role, revoked } of await invites.list(documentId))
    if (role === 'owner' && !revoked) await invites.revoke(documentId, id)
  const invite = { documentId, role: 'owner', expiresInHours: WEEK, maxUses: 1, createdBy: null } as const
  return (await invites.create(invite)).token
}

/** A link for everybody in the room, as many as a session has. */
export async function annotatorsToken(invites: Invites, documentId: string): Promise<string> {
  const invite = {
    documentId,
    role: 'annotator',
    expiresInHours: WEEK,
    maxUses: 200,
    createdBy: null,
  } as const
  return (await invites.create(invite)).token
}

const WEEK = 7 * 24
