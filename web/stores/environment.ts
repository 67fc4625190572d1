import { nanoid } from 'nanoid'
import type { DocumentInfo, MembersResponse } from '../../shared/api.ts'
import type { SocketClass } from '../sync/counting-socket.ts'
import { LocalDatabase } from '../sync/local-database.ts'
import { api } from './api.ts'

/** What a document session needs of the world around it. */
export interface Environment {
  /** `wss://host`, without a path. */
  server: string
  socket: SocketClass
  openDatabase(): Promise<LocalDatabase>
  fetchMembers(documentId: string): Promise<MembersResponse>
  fetchInfo(documentId: string): Promise<DocumentInfo>
  now: () => number
  random: () => number
  newId: () => string
  /** Calls back when the network is said to be back (true) or gone (false), and when the page may be about to end. */
  watch(changed: (online: boolean) => void, leaving: () => void): () => void
}

export function browserEnvironment(): Environment {
  return {
    server: location.origin.replace(/^http/, 'ws'),
    socket: WebSocket,
    openDatabase: () => LocalDatabase.open(),
    fetchMembers: (documentId) => api<MembersResponse>(`/documents/${documentId}/members`),
    fetchInfo: (documentId) => api<DocumentInfo>(`/documents/${documentId}`),
    now: () => Date.now(),
    random: () => Math.random(),
    newId: () => nanoid(),
    watch: watchPage,
  }
}

function watchPage(changed: (online: boolean) => void, leaving: () => void): () => void {
  const online = () => changed(true)
  const offline = () => changed(false)
  const seen = () => (document.visibilityState === 'visible' ? changed(navigator.onLine) : leaving())
  addEventListener('online', online)
  addEventListener('offline', offline)
  addEventListener('pagehide', leaving)
  document.addEventListener('visibilitychange', seen)
  return () => {
    removeEventListener('online', online)
    removeEventListener('offline', offline)
    removeEventListener('pagehide', leaving)
    document.removeEventListener('visibilitychange', seen)
  }
}
