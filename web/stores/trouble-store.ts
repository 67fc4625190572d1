import { CLOSE } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { type RoomEnd, refusesContent } from '../sync/after-close.ts'
import { ValueStore } from '../sync/value-store.ts'
import type { Trouble } from './types.ts'

/** Whether a closed connection has left something that is kept for its author. */
export function leavesSomething(trouble: Extract<Trouble, { kind: 'closed' }>): boolean {
  return refusesContent(trouble.code, trouble.refusal?.reason) || isOfFormerEpoch(trouble)
}

/** What was found of the document as it was before it was restored on the server; it itself is open. */
export function isOfFormerEpoch({ code, refusal }: Extract<Trouble, { kind: 'closed' }>): boolean {
  return code === CLOSE.otherVersion && refusal?.reason === 'other-epoch'
}

/** What the page must say at once. Each thing is said once, however many rooms it befalls. */
export class TroubleStore {
  readonly list: ValueStore<readonly Trouble[]>
  #localSaid: boolean

  /** `before`: what the document said until it was opened afresh. */
  constructor(before: readonly Trouble[] = []) {
    this.list = new ValueStore(before)
    this.#localSaid = before.some(({ kind }) => kind === 'local-store')
  }

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
