import { nanoid } from 'nanoid'
import * as Y from 'yjs'
import {
  annotationSchema,
  decisionSchema,
  moderationSchema,
  statusSchema,
  tagOverlaySchema,
  tagSchema,
} from '../../../shared/annotation.ts'
import { creatorOf, keyParts, recordId } from '../../../shared/ids.ts'
import type { Authors } from './authors.ts'
import type { Decoded } from './decoded.ts'
import type { Filler, Unplaced } from './filler.ts'

/** What a value looks like says in which root it stood. An overlay looks like nearly everything, so it comes last. */
const SHAPES = [
  ['annotations', annotationSchema],
  ['codebook', tagSchema],
  ['status', statusSchema],
  ['moderation', moderationSchema],
  ['decisions', decisionSchema],
  ['codebook', tagOverlaySchema],
] as const

/**
 * Fillers for rooms of records. A value that overwrote a lost one does not say under which key; it is recognised by what
 * never changes in it (its writer, when it was created, a `rev` that only grows), or else by being the one record that
 * others still speak of. An annotation or tag of which nobody knows the key gets a new one of its writer's.
 */
export function createRecordFiller(
  ydoc: Y.Doc,
  decoded: Decoded,
  authors: Authors,
  unplaced: Unplaced[],
): Filler {
  function keyFor(value: unknown, user: string): { root: string; key: string } | null {
    const shape = SHAPES.find(([root, schema]) => ydoc.share.has(root) && schema.safeParse(value).success)
    if (shape === undefined) return null
    const [root, schema] = shape
    const own = [...ydoc.getMap(root)].filter(
      ([key, older]) => isOlder(older, value) && writerOf(key) === user,
    )
    const [only, ...others] = own.map(([key]) => key)
    if (only !== undefined && others.length === 0) return { root, key: only }
    if (schema !== annotationSchema && schema !== tagSchema) return null
    const [spoken, ...more] = root === 'annotations' ? spokenOf(ydoc, user) : []
    const key = spoken !== undefined && more.length === 0 ? spoken : recordId(user, nanoid(12))
    return { root, key }
  }

  /** What the record came to that was written over this clock; null when it was deleted, or was none. */
  function heir(client: number, clock: number): Y.Item | null {
    let item = decoded.behind(client, clock)
    for (;;) {
      if (item === null || item.parent !== null) return null
      const next: Y.Item | null = decoded.behind(item.id.client, item.id.clock + item.length - 1)
      if (next === null) break
      item = next
    }
    const last = item.id.clock + item.length - 1
    return decoded.isDeleted(item.id.client, last) ? null : item
  }

  return {
    fill(transaction, client, from) {
      const item = heir(client, from)
      const value = item?.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined
      if (item === null || value === undefined) return occupy(transaction, client, from)
      const { user } = authors.at(item.id.client, item.id.clock)
      const found = keyFor(value, user)
      if (found === null) {
        unplaced.push({ user, value })
        return occupy(transaction, client, from)
      }
      const map = ydoc.getMap(found.root)
      const left = map._map.get(found.key) ?? null
      const origin = left === null ? null : left.lastId
      const id = Y.createID(client, from)
      new Y.Item(id, left, origin, null, null, map, found.key, new Y.ContentDeleted(1)).integrate(
        transaction,
        0,
      )
    },
  }
}

/** Nothing that anybody needs stood there. */
function occupy(transaction: Y.Transaction, client: number, clock: number): void {
  new Y.GC(Y.createID(client, clock), 1).integrate(transaction, 0)
}

function isOlder(older: unknown, value: unknown): boolean {
  const [a, b] = [older, value] as { created?: unknown; rev?: unknown }[]
  return a?.created === b?.created && Number(a?.rev) < Number(b?.rev)
}

function writerOf(key: string): string | null {
  return key.includes('|') ? (keyParts(key).at(-1) ?? null) : creatorOf(key)
}

/** Annotations of this user that are not there, while replies or statuses are about them. */
function spokenOf(ydoc: Y.Doc, user: string): string[] {
  const spoken = new Set<string>()
  for (const value of ydoc.getMap('annotations').values()) {
    const { replyTo } = value as { replyTo?: string }
    if (replyTo !== undefined) spoken.add(replyTo)
  }
  for (const root of ['status', 'reactions'])
    if (ydoc.share.has(root)) for (const key of ydoc.getMap(root).keys()) spoken.add(keyParts(key)[0] ?? '')
  return [...spoken].filter((id) => creatorOf(id) === user && !ydoc.getMap('annotations').has(id))
}
