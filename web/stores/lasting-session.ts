import { openDocumentSession, type SessionOptions } from './document-session.ts'
import { keep, readKept } from './kept.ts'
import type { OpenDocument } from './types.ts'

/** So long the page that is closed to its writer stays, while the next one is on its way. */
const PATIENCE_MS = 5_000
/** What is refused again and again, by every new start, is no accident: then it is left to the reader. */
const MOST_STARTS = 5
const WITHIN_MS = 60_000

/** Where nothing is kept, starts are counted as long as the page lives. */
const counted = new Map<string, number[]>()

/**
 * One document kept open whatever the server refuses: after a refusal it is opened anew, with another ydoc and another
 * clientID, and shown when it can be; until then the page stays as it is. At most five times a minute, reloads included.
 */
export class LastingSession {
  readonly #options: Omit<SessionOptions, 'onAfresh' | 'trouble'>
  readonly #shown: (document: OpenDocument) => void
  #current: OpenDocument
  #next: OpenDocument | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    options: Omit<SessionOptions, 'onAfresh' | 'trouble'>,
    shown: (document: OpenDocument) => void,
  ) {
    this.#options = options
    this.#shown = shown
    this.#current = this.#open()
    shown(this.#current)
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#next?.destroy()
    this.#current.destroy()
  }

  #open(before?: OpenDocument): OpenDocument {
    const document: OpenDocument = openDocumentSession({
      ...this.#options,
      ...(before ? { trouble: before.trouble.get() } : {}),
      onAfresh: () => this.#startAfresh(document),
    })
    return document
  }

  #startAfresh(document: OpenDocument): void {
    if (document !== this.#current && document !== this.#next) return
    if (!mayStart(this.#options.info.id, Date.now())) return
    const before = this.#current
    // What lives in memory alone is handed on by the one that ends to the one that begins.
    if (!before.keepsHere()) {
      before.destroy()
      this.#current = this.#open(before)
      return this.#shown(this.#current)
    }
    clearTimeout(this.#timer)
    const said = this.#next ?? before
    this.#next?.destroy()
    const next = this.#open(said)
    this.#next = next
    const show = () => {
      if (this.#next !== next) return
      clearTimeout(this.#timer)
      stop()
      this.#next = undefined
      this.#current = next
      this.#shown(next)
      before.destroy()
    }
    const stop = next.ready.subscribe(show)
    this.#timer = setTimeout(show, PATIENCE_MS)
  }
}

function mayStart(documentId: string, now: number): boolean {
  const key = `afresh/${documentId}`
  const starts = (counted.get(key) ?? readKept<number[]>(key) ?? []).filter((at) => now - at < WITHIN_MS)
  if (starts.length >= MOST_STARTS) return false
  starts.push(now)
  counted.set(key, starts)
  keep(key, starts)
  return true
}
