import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf, timeOf } from './stamp.ts'

export interface ScheduleParts {
  everyHours: number
  dir: string
  keep: number
  /** Makes a backup under this name; rejects when it could not. */
  run(file: string): Promise<void>
  now(): Date
  observer: { done(at: Date): void; failed(error: unknown): void }
}

const HOUR_MS = 3600_000
/** After a failure it tries again, more often than the schedule says if that is long. */
const AGAIN_MS = HOUR_MS / 4
/** Only what has such a name was made here, and is ever removed. */
const PREFIX = 'hezhu-scheduled-'
const END = '.tar.gz'

/**
 * Backups at intervals. Whoever calls {@link look} every now and then gets one when it is due by the clock on the wall, so
 * that a laptop that slept makes up for it, and never two at once. How old the last one is stands in the names of the
 * files, so a restart changes nothing. Old ones go only when a new one is there.
 */
export class BackupSchedule {
  readonly #parts: ScheduleParts
  #running: Promise<void> | null = null
  #retryAt = 0

  constructor(parts: ScheduleParts) {
    this.#parts = parts
    const last = this.#made().at(-1)
    if (last !== undefined) parts.observer.done(last.at)
  }

  /** Begins a backup if one is due; resolves when none is running any more. */
  async look(): Promise<void> {
    if (this.#running === null && this.#isDue())
      this.#running = this.#back().finally(() => {
        this.#running = null
      })
    await this.#running
  }

  /** Resolves when none is running; begins none. */
  async idle(): Promise<void> {
    await this.#running
  }

  #isDue(): boolean {
    const now = this.#parts.now().getTime()
    // A clock that was set back must not put everything off.
    if (now < this.#retryAt && this.#retryAt - now <= AGAIN_MS) return false
    const last = this.#made().at(-1)
    return last === undefined || Math.abs(now - last.at.getTime()) >= this.#parts.everyHours * HOUR_MS
  }

  async #back(): Promise<void> {
    const { dir, everyHours, now, observer, run } = this.#parts
    const at = now()
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      const name = `${PREFIX}${stampOf(at)}${END}`
      await run(join(dir, name))
      this.#removeOldest(name)
      observer.done(at)
    } catch (error) {
      this.#retryAt = now().getTime() + Math.min(AGAIN_MS, everyHours * HOUR_MS)
      observer.failed(error)
    }
  }

  #removeOldest(fresh: string): void {
    const older = this.#made().filter(({ name }) => name !== fresh)
    for (const { name } of older.slice(0, Math.max(0, older.length + 1 - this.#parts.keep)))
      rmSync(join(this.#parts.dir, name), { force: true })
  }

  /** What lies there, the oldest first. */
  #made(): { name: string; at: Date }[] {
    let names: string[]
    try {
      names = readdirSync(this.#parts.dir).sort()
    } catch {
      // The folder is made with the first backup.
      return []
    }
    return names.flatMap((name) => {
      if (!name.startsWith(PREFIX) || !name.endsWith(END)) return []
      const at = timeOf(name.slice(PREFIX.length, -END.length))
      return at === null ? [] : [{ name, at }]
    })
  }
}
