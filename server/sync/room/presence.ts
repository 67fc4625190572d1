import { LIMITS } from '../../../shared/limits.ts'
import { cursorSchema } from '../../../shared/presence.ts'
import type { AwarenessEntry } from '../frames.ts'

/** Who a connection belongs to, as the server knows it; overwrites whatever the state says of `user`. */
export interface PresenceIdentity {
  id: string
  name: string
  role: string
}

interface Held {
  /** As last sent; 0 before the first time. */
  clock: number
  /** JSON; `null` when its connection has left. */
  state: string
}

/** Finer than the pace of sending, so that a clock that was sent is always behind the next one. */
const TICK_MS = 16

/**
 * Who is here, as the awareness protocol spells it, but one state a connection and with the server's identity and
 * clocks. In the protocol itself anybody may overwrite, remove or freeze anybody's state, and somebody who reconnects
 * stays invisible until his clock has passed the one that said he left. Our clocks are time, so they only grow, over
 * restarts too, and what clients claim as clock does not matter.
 */
export class Presence<Peer> {
  readonly #states = new Map<number, Held>()
  readonly #clientOf = new Map<Peer, number>()
  #dirty = new Set<number>()

  /**
   * Ties a connection to its clientID. A clientID belongs to one user, so another connection that holds it is the same
   * person's dead one, and gives it up.
   */
  announce(peer: Peer, client: number): void {
    for (const [other, held] of this.#clientOf) if (held === client) this.#clientOf.delete(other)
    this.#clientOf.set(peer, client)
  }

  clientOf(peer: Peer): number | undefined {
    return this.#clientOf.get(peer)
  }

  isHeld(client: number): boolean {
    return [...this.#clientOf.values()].includes(client)
  }

  /** Takes in what a connection says of itself. Answers null, or the reason why it can't be taken. */
  update(peer: Peer, json: string, identity: PresenceIdentity): string | null {
    const client = this.#clientOf.get(peer)
    if (client === undefined) return null
    if (Buffer.byteLength(json) > LIMITS.presenceBytes) return 'presence-too-large'
    const said = read(json)
    if (said === undefined) return 'presence-not-an-object'
    if (said !== null && !cursorSchema.safeParse(said.cursor).success) return 'presence-bad-cursor'
    this.#put(client, said === null ? 'null' : JSON.stringify({ ...said, user: identity }))
    return null
  }

  leave(peer: Peer): void {
    const client = this.#clientOf.get(peer)
    this.#clientOf.delete(peer)
    if (client !== undefined && this.#states.has(client)) this.#put(client, 'null')
  }

  get waiting(): boolean {
    return this.#dirty.size > 0
  }

  /** What has changed since the last call, with the clocks to send it under. */
  takeChanges(now: Date): AwarenessEntry[] {
    const changes: AwarenessEntry[] = []
    for (const client of this.#dirty) {
      const held = this.#states.get(client) as Held
      held.clock = Math.max(held.clock + 1, Math.floor(now.getTime() / TICK_MS))
      changes.push({ client, ...held })
      if (held.state === 'null') this.#states.delete(client)
    }
    this.#dirty = new Set()
    return changes
  }

  /** Everybody who has been shown to the others; who has not will be among the next changes. */
  all(): AwarenessEntry[] {
    return [...this.#states]
      .filter(([, held]) => held.state !== 'null' && held.clock > 0)
      .map(([client, held]) => ({ client, ...held }))
  }

  #put(client: number, state: string): void {
    this.#states.set(client, { clock: this.#states.get(client)?.clock ?? 0, state })
    this.#dirty.add(client)
  }
}

/** Undefined when it is neither an object nor null. */
function read(json: string): Record<string, unknown> | null | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value !== 'object' || Array.isArray(value) ? undefined : (value as Record<string, unknown>)
  } catch {
    return undefined
  }
}
