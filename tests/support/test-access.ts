import type { IncomingHttpHeaders } from 'node:http'
import type { EpochChange, Incident } from '../../server/storage/app-store.ts'
import type { Access, Epochs, SyncUser } from '../../server/sync/ports.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'

export const ORIGIN = 'http://hezhu.test'

/** `alice` → a user id of the right shape that can still be read in a failure. */
export function userId(name: string): string {
  return name.padEnd(16, '0')
}

export function cookieOf(name: string): string {
  return `session=${userId(name)}`
}

/** Documents and their members in memory: everybody who is a member of something is signed in by name. */
export class TestAccess implements Access, Epochs {
  readonly incidents: Incident[] = []
  readonly #users = new Map<string, SyncUser>()
  readonly #documents = new Map<string, { epoch: string; members: Map<string, Role> }>()

  define(documentId: string, members: Record<string, Role>): void {
    const entries = Object.entries(members).map(([name, role]): [string, Role] => {
      this.signIn(name)
      return [userId(name), role]
    })
    this.#documents.set(documentId, { epoch: 'epoch-1', members: new Map(entries) })
  }
  signIn(name: string): void {
    this.#users.set(userId(name), { id: userId(name), name })
  }
  setRole(documentId: string, name: string, role: Role | null): void {
    const members = this.#documents.get(documentId)?.members
    if (role === null) members?.delete(userId(name))
    else members?.set(userId(name), role)
  }

  setEpoch(documentId: string, epoch: string): void {
    const document = this.#documents.get(documentId)
    if (document) document.epoch = epoch
  }
  async changeEpoch({ documentId, from, to, incidents }: EpochChange): Promise<void> {
    const document = this.#documents.get(documentId)
    if (document?.epoch !== from) throw new Error(`${documentId} is not in epoch ${from}`)
    document.epoch = to
    this.incidents.push(...incidents)
  }
  async addIncident(incident: Incident): Promise<void> {
    this.incidents.push(incident)
  }

  originAllowed(origin: string | undefined): boolean {
    return origin === ORIGIN
  }
  async userOf(headers: IncomingHttpHeaders): Promise<SyncUser | null> {
    const id = /session=([A-Za-z0-9]+)/.exec(headers.cookie ?? '')?.[1]
    return this.#users.get(id ?? '') ?? null
  }
  roleOf(documentId: string, user: string): Role | null {
    return this.#documents.get(documentId)?.members.get(user) ?? null
  }
  isPurged(): boolean {
    return false
  }
  documentOf(documentId: string): { id: string; schema: number; epoch: string } | null {
    const document = this.#documents.get(documentId)
    return document === undefined ? null : { id: documentId, schema: SCHEMA_VERSION, epoch: document.epoch }
  }
}
