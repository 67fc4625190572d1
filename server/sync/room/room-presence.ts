import type { Role } from '../../../shared/roles.ts'
import { awarenessFrame } from '../frames.ts'
import type { Peer } from './peer.ts'
import { Presence } from './presence.ts'

/** How long changes are gathered before they are sent. */
const GATHER_MS = 33

/** Presence of one room on the wire: who is told what, and when. */
export class RoomPresence {
  readonly #peers: ReadonlySet<Peer>
  readonly #ownerOf: (client: number) => string | undefined
  readonly #now: () => Date
  readonly #presence = new Presence<Peer>()
  #timer: NodeJS.Timeout | null = null

  constructor(peers: ReadonlySet<Peer>, ownerOf: (client: number) => string | undefined, now: () => Date) {
    this.#peers = peers
    this.#ownerOf = ownerOf
    this.#now = now
  }

  /** Whether a state under this clientID can be the connection's own: the id is its user's or free, and nobody holds it. */
  mayAnnounce(peer: Peer, client: number): boolean {
    const owner = this.#ownerOf(client)
    return (owner === undefined || owner === peer.user.id) && !this.#presence.isHeld(client)
  }

  announce(peer: Peer, client: number): void {
    this.#presence.announce(peer, client)
  }

  /** Shows a state to the others; answers why it can't be shown, or null. */
  show(peer: Peer, json: string, role: Role): string | null {
    const problem = this.#presence.update(peer, json, { id: peer.user.id, name: peer.user.name, role })
    this.#schedule()
    return problem
  }

  leave(peer: Peer): void {
    this.#presence.leave(peer)
    this.#schedule()
  }

  /**
   * Tells who is here; never the connection itself, since an echo would overwrite what it has set since. As long as it
   * has not said which clientID it is, none of its user's.
   */
  sendTo(peer: Peer): void {
    const own = this.#presence.clientOf(peer)
    const entries = this.#presence
      .all()
      .filter(({ client }) => (own === undefined ? this.#ownerOf(client) !== peer.user.id : client !== own))
    if (entries.length > 0) peer.send(awarenessFrame(entries))
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (!this.#presence.waiting || this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#sendChanges()
    }, GATHER_MS)
  }

  #sendChanges(): void {
    const changes = this.#presence.takeChanges(this.#now())
    const clients = new Set(changes.map((entry) => entry.client))
    const everything = awarenessFrame(changes)
    for (const peer of this.#peers) {
      const own = this.#presence.clientOf(peer)
      if (own === undefined || !clients.has(own)) {
        peer.send(everything)
        continue
      }
      const others = changes.filter((entry) => entry.client !== own)
      if (others.length > 0) peer.send(awarenessFrame(others))
    }
  }
}
