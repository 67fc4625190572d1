import type { RoomName } from '../../shared/rooms.ts'
import type { RoomEnd } from '../sync/room-keep.ts'
import { ValueStore } from '../sync/value-store.ts'
import type { Trouble } from './types.ts'

/** What the page must say at once. Each thing is said once, however many rooms it befalls. */
export class TroubleStore {
  readonly list = new ValueStore<readonly Trouble[]>([])
  #localSaid = false

  localFailed(error: unknown): void {
    if (this.#localSaid) return
    this.#localSaid = true
    const full = error instanceof Error && error.name === 'QuotaExceededError'
    this.#add({ kind: 'local-store', message: full ? 'full' : 'blocked' })
  }

  closed(room: RoomName, { code, refusal }: RoomEnd): void {
    const known = this.list
      .get()
      .some(
        (trouble) =>
          trouble.kind === 'closed' && trouble.code === code && trouble.refusal?.reason === refusal?.reason,
      )
    if (!known) this.#add({ kind: 'closed', code, refusal, room })
  }

  dismiss(trouble: Trouble): void {
    this.list.set(this.list.get().filter((one) => one !== trouble))
  }

  #add(trouble: Trouble): void {
    this.list.set([...this.list.get(), trouble])
  }
}
