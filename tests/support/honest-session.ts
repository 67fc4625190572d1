import * as Y from 'yjs'
import type { Verdict } from '../../server/sync/guard/verdict.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import type { StatusRecord } from '../../shared/annotation.ts'
import { nextRev } from '../../shared/fold.ts'
import { entryKey } from '../../shared/ids.ts'
import { comment } from './content.ts'
import type { Sender } from './guarded-room.ts'
import { emptyRoom, GuardedRoom, jsonOf } from './guarded-room.ts'
import type { Random } from './random.ts'
import { userId } from './test-access.ts'

type Room = 'notes' | 'commentary'
const MARKS = [
  { bold: {} },
  { bold: null },
  { italic: {} },
  { link: { href: 'https://example.org' } },
  { link: null },
]

/** Somebody with stock Yjs: an undo manager, a network that comes and goes, a room that is kept over a reload. */
class Person {
  readonly sender: Sender
  readonly #watch: SessionWatch | undefined
  readonly #room: Room
  readonly #random: Random
  ydoc: Y.Doc
  undo: Y.UndoManager
  online = false
  /** On their way; each side reads in order. */
  toServer: Uint8Array[] = []
  toHim: Uint8Array[] = []
  #written = 0

  constructor(sender: Sender, room: Room, random: Random, watch?: SessionWatch) {
    this.sender = sender
    this.#watch = watch
    this.#room = room
    this.#random = random
    this.ydoc = emptyRoom(room)
    this.undo = this.#begin()
  }

