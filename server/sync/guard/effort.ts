import * as Y from 'yjs'
import type { Novel, NovelSection } from './novel.ts'
import { isNovel } from './novel.ts'
import type { StoreStruct, YType } from './store.ts'
import { indexAt } from './store.ts'
import type { Work } from './work.ts'
import { COST, moving } from './work.ts'

/**
 * What Yjs will do in the struct store for an update beyond placing its structs. It keeps each client's structs in one
 * array: to cut one in two moves all behind it (22 kB of insertions have taken a second so), and who deletes a block
 * deletes everything in it.
 */
export class Effort {
  readonly #ydoc: Y.Doc
  readonly #byClient: ReadonlyMap<number, NovelSection>
  readonly #work: Work
  /** How many structs this update's cuts have made, by client. */
  #made: Map<number, number> | null = null
  /** Types whose content has been counted with them. */
  #emptied: Set<unknown> | null = null

  constructor(ydoc: Y.Doc, byClient: ReadonlyMap<number, NovelSection>, work: Work) {
    this.#ydoc = ydoc
    this.#byClient = byClient
    this.#work = work
  }

  cut(struct: StoreStruct | Novel): void {
    if (isNovel(struct)) return this.#cut(struct.client, 0)
    const { client, clock } = struct.id
    const structs = this.#ydoc.store.clients.get(client) as StoreStruct[]
    this.#cut(client, structs.length - indexAt(structs, clock))
  }

  /** Deletes what lies between two clocks of a live struct that has `behind` behind it. */
  delete(struct: Y.Item, behind: number, from: number, to: number): void {
    const { client, clock } = struct.id
    if (from > clock) this.#cut(client, behind)
    if (to < clock + struct.length) this.#cut(client, behind)
    if (this.#emptied?.has(struct.parent)) return
    // Afterwards every second one, at most, is joined with its neighbours, which moves what is behind.
    this.#work.spend(COST.deleted + moving(behind) / 2)
    if (struct.content instanceof Y.ContentType) this.#empty(struct.content.type as YType)
  }

  #empty(type: YType): void {
    const types = [type]
    this.#emptied ??= new Set()
    for (let next = types.pop(); next !== undefined; next = types.pop()) {
      this.#emptied.add(next)
      for (let item = next._start; item !== null; item = item.right) this.#goesAlong(item, types)
      for (const value of next._map.values())
        for (let item: Y.Item | null = value; item !== null; item = item.left) this.#goesAlong(item, types)
    }
  }

  #goesAlong(item: Y.Item, types: YType[]): void {
    this.#work.spend(COST.deleted)
    if (item.content instanceof Y.ContentType && !item.deleted) types.push(item.content.type as YType)
  }

  /** Its own new structs, and what was cut before, may be behind, too. */
  #cut(client: number, behind: number): void {
    this.#made ??= new Map()
    const made = this.#made.get(client) ?? 0
    this.#made.set(client, made + 1)
    this.#work.cut(behind + made + (this.#byClient.get(client)?.structs.length ?? 0))
  }
}
