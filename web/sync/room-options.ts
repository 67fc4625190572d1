import type { Role } from '../../shared/roles.ts'
import type { RoomEnd } from './after-close.ts'
import type { SocketClass } from './counting-socket.ts'
import type { LocalDatabase } from './local-database.ts'
import type { RoomPath } from './local-schema.ts'
import type { UnsentWork } from './outbox.ts'

export interface RoomState {
  /** opening: first try; open: in step with the server; lost: will try again; closed: for good. */
  link: 'opening' | 'open' | 'lost' | 'closed'
  /** Everything that is here is on the server's disk. */
  saved: boolean
  /** Changes that wait for that. */
  unsent: number
  /** What this browser has kept: still being read, in the ydoc, or not to be had. */
  local: 'loading' | 'loaded' | 'none'
  /** Has been in step with the server since it was opened. */
  synced: boolean
  /** The server is there and can't store anything now; it is tried again. */
  unstored: boolean
}

export interface RoomOptions extends RoomPath {
  role: Role
  /** What the document is called, for whoever finds its name beside what was put aside. */
  title: string
  /** Whether the role may write here. Without, no document update ever leaves. */
  writes: boolean
  present: boolean
  server: string
  socket: SocketClass
  /** Undefined where nothing can be kept. Never rejects. */
  database: Promise<LocalDatabase | undefined>
  /** Unsent work of the same room before, where the browser keeps nothing. */
  carried: readonly UnsentWork[]
  now: () => number
  random: () => number
  newId: () => string
  events: RoomEvents
}

export interface RoomEvents {
  /** Records (`<root>/<key>`) whose wait for the server has begun or ended. */
  pendingChanged(keys: readonly string[]): void
  localFailed(error: unknown): void
  closed(end: RoomEnd): void
  /** Role, epoch or membership are no longer what the room was opened with. */
  stale(): void
  /** This ydoc can't go on; what it had not sent is put aside or in the outbox. To be opened anew, with another one. */
  afresh(): void
}
