import { CLOSE } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { type RoomEnd, refusesContent } from './after-close.ts'
import { splitKey, whyNot } from './put-aside.ts'
import { replayOf } from './replay-record.ts'
import type { KeptRescue, Rescues } from './rescues.ts'
import { Room } from './room.ts'
import type { RoomOptions } from './room-options.ts'

/** The rooms whose records can be sent again as values. */
export const REPLAYED: readonly RoomName[] = ['notes', 'private']

/** A rescue that was begun so often without getting anywhere is left to its author: it may be what ends the page. */
const MOST_TRIES = 3
/** Each refusal costs a clientID, of which a user has two hundred a day. */
const MOST_REFUSALS = 20
const PATIENCE_MS = 20_000
/** A burst of frames is free, beyond it sixty a second are. */
const FREE_FRAMES = 150
const PACE_MS = 20

export interface ReplayOptions {
  rescues: Rescues
  /** Also over what its author has written elsewhere since: he has asked for it. */
  over?: boolean
  /** As the document's own rooms are opened. */
  room: Omit<RoomOptions, 'present' | 'database' | 'carried' | 'events' | 'writes'>
}

/**
 * Sends again, as values and one by one, the records of this room that a refusal took along without meaning them. Each has
 * its answer before the next one goes; so it is known which one is refused, and that one is set aside with its reason. It
 * has a connection and a clientID of its own: what is refused here disturbs nobody. Ends when nothing is left, or with the
 * connection; then it may be begun again.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  for (let refusals = 0; ; refusals++) {
    const waiting = await waitingIn(options)
    if (waiting.length === 0) return
    if (refusals >= MOST_REFUSALS) return leaveAll(options, waiting)
    if ((await new Run(options).through(waiting)) !== 'refused') return
  }
}

async function waitingIn({ rescues, room }: ReplayOptions): Promise<KeptRescue[]> {
  const all = await rescues.list({ userId: room.userId, documentId: room.documentId, room: room.room })
  return all
    .filter(({ tries }) => tries !== undefined && tries < MOST_TRIES)
    .sort((a, b) => (a.tries ?? 0) - (b.tries ?? 0))
}

async function leaveAll({ rescues }: ReplayOptions, waiting: readonly KeptRescue[]): Promise<void> {
  for (const { id } of waiting) await rescues.change(id, ({ tries: _tries, ...rescue }) => rescue)
}

/** One connection. */
class Run {
  readonly #options: ReplayOptions
  readonly #room: Room
  #end: RoomEnd | undefined
  #sent = 0
  #changed: (() => void) | undefined

  constructor(options: ReplayOptions) {
    this.#options = options
    this.#room = new Room({
      ...options.room,
      writes: true,
      present: false,
      // The rescue is what is kept; a replica of its own would only be one more to look after.
      database: Promise.resolve(undefined),
      carried: [],
      events: {
        pendingChanged: () => this.#changed?.(),
        localFailed: () => {},
        closed: (end) => {
          this.#end = end
          this.#changed?.()
        },
        stale: () => {},
        afresh: () => {},
      },
    })
    this.#room.state.subscribe(() => this.#changed?.())
  }

  async through(waiting: readonly KeptRescue[]): Promise<'done' | 'refused' | 'lost'> {
    try {
      if (!(await this.#until(() => this.#room.state.get().synced))) return 'lost'
      for (const rescue of waiting) {
        const outcome = await this.#all(rescue)
        if (outcome !== 'done') return outcome
      }
      return 'done'
    } finally {
      this.#room.destroy()
    }
  }

  async #all(rescue: KeptRescue): Promise<'done' | 'refused' | 'lost'> {
    const { rescues, room, over } = this.#options
    // Before anything else: what ends the page in here must not do so for ever.
    await rescues.change(rescue.id, (now) => ({ ...now, tries: (now.tries ?? 0) + 1 }))
    for (const [key, value] of Object.entries(rescue.values)) {
      const aside = (reason: string) =>
        rescues.setAside(rescue, key, {
          code: CLOSE.refused,
          refusal: { reason, path: [room.room, ...splitKey(key)] },
        })
      const why = whyNot(key, value, room.userId, room.role)
      const next = why ? undefined : replayOf(this.#room.ydoc, ...splitKey(key), value, over)
      if (why) await aside(why)
      else if (next === 'newer-there') await aside(next)
      else if (next === 'same') await rescues.sent(rescue.id, key)
      else if (await this.#send(key, (next as { write: unknown }).write)) await rescues.sent(rescue.id, key)
      else if (!this.#refusedForContent) return 'lost'
      else {
        await rescues.setAside(rescue, key, this.#end as RoomEnd)
        return 'refused'
      }
    }
    return 'done'
  }

  async #send(path: string, value: unknown): Promise<boolean> {
    const [root, key] = splitKey(path)
    const { ydoc } = this.#room
    if (++this.#sent > FREE_FRAMES) await new Promise((resolve) => setTimeout(resolve, PACE_MS))
    ydoc.transact(() => ydoc.getMap(root).set(key, value))
    return this.#until(() => !this.#room.pendingKeys().has(path))
  }

  get #refusedForContent(): boolean {
    return this.#end !== undefined && refusesContent(this.#end.code, this.#end.refusal?.reason)
  }

  /** True when it holds; false when the connection ends for good, or nothing is heard. */
  async #until(holds: () => boolean): Promise<boolean> {
    const give = Date.now() + PATIENCE_MS
    for (;;) {
      if (this.#end) return false
      if (holds()) return true
      const rest = give - Date.now()
      if (rest <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest)
        this.#changed = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