  #begin(): Y.UndoManager {
    this.ydoc.clientID = this.#random.below(2 ** 32)
    this.ydoc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (this.online && origin !== 'server') this.#send(bytes)
    })
    this.ydoc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.local) this.#watch?.acted(this, transaction)
    })
    const scope = [...this.ydoc.share.keys()].map((name) => this.ydoc.get(name))
    return new Y.UndoManager(scope, {
      trackedOrigins: new Set(['he']),
      captureTimeout: this.#random.chance(0.5) ? 0 : 10_000,
    })
  }

  /** Begins anew with what was kept: another clientID, all that is unsent still unsent. */
  reloads(server: GuardedRoom): void {
    const kept = Y.encodeStateAsUpdate(this.ydoc)
    const online = this.online
    this.leaves()
    this.undo.destroy()
    this.ydoc = emptyRoom(this.#room)
    Y.applyUpdate(this.ydoc, kept)
    this.undo = this.#begin()
    if (online) this.comes(server)
  }
  /** What was on its way is lost, unless somebody must know what he had seen when he sent it. */
  leaves(): void {
    this.online = false
    if (!this.#watch) this.toServer = []
    this.toHim = []
  }
  /** Both sides say what they have, as at a join; what is typed meanwhile goes before the answer. */
  comes(server: GuardedRoom): void {
    this.online = true
    this.toHim.push(Y.encodeStateAsUpdate(server.ydoc, Y.encodeStateVector(this.ydoc)))
    this.asked(server)
  }
  asked(server: GuardedRoom): void {
    if (this.sender.role === 'reader') return
    this.#send(Y.encodeStateAsUpdate(this.ydoc, Y.encodeStateVector(server.ydoc)))
  }
  #send(bytes: Uint8Array): void {
    this.toServer.push(bytes)
    this.#watch?.sent(this, bytes)
  }

  acts(): void {
    if (this.sender.role === 'reader') return
    const dice = this.#random.below(10)
    if (dice === 0) this.undo.undo()
    else if (dice === 1) this.undo.redo()
    else this.ydoc.transact(() => (this.#room === 'notes' ? this.#annotates() : this.#drafts()), 'he')
  }

  #annotates(): void {
    const random = this.#random
    const id = userId(this.sender.name)
    const annotations = this.ydoc.getMap('annotations')
    const status = this.ydoc.getMap<StatusRecord>('status')
    const mine = [...annotations.keys()].filter((key) => key.startsWith(id))
    const dice = random.below(10)
    if (dice < 3 || mine.length === 0) {
      annotations.set(
        `${id}:note${random.below(10_000)}-${this.ydoc.clientID}`,
        comment(this.#watch?.word(this) ?? '注'),
      )
    } else if (dice < 6) {
      annotations.set(random.pick(mine), comment(this.#watch?.word(this) ?? `改 ${this.#written++}`))
    } else if (dice < 7) {
      annotations.delete(random.pick(mine))
    } else if (dice < 8) {
      const emoji = random.pick(['👍', '❓'])
      const key = `${random.pick([...annotations.keys()])}|${id}|${emoji}`
      this.ydoc.getMap('reactions').set(key, { at: '2026-03-01T08:00:00Z' })
    } else {
      const subject = random.pick(mine)
      const entries = [...status].filter(([key]) => key.startsWith(subject)).map(([, value]) => value)
      const value = random.pick(['open', 'resolved'] as const)
      status.set(entryKey(subject, id), { status: value, at: '2026-03-01T08:00:00Z', rev: nextRev(entries) })
    }
  }

  #drafts(): void {
    const random = this.#random
    const fragment = this.ydoc.getXmlFragment('commentary')
    const blocks = fragment.toArray() as Y.XmlElement[]
    if (blocks.length === 0 || random.chance(0.1)) {
      fragment.insert(random.below(blocks.length + 1), [newBlock(this.#watch?.word(this) ?? '新段落')])
      return
    }
    const at = random.below(blocks.length)
    const block = blocks[at] as Y.XmlElement
    const dice = random.below(12)
    if (dice === 0) return fragment.delete(at, 1)
    if (dice === 1) return block.setAttribute('kind', random.pick(['quote', 'heading', 'bullet']))
    if (dice === 2) return block.setAttribute('merged', null as unknown as string)
    const text = block.toArray().find((child) => child instanceof Y.XmlText)
    if (text === undefined) return block.insert(0, [new Y.XmlText(this.#watch?.word(this) ?? '再')])
    const places = this.#watch?.places(text)
    const from = places ? random.pick(places) : random.below(text.length + 1)
    const next = places?.find((place) => place > from)
    const length = next ? next - from : Math.min(text.length - from, 1 + random.below(4))
    if (dice === 3) {
      const tail = text
        .toString()
        .replace(/<[^>]*>/g, '')
        .slice(from)
      text.delete(from, text.length - from)
      fragment.insert(at + 1, [newBlock(tail)])
    } else if (dice === 4) block.insert(block.length, [new Y.XmlElement('hardBreak')])
    else if (dice < 7 && length > 0) text.format(from, length, random.pick(MARKS))
    else if (dice < 9 && length > 0) text.delete(from, length)
    else text.insert(from, this.#watch?.word(this) ?? random.pick(['字', '兩個', '，', '一二三']))
  }
}

function newBlock(text: string): Y.XmlElement {
  const block = new Y.XmlElement('block')
  block.setAttribute('kind', 'paragraph')
  block.setAttribute('id', 'block-000001')
  block.insert(0, [text === '' ? new Y.XmlText() : new Y.XmlText(text)])
  return block
}

export interface Writer {
  readonly sender: Sender
  readonly ydoc: Y.Doc
}

/** Whoever wants to know what each typed, deleted and sent. */
export interface SessionWatch {
  /** What is typed instead of the usual. */
  word(person: Writer): string
  /** Where it may be typed, and what lies between may be deleted: the ends of words. */
  places(text: Y.XmlText): number[]
  /** He changed something himself; before it is collected. */
  acted(person: Writer, transaction: Y.Transaction): void
  sent(person: Writer, bytes: Uint8Array): void
  /** To take it as ever, and look what that does. */
  takes(server: GuardedRoom, person: Writer, bytes: Uint8Array): Verdict
}

/** What became of a session of honest people. */
export interface SessionEnd {
  refusals: string[]
  /** What each sees in the end, the server first, then who loads the log, then one who never had a guard. */
  views: unknown[]
  accepted: number
}

/** A few people at one room through the guard, with delays, gaps and reloads, until everything has arrived. */
export function honestSession(room: Room, random: Random, steps: number, watch?: SessionWatch): SessionEnd {
  const server = new GuardedRoom(room)
  const unguarded = emptyRoom(room)
  const refusals: string[] = []
  let accepted = 0
  const people = (['editor', 'annotator', 'annotator', 'reader', 'editor'] as const).map(
    (role, n) =>
      new Person(
        { name: ['alice', 'bob', 'carol', 'rita', 'alice'][n] as string, role },
        room,
        random,
        watch,
      ),
  )

  function deliver(person: Person): void {
    const forHim = random.chance(0.5) ? person.toHim.shift() : undefined
    if (forHim !== undefined) return Y.applyUpdate(person.ydoc, forHim, 'server')
    const bytes = person.toServer.shift()
    if (bytes === undefined) return
    const before = server.rows.length
    const verdict = watch?.takes(server, person, bytes) ?? server.take(bytes, person.sender)
    if (verdict.verdict === 'refuse')
      refusals.push(`${person.sender.name}: ${JSON.stringify(verdict.refusal)}`)
    if (verdict.verdict === 'resync') person.asked(server)
    if (verdict.verdict !== 'accept') return
    accepted++
    if (person.sender.role !== 'reader') applyUpdates(unguarded, [bytes])
    const row = server.rows[before]
    if (row !== undefined)
      for (const other of people) if (other !== person && other.online) other.toHim.push(row)
  }

  for (let step = 0; step < steps; step++) {
    const person = random.pick(people)
    const dice = random.below(20)
    if (dice === 0) person.reloads(server)
    else if (dice === 1) person.leaves()
    else if (dice < 4 && !person.online) person.comes(server)
    else person.acts()
    for (let n = random.below(6); n > 0; n--) deliver(random.pick(people))
  }
  for (const person of people) if (!person.online) person.comes(server)
  while (people.some(({ toHim, toServer }) => toHim.length + toServer.length > 0))
    for (const person of people) deliver(person)
  const docs = [server.ydoc, server.reloaded(), unguarded, ...people.map((person) => person.ydoc)]
  return { refusals, views: docs.map(jsonOf), accepted }
}
