import type { CloseCode, Refusal } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import type { RoomName } from '../../../shared/rooms.ts'
import type { Rescue } from '../../storage/rescue-journal.ts'
import type { DeleteSection } from './parse.ts'

/** The clock range [from, to) of one Yjs client that an update adds. */
export interface ClockRange {
  client: number
  from: number
  to: number
}

/**
 * What the guard says of one update, before anything is applied.
 * - accept: `update` is the guard's own encoding of what is new and allowed; null when nothing is left to apply.
 *   `claims` are clientIDs not yet bound to anybody, to be bound to this user in the same commit. `deletions` are those in
 *   the update, `displaced` what it brings that has no place any more, to be kept in the same commit.
 * - resync: the update depends on what the server has not seen; not guilt, answered with SyncStep1.
 * - refuse: told to the client with frame 101, then closed with `close`.
 */
export type Verdict =
  | {
      verdict: 'accept'
      update: Uint8Array | null
      clocks: ClockRange[]
      claims: number[]
      deletions: readonly DeleteSection[]
      displaced: Rescue | null
    }
  | { verdict: 'resync'; reason: string }
  | { verdict: 'refuse'; refusal: Refusal; close: CloseCode }

export interface GuardContext {
  room: RoomName
  user: { id: string }
  role: Role
  /** The user a clientID is bound to in this document, epoch and room; undefined when free. */
  ownerOfClient(client: number): string | undefined
  /** An annotation that was taken out for good, and must not come back. */
  isPurged(annotationId: string): boolean
}
