import { LIMITS } from '../../../shared/limits.ts'
import type { UpdateLog } from '../../storage/update-log.ts'

/** clientIDs are bound for good, so nobody may take them in bulk: so many a user, document and day. */
export class ClientAllowance {
  readonly #log: UpdateLog
  readonly #now: () => Date
  readonly #used = new Map<string, { day: string; count: number }>()

  constructor(log: UpdateLog, now: () => Date) {
    this.#log = log
    this.#now = now
  }

  /** Reads what was used today; to be awaited before {@link take}. */
  async prepare(documentId: string, user: string): Promise<void> {
    const day = this.#today()
    if (this.#used.get(`${documentId}/${user}`)?.day === day) return
    const count = await this.#log.bindingsSince(documentId, user, new Date(`${day}T00:00:00Z`))
    this.#used.set(`${documentId}/${user}`, { day, count })
  }

  take(documentId: string, user: string, count: number): boolean {
    const day = this.#today()
    const held = this.#used.get(`${documentId}/${user}`)
    const used = held?.day === day ? held.count : 0
    if (used + count > LIMITS.clientIdsPerUserDay) return false
    this.#used.set(`${documentId}/${user}`, { day, count: used + count })
    return true
  }

  #today(): string {
    return this.#now().toISOString().slice(0, 10)
  }
}
