/**
 * Small things kept in this browser as JSON: who one is, what a document is called, a text not sent yet. Everything
 * here may be missing at any time: private windows and full disks refuse, and then the page goes on without.
 */
const PREFIX = 'hezhu/'

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    // Blocked by a setting: even naming it throws.
    return undefined
  }
}

/** Undefined when nothing is kept, or nothing readable. The caller says what it has put there. */
export function readKept<T>(key: string): T | undefined {
  try {
    const text = storage()?.getItem(PREFIX + key)
    return text == null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** False when it could not be kept. */
export function keep(key: string, value: unknown): boolean {
  try {
    const store = storage()
    if (!store) return false
    if (value === undefined) store.removeItem(PREFIX + key)
    else store.setItem(PREFIX + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** Forgets everything whose key begins so. */
export function forgetKept(start: string): void {
  try {
    const store = storage()
    if (!store) return
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index))
    for (const key of keys) if (key?.startsWith(PREFIX + start)) store.removeItem(key)
  } catch {
    // Nothing can be kept here, so nothing is.
  }
}
