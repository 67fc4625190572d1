import type { Refusal } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { Database, Rescue } from './local-schema.ts'
import { Tabs } from './tabs.ts'

/** A rescue with the number under which it is kept. Negative: only in this page's memory. */
export interface KeptRescue extends Rescue {
  id: number
}

/** Whose, and of which room or document. */
export interface RescuesOf {
  userId: string
  documentId?: string
  room?: RoomName
}

/** Where the browser keeps nothing: it lives as long as the page. */
const memory = new Map<number, Rescue>()
let madeInMemory = 0
const listeners = new Set<() => void>()

/**
 * What could not be sent, of all documents: the shelf behind "kept for you". Changes are whole: a record is in one rescue
 * or in the other, never in none.
 */
export class Rescues {
  readonly #db: Database | undefined

  constructor(db: Database | undefined) {
    this.#db = db
  }

  /** Resolves when it is stored. What is put aside once more replaces what was put aside before and waited to be sent again. */
  async keep(rescue: Rescue): Promise<void> {
    if (!this.#db) {
      for (const [id, old] of memory) putOrDrop(id, replaced(old, rescue))
      memory.set(--madeInMemory, rescue)
    } else {
      const tx = this.#db.transaction('rescue', 'readwrite', { durability: 'strict' })
      for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
        const left = replaced(cursor.value, rescue)
        if (left === cursor.value) continue
        if (left) await cursor.update(left)
        else await cursor.delete()
      }
      await tx.store.add(rescue)
      await tx.done
    }
    changed()
  }

  async list({ userId, documentId, room }: RescuesOf): Promise<KeptRescue[]> {
    const found: KeptRescue[] = [...memory].map(([id, rescue]) => ({ ...rescue, id }))
    if (this.#db) {
      const tx = this.#db.transaction('rescue')
      for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue())
        found.push({ ...cursor.value, id: cursor.key })
    }
    return found.filter(
      (one) =>
        one.userId === userId &&
        (documentId === undefined || one.documentId === documentId) &&
        (room === undefined || one.room === room),
    )
  }

  /** Changes a rescue; undefined throws it away. Answers what it was. */
  async change(
    id: number,
    change: (rescue: Rescue) => Rescue | undefined,
    also: readonly Rescue[] = [],
  ): Promise<Rescue | undefined> {
    let before: Rescue | undefined
    if (id < 0 || !this.#db) {
      before = memory.get(id)
      if (before) putOrDrop(id, change(before))
      if (before) for (const rescue of also) memory.set(--madeInMemory, rescue)
    } else {
      const tx = this.#db.transaction('rescue', 'readwrite')
      before = await tx.store.get(id)
      const after = before && change(before)
      if (after) await tx.store.put(after, id)
      else await tx.store.delete(id)
      if (before) for (const rescue of also) await tx.store.add(rescue)
      await tx.done
    }
    changed()
    return before
  }

  /** These records are on the server: they leave the rescue, and the rescue leaves when nothing is in it. */
  async sent(id: number, key: string): Promise<void> {
    await this.change(id, (rescue) => {
      const left = without(rescue, [key])
      return left && rescue.tries !== undefined ? { ...left, tries: 0 } : left
    })
  }

  /** This record is not to be had; it stays, by itself and with its reason, and is sent again only when that is asked for. */
  async setAside(rescue: KeptRescue, key: string, end: { code: number; refusal: Refusal | undefined }) {
    const { id, ...whole } = rescue
    const { tries: _tries, texts: _texts, ...rest } = whole
    const alone = { ...rest, ...end, values: { [key]: rescue.values[key] } }
    await this.change(id, (now) => (key in now.values ? without(now, [key]) : now), [alone])
  }
}

/** Told when something was put aside, sent, or thrown away, in this tab or another. */
export function watchRescues(listener: () => void): () => void {
  listeners.add(listener)
  const tabs = new Tabs(({ kind }) => {
    if (kind !== 'afresh') listener()
  })
  return () => {
    listeners.delete(listener)
    tabs.close()
  }
}

/** A rescue without some of its records; undefined when nothing is left. */
export function without(rescue: Rescue, keys: readonly string[]): Rescue | undefined {
  const left = Object.entries(rescue.values).filter(([key]) => !keys.includes(key))
  if (left.length === 0 && !rescue.texts?.length) return undefined
  return { ...rescue, values: Object.fromEntries(left) }
}

/** What is in memory of this person goes, with what is stored. */
export function forgetRescuesHere(userId: string | undefined): void {
  for (const [id, rescue] of memory) if (userId === undefined || rescue.userId === userId) memory.delete(id)
  changed()
}

/** `old` without the records of which `by` has the newer state. The same object when nothing is replaced. */
function replaced(old: Rescue, by: Rescue): Rescue | undefined {
  const same = old.documentId === by.documentId && old.room === by.room && old.userId === by.userId
  if (!same || old.tries === undefined) return old
  const keys = Object.keys(old.values).filter((key) => key in by.values)
  return keys.length === 0 ? old : without(old, keys)
}

function putOrDrop(id: number, rescue: Rescue | undefined): void {
  if (rescue) memory.set(id, rescue)
  else memory.delete(id)
}

function changed(): void {
  for (const listener of [...listeners]) listener()
  const tabs = new Tabs()
  tabs.tell({ kind: 'kept' })
  tabs.close()
}
