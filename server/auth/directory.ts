import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { AppStore, DocumentRecord } from '../storage/app-store.ts'
import { createTurns } from './in-turn.ts'
import type { Directory, MemberChange, NewDocument } from './ports.ts'

interface Entry {
  document: DocumentRecord
  members: Map<string, Role>
  /** Annotations that were purged, by id. */
  purged: Set<string>
}

/** The directory, and how invites bring people into it and out again. */
export interface OwnDirectory extends Directory {
  /** Runs a change of the database that may give or take roles (null: all of it), which then are so in memory, too. */
  changing<T>(
    change: () => Promise<{
      answer: T
      members: { documentId: string; userId: string; role: Role | null }[]
    }>,
  ): Promise<T>
}

/** Reads everything once; from then on each change is written to the database first, then to memory. */
export async function createDirectory(store: AppStore, now: () => Date): Promise<OwnDirectory> {
  const entries = new Map<string, Entry>()
  for (const document of await store.documents())
    entries.set(document.id, { document, members: new Map(), purged: new Set() })
  for (const { documentId, userId, role } of await store.memberships())
    entries.get(documentId)?.members.set(userId, role)
  for (const { documentId, annotationId } of await store.purgedAnnotations())
    entries.get(documentId)?.purged.add(annotationId)

  /** Being made: sync has to know them before their rooms can be written, nobody is a member yet. */
  const making = new Map<string, DocumentRecord>()

  /** One change at a time, so that memory sees them in the order of the database. */
  const inTurn = createTurns()

  function remember(documentId: string, userId: string, role: Role | null): void {
    const members = entries.get(documentId)?.members
    role === null ? members?.delete(userId) : members?.set(userId, role)
  }

  const change = (documentId: string, userId: string, role: Role | null): Promise<MemberChange> =>
    inTurn(async () => {
      const came = await store.setRole(documentId, userId, role, now())
      if (came === 'changed') remember(documentId, userId, role)
      return came
    })

  return {
    roleOf: (documentId, userId) => entries.get(documentId)?.members.get(userId) ?? null,
    documentOf: (documentId) => entries.get(documentId)?.document ?? making.get(documentId) ?? null,
    isPurged: (documentId, annotationId) => entries.get(documentId)?.purged.has(annotationId) ?? false,

    async create(asked: NewDocument, ownerId, write) {
      const document = { ...asked, schema: SCHEMA_VERSION, created: now() }
      making.set(document.id, document)
      try {
        await write()
        await inTurn(async () => {
          await store.addDocument(document, ownerId)
          entries.set(document.id, {
            document,
            members: new Map(ownerId === null ? [] : [[ownerId, 'owner']]),
            purged: new Set(),
          })
        })
        return document
      } finally {
        making.delete(document.id)
      }
    },
    rename: (documentId, title) =>
      inTurn(async () => {
        await store.renameDocument(documentId, title)
        const entry = entries.get(documentId)
        if (entry !== undefined) entry.document = { ...entry.document, title }
      }),
    remove: (documentId) =>
      inTurn(async () => {
        await store.deleteDocument(documentId, now())
        entries.delete(documentId)
      }),
    changeEpoch: (change) =>
      inTurn(async () => {
        await store.changeEpoch(change)
        const entry = entries.get(change.documentId)
        if (entry === undefined) return
        entry.document = { ...entry.document, epoch: change.to }
        for (const id of change.purged?.annotations ?? []) entry.purged.add(id)
      }),
    setRole: (documentId, userId, role) => change(documentId, userId, role),
    removeMember: (documentId, userId) => change(documentId, userId, null),
    changing: (work) =>
      inTurn(async () => {
        const { answer, members } = await work()
        for (const { documentId, userId, role } of members) remember(documentId, userId, role)
        return answer
      }),
  }
}
