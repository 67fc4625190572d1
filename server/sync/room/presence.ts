import { LIMITS } from '../../../shared/limits.ts'
import type { AwarenessEntry } from '../frames.ts'

/**
 * Who is here, as the awareness protocol spells it, but one state a connection, and with the identity that the server
 * knows. In the protocol itself anybody may overwrite, remove or freeze anybody's state.
 */
export interface PresenceIdentity {
  id: string
  name: string
  role: string
}

interface Held {
  clock: number
  state: string
}

export class Presence<Peer> {
  readonly #states = new Map<number, Held>()
  readonly #clientOf = new Map<Peer, number>()
  #dirty = new Map<number, Peer>()

  /**
   * Ties the connection to its clientID; the first one counts. A clientID belongs to one user, so another connection
   * that holds it is the same person's dead one, and gives it up. False when this connection has another already.
   */
  announce(peer: Peer, client: number): boolean {
    const own = this.#clientOf.get(peer)
    if (own !== undefined) return own === client
    for (const [other, held] of this.#clientOf) if (held === client) this.#clientOf.delete(other)
    this.#clientOf.set(peer, client)
    return true
  }

  /**
   * Takes in what a connection says of itself; entries about others, which stock clients echo, are left out silently.
   * Answers null, or the reason why its own entry can't be taken.
   */
  update(peer: Peer, entries: readonly AwarenessEntry[], identity: PresenceIdentity): string | null {
    const own = this.#clientOf.get(peer)
    for (const entry of entries) {
      if (entry.client !== own) continue
      const held = this.#states.get(entry.client)
      if (entry.clock > (held?.clock ?? 0) + LIMITS.presenceClockStep && held !== undefined)
        return 'presence-clock'
      if (
        held !== undefined &&
        entry.clock <= held.clock &&
        !(entry.clock === held.clock && entry.state === 'null')
      )
        continue
      if (entry.state.length > LIMITS.presenceBytes) return 'presence-too-large'
      const state = withIdentity(entry.state, identity)
      if (state === null) return 'presence-not-an-object'
      this.#states.set(entry.client, { clock: entry.clock, state })
      this.#dirty.set(entry.client, peer)
    }
    return null
  }

  leave(peer: Peer): void {
    const client = this.#clientOf.get(peer)
    this.#clientOf.delete(peer)
    if (client === undefined) return
    const held = this.#states.get(client)
    if (held === undefined) return
    if (held.state !== 'null') {
      this.#states.set(client, { clock: held.clock + 1, state: 'null' })
      this.#dirty.set(client, peer)
    }
  }

  get waiting(): boolean {
    return this.#dirty.size > 0
  }

  /** What has changed since the last call, with who it came from. States of those who left are forgotten here. */
  takeChanges(): { entry: AwarenessEntry; from: Peer }[] {
    const changes: { entry: AwarenessEntry; from: Peer }[] = []
    for (const [client, from] of this.#dirty) {
      const held = this.#states.get(client)
      if (held === undefined) continue
      changes.push({ entry: { client, ...held }, from })
      if (held.state === 'null' && this.#clientOf.get(from) !== client) this.#states.delete(client)
    }
    this.#dirty = new Map()
    return changes
  }

  all(): AwarenessEntry[] {
    return [...this.#states]
      .filter(([, held]) => held.state !== 'null')
      .map(([client, held]) => ({ client, ...held }))
  }
}

function withIdentity(state: string, identity: PresenceIdentity): string | null {
  if (state === 'null') return state
  try {
    const value: unknown = JSON.parse(state)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return JSON.stringify({ ...value, user: identity })
  } catch {
    return null
  }
}
