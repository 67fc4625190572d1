import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { Verdict } from '../../server/sync/guard/verdict.ts'
import type { GuardedRoom } from './guarded-room.ts'
import type { SessionWatch, Writer } from './honest-session.ts'
import type { Random } from './random.ts'
import { userId } from './test-access.ts'

/** A character, or a record's value. */
interface Unit {
  user: string
  says: unknown
  /** Of a record, which several values may be written under. */
  key: string | null
}

/**
 * Knows from the people, not from the server, what each typed and what each deleted while it was before his eyes; so it
 * knows of every update what it swallows unseen, and compares that with what the server keeps.
 */
export class RescueWatch implements SessionWatch {
  /** Every word that somebody typed, each another one. */
  readonly typed: string[] = []
  /** What the server did not keep though it should, or kept though somebody had seen and deleted it. */
  readonly wrong: string[] = []
  /** All that was kept. */
  readonly kept: string[] = []
  swallowed = 0
  readonly #journal: boolean
  readonly #acts = new Map<Writer, number>()
  /** What somebody has deleted, with the number of the act. */
  readonly #deleted = new Map<Writer, Map<string, number>>()
  readonly #readAndDeleted = new Set<string>()
  readonly #written = new Map<string, Unit>()
  readonly #sentAfter = new Map<Uint8Array, number>()
  readonly #random: Random

  constructor(random: Random, journal = true) {
    this.#random = random
    this.#journal = journal
  }

  word(person: Writer): string {
    const word = `⟦${person.sender.name}${this.typed.length}${'。'.repeat(this.#random.below(3))}⟧`
    this.typed.push(word)
    return word
  }

  places(text: Y.XmlText): number[] {
    return [0, ...[...plain(text).matchAll(/⟧/g)].map((match) => match.index + 1)]
  }

  acted(person: Writer, transaction: Y.Transaction): void {
    const act = (this.#acts.get(person) ?? 0) + 1
    this.#acts.set(person, act)
    const { clientID } = person.ydoc
    const own = (person.ydoc.store.clients.get(clientID) ?? []) as Y.Item[]
    for (let at = own.length - 1; at >= 0; at--) {
      const item = own[at] as Y.Item
      if (item.id.clock + item.length <= (transaction.beforeState.get(clientID) ?? 0)) break
      for (const [id, says] of unitsIn(person.ydoc, item))
        this.#written.set(id, { user: userId(person.sender.name), says, key: item.parentSub })
    }
    const deleted = this.#deleted.get(person) ?? new Map<string, number>()
    this.#deleted.set(person, deleted)
    for (const [client, ranges] of transaction.deleteSet.clients)
      for (const { clock, len } of ranges)
        for (let at = clock; at < clock + len; at++) deleted.set(`${client}:${at}`, act)
    for (const word of deletedWords(transaction)) this.#readAndDeleted.add(word)
  }

  sent(person: Writer, bytes: Uint8Array): void {
    this.#sentAfter.set(bytes, this.#acts.get(person) ?? 0)
  }

  takes(server: GuardedRoom, person: Writer, bytes: Uint8Array): Verdict {
    const known = (client: number) => Y.getState(server.ydoc.store, client)
    const before = unitsOf(server.ydoc, (client) => server.owners.get(client) ?? '')
    for (const [client, end] of Y.parseUpdateMeta(bytes).to)
      for (let clock = known(client); clock < end; clock++) {
        const unit = this.#written.get(`${client}:${clock}`)
        if (unit) before.set(`${client}:${clock}`, unit)
      }
    const verdict = server.take(bytes, person.sender)
    const after = unitsOf(server.ydoc, () => '')
    const deleted = this.#deleted.get(person)
    const acts = this.#sentAfter.get(bytes) ?? 0
    const lost = [...before].filter(([id, unit]) => {
      if (after.has(id) || (deleted?.get(id) ?? Number.POSITIVE_INFINITY) <= acts) return false
      return (
        typeof unit.says === 'string' ||
        ![...after.values()].some(({ key, says }) => key === unit.key && isDeepStrictEqual(says, unit.says))
      )
    })
    const expected = lost.map(([, { user, says }]) => `${user} ${JSON.stringify(says)}`).sort()
    const pieces = this.#journal ? (server.rescue?.pieces ?? []) : []
    const kept = pieces
      .flatMap(({ user, kind, text, value }) =>
        kind === 'record'
          ? [`${user} ${JSON.stringify(value)}`]
          : text
              .replaceAll('\n', '')
              .split('')
              .map((character) => `${user} ${JSON.stringify(character)}`),
      )
      .sort()
    this.swallowed += expected.length
    if (!isDeepStrictEqual(kept, expected)) this.wrong.push(`${person.sender.name}: ${kept} ≠ ${expected}`)
    for (const { text } of pieces) this.kept.push(text)
    return verdict
  }

  /** Whether somebody who had it before his eyes has deleted it. */
  everDeleted(word: string): boolean {
    return this.#readAndDeleted.has(word)
  }
}

/** Words of which every character was deleted in one go. */
function deletedWords({ doc, deleteSet }: Y.Transaction): string[] {
  const text = [...deleteSet.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => {
      const items = (doc.store.clients.get(client) ?? []) as (Y.Item | Y.GC)[]
      const says = items.map((item) =>
        item instanceof Y.Item && item.content instanceof Y.ContentString
          ? item.content.str
          : '\0'.repeat(item.length),
      )
      return says.join('').slice(clock, clock + len)
    }),
  )
  const records = [...deleteSet.clients].flatMap(([client, ranges]) =>
    ranges.flatMap(({ clock, len }) => {
      const items = (doc.store.clients.get(client) ?? []) as (Y.Item | Y.GC)[]
      return items
        .filter(({ id }) => id.clock >= clock && id.clock < clock + len)
        .map((item) =>
          item instanceof Y.Item && item.content instanceof Y.ContentAny
            ? JSON.stringify(item.content.arr)
            : '',
        )
    }),
  )
  return [...text, ...records].join('\0').match(/⟦[^⟦⟧\0]*⟧/g) ?? []
}

/** Every character and every record's value that is alive, by its id. */
function unitsOf(ydoc: Y.Doc, userOf: (client: number) => string): Map<string, Unit> {
  const units = new Map<string, Unit>()
  for (const [client, structs] of ydoc.store.clients)
    for (const item of structs)
      if (item instanceof Y.Item && !item.deleted)
        for (const [id, says] of unitsIn(ydoc, item))
          units.set(id, { user: userOf(client), says, key: item.parentSub })
  return units
}

function unitsIn(ydoc: Y.Doc, { content, parent, id }: Y.Item): [id: string, says: unknown][] {
  const inRoot = parent instanceof Y.AbstractType && parent._item === null
  if (parent === ydoc.share.get('reactions')) return []
  const says =
    content instanceof Y.ContentString
      ? content.str.split('')
      : content instanceof Y.ContentAny && inRoot
        ? content.arr
        : []
  return says.map((one, at) => [`${id.client}:${id.clock + at}`, one])
}

function plain(text: Y.XmlText): string {
  return (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')
}
