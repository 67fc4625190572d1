import { LIMITS } from '../../../shared/limits.ts'
import type { UpdateLog } from '../../storage/update-log.ts'

/** clientIDs are bound for good, so nobody may take them in bulk: so many a user, document and day. */
export class ClientAllowance {
  readonly #log: UpdateLog
  readonly #now: () => Date
  #day = ''
  /** What was used on that day. */
  #used = new Map<string, number>()

  constructor(log: UpdateLog, now: () => Date) {
    this.#log = log
    this.#now = now
  }

  /** Reads what was used today; to be awaited before {@link take}. */
  async prepare(documentId: string, user: string): Promise<void> {
    this.#turnDay()
    const day = this.#day
    const holder = `${documentId}/${user}`
    if (this.#used.has(holder)) return
    const stored = await this.#log.bindingsSince(documentId, user, new Date(`${day}T00:00:00Z`))
    // Others of the same person may have come first, and have taken some.
    if (day === this.#day && !this.#used.has(holder)) this.#used.set(holder, stored)
  }

  take(documentId: string, user: string, count: number): boolean {
    this.#turnDay()
    const holder = `${documentId}/${user}`
    const used = this.#used.get(holder) ?? 0
    if (used + count > LIMITS.clientIdsPerUserDay) return false
    this.#used.set(holder, used + count)
    return true
  }

  #turnDay(): void {
    const today = this.#now().toISOString().slice(0, 10)
    if (today === this.#day) return
    this.#day = today
    this.#used = new Map()
  }
}
