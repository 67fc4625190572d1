import type { CloseCode } from '../../../shared/protocol.ts'
import type { SyncUser } from '../ports.ts'

/** A connection as its room sees it. */
export interface Peer {
  readonly user: SyncUser
  send(frame: Uint8Array): void
  /** What it asked for in one piece; may be larger than the backlog that is allowed otherwise. */
  sendJoin(frames: readonly Uint8Array[]): void
  close(code: CloseCode, reason: string): void
}
