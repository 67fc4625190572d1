import type * as Y from 'yjs'
import { LIMITS } from '../../../../shared/limits.ts'
import { subjectOf } from '../../../../shared/record-rules.ts'

/**
 * The highest `rev` that can have been seen on each subject which several people may write about (a thread's status, a
 * tag and its overlays), kept up to date while updates are applied, so that the guard need not scan the map for each
 * write. Values that were overwritten or taken back before they arrived count, too, by the clocks they took: to their
 * writer they were real, and an undo or redo may bring him back to them.
 */
const WATCHED = ['status', 'codebook'] as const

interface Subject {
  /** The highest of all values that were ever there. */
  rev: number
  /** Clocks taken, by key. */
  clocks: Map<string, number>
}
const indexes = new WeakMap<Y.Doc, Map<string, Subject>>()

export function watchRevs(ydoc: Y.Doc): void {
  const subjects = new Map<string, Subject>()
  indexes.set(ydoc, subjects)
  for (const root of WATCHED) {
    const map = ydoc.getMap(root)
    map.observe((event) => {
      for (const key of event.keysChanged as Set<string>) {
        const name = `${root}/${subjectOf(key)}`
        const subject = subjects.get(name) ?? { rev: 0, clocks: new Map<string, number>() }
        subjects.set(name, subject)
        subject.rev = Math.max(subject.rev, revOf(map.get(key)))
        subject.clocks.set(key, clocksOf(map, key))
      }
    })
  }
}

export function highestRev(ydoc: Y.Doc, root: string, key: string): number {
  const subject = indexes.get(ydoc)?.get(`${root}/${subjectOf(key)}`)
  if (subject === undefined) return 0
  let clocks = 0
  for (const taken of subject.clocks.values()) clocks += taken
  return Math.max(subject.rev, Math.min(clocks, LIMITS.revisionsPerUpdate))
}

export function revOf(value: unknown): number {
  const rev = (value as { rev?: unknown } | null | undefined)?.rev
  return typeof rev === 'number' ? rev : 0
}

/** How many values were written under a key, as far as that matters. */
function clocksOf(map: Y.Map<unknown>, key: string): number {
  let clocks = 0
  for (
    let item = map._map.get(key) ?? null;
    item !== null && clocks < LIMITS.revisionsPerUpdate;
    item = item.left
  )
    clocks += item.length
  return clocks
}
