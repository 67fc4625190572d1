import type { Role } from '../../shared/roles.ts'
import type { AppStore, DocumentRecord, StoredInvite } from './app-store.ts'

/** What a suite needs of an implementation. */
export interface StoreUnderTest {
  store: AppStore
  /** Closes it and opens what it has stored. */
  reopen(): Promise<AppStore>
  /** Closes it and removes what it has stored. */
  remove(): Promise<void>
}

export const AT = new Date('2026-03-01T08:00:00.000Z')
export const later = (hours: number) => new Date(AT.getTime() + hours * 3600_000)
export const userId = (name: string) => name.padEnd(16, '0')

export const letter: DocumentRecord = {
  id: 'letter-1',
  title: '信 𠮷 "quoted"',
  schema: 1,
  epoch: 'epoch-1',
  created: AT,
  source: { date: '2026-02-24', editors: [{ role: '編輯', name: '王' }] },
}
export const speech: DocumentRecord = { ...letter, id: 'speech-1', title: '講話', source: {} }

export function invite(more: Partial<StoredInvite> & { hash?: string } = {}) {
  return {
    id: 'invite-1',
    documentId: letter.id,
    hash: 'hash-1',
    role: 'annotator' as Role,
    created: AT,
    createdBy: null,
    expires: later(2),
    maxUses: 2,
    uses: 0,
    revoked: false,
    ...more,
  }
}
