import type { RoomState } from '../sync/room-options.ts'
import { ValueStore } from '../sync/value-store.ts'
import type { SavedState, Store } from './types.ts'

/** A line that is back within this time has not been gone. */
const PATIENCE_MS = 1_000
/** While somebody types, every keystroke is sent and saved: *sending* stays this long, so that nothing flickers. */
const LINGER_MS = 300

/** What may be said of a document's rooms together. *Saved* is never said of what isn't (docs/SPEC.md, W4). */
export function savedState(rooms: readonly RoomState[], lost: boolean): SavedState {
  const changes = rooms.reduce((sum, room) => sum + room.unsent, 0)
  if (rooms.some((room) => room.unstored)) return { state: 'offline', changes, because: 'storage' }
  if (rooms.some((room) => room.link === 'closed')) return { state: 'offline', changes }
  if (rooms.some((room) => room.link === 'lost')) {
    if (lost) return { state: 'offline', changes }
    if (rooms.some((room) => !room.synced)) return { state: 'connecting' }
    return changes > 0 ? { state: 'sending', changes } : { state: 'saved' }
  }
  if (rooms.some((room) => room.link === 'opening')) return { state: 'connecting' }
  return rooms.every((room) => room.saved) ? { state: 'saved' } : { state: 'sending', changes }
}

export class SavedStore {
  readonly saved = new ValueStore<SavedState>({ state: 'connecting' })
  readonly #rooms: readonly Store<RoomState>[]
  readonly #stops: (() => void)[]
  #lost = false
  #lostTimer: ReturnType<typeof setTimeout> | undefined
  #lingerTimer: ReturnType<typeof setTimeout> | undefined

  constructor(rooms: readonly Store<RoomState>[]) {
    this.#rooms = rooms
    this.#stops = rooms.map((room) => room.subscribe(() => this.#update()))
    this.#update()
  }

  destroy(): void {
    for (const stop of this.#stops) stop()
    clearTimeout(this.#lostTimer)
    clearTimeout(this.#lingerTimer)
  }

  #update(): void {
    const rooms = this.#rooms.map((room) => room.get())
    if (!rooms.some((room) => room.link === 'lost')) {
      clearTimeout(this.#lostTimer)
      this.#lostTimer = undefined
      this.#lost = false
    } else if (!this.#lost) {
      this.#lostTimer ??= setTimeout(() => {
        this.#lost = true
        this.#update()
      }, PATIENCE_MS)
    }
    this.#publish(savedState(rooms, this.#lost))
  }

  #publish(next: SavedState): void {
    clearTimeout(this.#lingerTimer)
    const now = this.saved.get()
    if (now.state === 'sending' && next.state === 'saved')
      this.#lingerTimer = setTimeout(() => this.saved.set(next), LINGER_MS)
    else if (!same(now, next)) this.saved.set(next)
  }
}

function same(a: SavedState, b: SavedState): boolean {
  return (
    a.state === b.state &&
    becauseOf(a) === becauseOf(b) &&
    ('changes' in a ? a.changes : 0) === ('changes' in b ? b.changes : 0)
  )
}

function becauseOf(state: SavedState): string | undefined {
  return 'because' in state ? state.because : undefined
}
