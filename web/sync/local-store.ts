import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'

/** A ydoc's replica in this browser. */
export interface LocalStore {
  /** Origin of the transactions with which it fills the ydoc. */
  origin: unknown
  /** True when what was kept is in the ydoc; false when it can't be read. May take long, or for ever. */
  loaded: Promise<boolean>
  stop(): void
}

/**
 * Keeps a ydoc in IndexedDB. The first failure, a full disk for example, is told once and ends the keeping; the ydoc
 * goes on without. To be opened after the provider: a handler that throws would keep changes from those behind it.
 */
export function openLocalStore(name: string, ydoc: Y.Doc, failed: (error: unknown) => void): LocalStore {
  const persistence = new IndexeddbPersistence(name, ydoc)
  let stopped = false
  const stop = () => {
    if (stopped) return
    stopped = true
    persistence.destroy().catch(() => {})
  }
  const fail = (error: unknown) => {
    if (stopped) return
    stop()
    failed(error)
  }
  const opened = persistence._db.then(
    (db) => {
      // Errors of single writes are nobody's in y-indexeddb; they come by here on their way up.
      db.addEventListener('error', (event) => fail((event.target as IDBRequest | null)?.error))
      db.addEventListener('abort', (event) => fail((event.target as IDBTransaction | null)?.error))
      // Deleted by another tab, at sign-out, or by the browser to make room: the next write would throw.
      db.addEventListener('versionchange', stop)
      db.addEventListener('close', () => fail(new Error('closed by the browser')))
      return true
    },
    (error: unknown) => {
      fail(error)
      return false
    },
  )
  const loaded = opened.then((open) => open && persistence.whenSynced.then(() => true))
  return { origin: persistence, loaded, stop }
}

/** A replica that can't be read in this time is not waited for. */
const PATIENCE_MS = 5_000

/** Reads replicas that are in use no more into one ydoc; what can't be read is left out. */
export async function readLocalStores(names: readonly string[]): Promise<Y.Doc> {
  const ydoc = new Y.Doc()
  for (const name of names) {
    const store = openLocalStore(name, ydoc, () => {})
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS)
    })
    await Promise.race([store.loaded.catch(() => false), patience])
    clearTimeout(timer)
    store.stop()
  }
  return ydoc
}
