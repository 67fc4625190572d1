import * as Y from 'yjs'
import type { Rescue } from '../../server/storage/rescue-journal.ts'
import { judge } from '../../server/sync/guard/guard.ts'
import { defineRoots } from '../../server/sync/guard/roots.ts'
import type { Verdict } from '../../server/sync/guard/verdict.ts'
import type { Work } from '../../server/sync/guard/work.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { displacedBy, joinRescues } from '../../server/sync/room/displaced.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { userId } from './test-access.ts'

export interface Sender {
  name: string
  role: Role
}

/** A room as the guard sees it: a Y.Doc that only ever takes what was accepted, and who owns which clientID. */
export class GuardedRoom {
  readonly ydoc: Y.Doc
  readonly owners = new Map<number, string>()
  /** What would lie in the log. */
  readonly rows: Uint8Array[] = []
  /** What the last update swallowed. */
  rescue: Rescue | null = null
  /** Ids of annotations. */
  readonly purged = new Set<string>()
  readonly #room: RoomName

  constructor(room: RoomName) {
    this.#room = room
    this.ydoc = emptyRoom(room)
  }

  /** What the guard says, without applying anything. */
  judge(bytes: Uint8Array, { name, role }: Sender, work?: Work): Verdict {
    const ownerOfClient = (client: number) => this.owners.get(client)
    const isPurged = (id: string) => this.purged.has(id)
    const context = { room: this.#room, role, user: { id: userId(name) }, ownerOfClient, isPurged }
    return judge(this.ydoc, bytes, context, work)
  }

  /** Judges, and does what the server does with what is accepted. */
  take(bytes: Uint8Array, sender: Sender): Verdict {
    this.rescue = null
    const verdict = this.judge(bytes, sender)
    if (verdict.verdict !== 'accept') return verdict
    for (const client of verdict.claims) this.owners.set(client, userId(sender.name))
    if (verdict.update === null) return verdict
    const { deletions, displaced } = verdict
    const authorsOf = (client: number, from: number, to: number) => {
      const user = this.owners.get(client)
      return user === undefined ? [] : [{ user, from, to }]
    }
    applyUpdates(this.ydoc, [verdict.update], (transaction) => {
      this.rescue = joinRescues(displacedBy(transaction, { deletions, authorsOf }), displaced)
    })
    if (this.ydoc.store.pendingStructs !== null || this.ydoc.store.pendingDs !== null)
      throw new Error('an accepted update is pending')
    this.rows.push(verdict.update)
    return verdict
  }

  get json(): unknown {
    return jsonOf(this.ydoc)
  }
  /** As somebody sees it who joins now. */
  reloaded(): Y.Doc {
    const ydoc = emptyRoom(this.#room)
    if (this.rows.length > 0) applyUpdates(ydoc, [Y.mergeUpdates(this.rows)])
    return ydoc
  }
}

export function emptyRoom(room: RoomName): Y.Doc {
  const ydoc = new Y.Doc()
  defineRoots(ydoc, room)
  return ydoc
}

/** All that people see of a room. */
export function jsonOf(ydoc: Y.Doc): unknown {
  return Object.fromEntries(
    [...ydoc.share].map(([name, type]) => [
      name,
      type instanceof Y.XmlFragment ? type.toString() : type.toJSON(),
    ]),
  )
}

/** Reason of a refusal, or the verdict itself. */
export function reasonOf(verdict: Verdict): string {
  return verdict.verdict === 'refuse' ? verdict.refusal.reason : verdict.verdict
}
