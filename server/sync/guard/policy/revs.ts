import type * as Y from 'yjs'

/**
 * The highest `rev` on each subject that several people may write about (a thread's status, a tag and its overlays),
 * kept up to date while updates are applied, so that the guard need not scan the map for each write.
 */
const WATCHED = ['status', 'codebook'] as const
const indexes = new WeakMap<Y.Doc, Map<string, number>>()

/** `<subject>|<user>` → `<subject>`; a record's own key is its subject. */
export function subjectOf(key: string): string {
  const bar = key.lastIndexOf('|')
  return bar === -1 ? key : key.slice(0, bar)
}

export function watchRevs(ydoc: Y.Doc): void {
  const highest = new Map<string, number>()
  indexes.set(ydoc, highest)
  for (const root of WATCHED) {
    const map = ydoc.getMap(root)
    const note = (key: string) => {
      const rev = revOf(map.get(key))
      const subject = `${root}/${subjectOf(key)}`
      if (rev > (highest.get(subject) ?? 0)) highest.set(subject, rev)
    }
    for (const key of map.keys()) note(key)
    map.observe((event) => {
      for (const key of event.keysChanged) note(key as string)
    })
  }
}

export function highestRev(ydoc: Y.Doc, root: string, key: string): number {
  return indexes.get(ydoc)?.get(`${root}/${subjectOf(key)}`) ?? 0
}

export function revOf(value: unknown): number {
  const rev = (value as { rev?: unknown } | null | undefined)?.rev
  return typeof rev === 'number' ? rev : 0
}
