import type { Awareness } from 'y-protocols/awareness'
import { BLOCK_ID, USER_ID } from '../../shared/ids.ts'
import { ROLES, type Role } from '../../shared/roles.ts'
import { ValueStore } from '../sync/value-store.ts'
import { personOf } from './people-store.ts'
import type { PresenceState, Present } from './types.ts'

export interface PresentOptions {
  awareness: Awareness
  self: { id: string; name: string; role: Role }
  now: () => number
}

const GATHER_MS = 50
/** One's own place is told at most this often; the server allows far more. */
const TELL_MS = 500
/** A line that is back within this time has not emptied the room. */
const REMEMBER_MS = 3_000

/** Who is here, one entry a person, and where they read. Who one is oneself the server knows, so it is never taken from here. */
export class PresentStore {
  readonly present: ValueStore<readonly Present[]>
  readonly #options: PresentOptions
  readonly #listener: () => void
  #gather: ReturnType<typeof setTimeout> | undefined
  #tell: ReturnType<typeof setTimeout> | undefined
  #toldAt = Number.NEGATIVE_INFINITY
  #at: string | undefined
  #connected = false
  #goneAt = Number.NEGATIVE_INFINITY
  #forget: ReturnType<typeof setTimeout> | undefined
  #destroyed = false

  constructor(options: PresentOptions) {
    this.#options = options
    this.present = new ValueStore<readonly Present[]>([this.#self()])
    this.#listener = () => {
      if (!this.#destroyed) this.#gather ??= setTimeout(() => this.#read(), GATHER_MS)
    }
    options.awareness.on('change', this.#listener)
  }

  readingAt(blockId: string | undefined): void {
    if (blockId === this.#at) return
    this.#at = blockId
    this.#listener()
    const { now } = this.#options
    this.#tell ??= setTimeout(() => this.#tellPlace(), Math.max(0, this.#toldAt + TELL_MS - now()))
  }

  connectionChanged(connected: boolean): void {
    if (this.#connected && !connected) this.#goneAt = this.#options.now()
    this.#connected = connected
    this.#listener()
    // Others are let go only when the line stays away.
    clearTimeout(this.#forget)
    if (!connected) this.#forget = setTimeout(this.#listener, REMEMBER_MS)
  }

  destroy(): void {
    this.#destroyed = true
    for (const timer of [this.#gather, this.#tell, this.#forget]) clearTimeout(timer)
    this.#options.awareness.off('change', this.#listener)
  }

  #tellPlace(): void {
    this.#tell = undefined
    this.#toldAt = this.#options.now()
    const state: PresenceState = this.#at === undefined ? {} : { at: this.#at }
    this.#options.awareness.setLocalState({ ...state })
  }

  #read(): void {
    this.#gather = undefined
    const { awareness, self, now } = this.#options
    const others = new Map<string, { present: Present; since: number }>()
    for (const [client, state] of awareness.getStates()) {
      const read = client === awareness.clientID ? undefined : readState(state)
      if (!read || read.id === self.id) continue
      const since = awareness.meta.get(client)?.lastUpdated ?? 0
      const known = others.get(read.id)
      // Of several tabs, the one that moved last tells where somebody is.
      if (!known || (read.at !== undefined && (known.present.at === undefined || since > known.since)))
        others.set(read.id, { present: read, since })
    }
    if (!this.#connected && others.size === 0 && now() - this.#goneAt < REMEMBER_MS) return
    this.present.set(this.#inOrder([...others.values()].map(({ present }) => present)))
  }

  /** Oneself first; the others as they came, so that faces don't change places. */
  #inOrder(others: readonly Present[]): readonly Present[] {
    const before = this.present.get()
    const place = new Map(before.map((one, index) => [one.id, index]))
    const rank = (one: Present) => place.get(one.id) ?? Number.POSITIVE_INFINITY
    const all = [
      this.#self(),
      ...others.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)),
    ]
    const kept = all.map((one) => {
      const known = before[place.get(one.id) ?? -1]
      return known && known.at === one.at && known.name === one.name && known.role === one.role ? known : one
    })
    return kept.length === before.length && kept.every((one, index) => one === before[index]) ? before : kept
  }

  #self(): Present {
    const { id, name, role } = this.#options.self
    return { ...personOf({ id, name, role }), self: true, at: this.#at }
  }
}

/** What another's state says, as far as it can be believed: `user` is the server's word, the rest a claim. */
function readState(state: Record<string, unknown>): Present | undefined {
  const user = state.user as { id?: unknown; name?: unknown; role?: unknown } | undefined
  if (typeof user?.id !== 'string' || !USER_ID.test(user.id) || typeof user.name !== 'string')
    return undefined
  const role = ROLES.find((known) => known === user.role)
  const at = typeof state.at === 'string' && BLOCK_ID.test(state.at) ? state.at : undefined
  return { ...personOf({ id: user.id, name: user.name, role }), self: false, at }
}
