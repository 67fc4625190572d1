import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey, UpdateLog } from '../../server/storage/update-log.ts'
import { awarenessFrame, readFrame, syncFrame } from '../../server/sync/frames.ts'
import { CommitQueue } from '../../server/sync/log/commit-queue.ts'
import type { Peer } from '../../server/sync/room/peer.ts'
import type { Room } from '../../server/sync/room/room.ts'
import { Rooms } from '../../server/sync/room/rooms.ts'
import { SYNC } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { comment } from '../support/content.ts'
import { emptyRoom, jsonOf } from '../support/guarded-room.ts'
import type { Random } from '../support/random.ts'
import { randomFrom } from '../support/random.ts'
import { userId } from '../support/test-access.ts'

/** More of them: ROUNDS=1000000 npx vitest run … tests/hostile/mutations.test.ts */
const ROUNDS = Number(process.env.ROUNDS ?? 5_000)
const SEED = Number(process.env.SEED ?? 1)
const ROOMS = ['notes', 'commentary'] as const
const A_ROOM = 1_250

let directory: string
let log: UpdateLog
let rooms: Rooms
let errors: unknown[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hezhu-mutations-'))
  log = openSqliteUpdateLog(join(directory, 'log.sqlite'))
  errors = []
  rooms = new Rooms({
    log,
    listener: { committed: () => {} },
    queue: new CommitQueue(log),
    now: () => new Date(),
    mayClaim: () => true,
    report: (error) => void errors.push(error),
    lingerMs: 60_000,
  })
})
afterEach(async () => {
  await log.close()
  await rm(directory, { recursive: true, force: true })
})

/** Somebody in a room who applies what he is sent. */
class Listener implements Peer {
  readonly user: { id: string; name: string }
  readonly ydoc: Y.Doc
  closed = 0

  constructor(name: string, ydoc: Y.Doc) {
    this.user = { id: userId(name), name }
    this.ydoc = ydoc
  }
  send(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.type === 'write') Y.applyUpdate(this.ydoc, frame.update, 'server')
  }
  sendJoin(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.send(frame)
  }
  close(code: number): void {
    this.closed = code
  }
}

/** What somebody honest sends: one frame an edit, and some that are none. */
class Honest {
  readonly #ydoc: Y.Doc
  readonly #room: RoomName
  readonly #random: Random
  #frames: Uint8Array[] = []

  constructor(room: RoomName, random: Random, ydoc: Y.Doc) {
    this.#room = room
    this.#random = random
    this.#ydoc = ydoc
    this.#ydoc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.#frames.push(syncFrame(SYNC.update, bytes))
    })
  }

  frames(): Uint8Array[] {
    const random = this.#random
    this.#frames = []
    if (random.chance(0.1)) this.#frames.push(syncFrame(SYNC.step1, Y.encodeStateVector(this.#ydoc)))
    if (random.chance(0.1)) this.#frames.push(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(this.#ydoc)))
    if (random.chance(0.1))
      this.#frames.push(awarenessFrame([{ client: this.#ydoc.clientID, clock: 1, state: '{"at":"x"}' }]))
    if (this.#room === 'notes') this.#annotates()
    else this.#drafts()
    return this.#frames
  }

  #annotates(): void {
    const notes = this.#ydoc.getMap('annotations')
    const key = `${userId('eve')}:note000${this.#random.below(4)}`
    if (this.#random.chance(0.2)) notes.delete(key)
    else notes.set(key, comment('注'))
  }

  #drafts(): void {
    const random = this.#random
    const fragment = this.#ydoc.getXmlFragment(this.#room)
    const blocks = fragment.toArray() as Y.XmlElement[]
    if (blocks.length < 3) {
      const block = new Y.XmlElement('block')
      block.insert(0, [new Y.XmlText('一二三😀')])
      return fragment.insert(0, [block])
    }
    const block = random.pick(blocks)
    const text = block.get(0)
    if (random.chance(0.05)) fragment.delete(random.below(blocks.length), 1)
    else if (!(text instanceof Y.XmlText) || random.chance(0.1))
      block.setAttribute('kind', random.pick(['quote', 'heading']))
    else if (random.chance(0.3)) text.format(0, text.length, random.pick([{ bold: {} }, { bold: null }]))
    else if (text.length > 20 || random.chance(0.3))
      text.delete(random.below(text.length), Math.min(1, text.length))
    else text.insert(random.below(text.length + 1), '字')
  }
}

function mutated(frame: Uint8Array, random: Random): Uint8Array {
  const bytes = [...frame]
  for (let n = random.below(4); n >= 0; n--) {
    const at = random.below(bytes.length)
    const dice = random.below(6)
    if (dice === 0) bytes[at] = random.below(256)
    else if (dice === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    else if (dice === 2) bytes.splice(at, 1 + random.below(3))
    else if (dice === 3) bytes.splice(at, 0, random.below(256))
    else if (dice === 4) bytes[at] = ((bytes[at] ?? 0) + random.pick([-1, 1, 127, 128])) & 255
    else bytes.splice(at, 0, ...bytes.slice(at, at + 1 + random.below(8)))
    if (bytes.length === 0) bytes.push(0)
  }
  // The frame and the update say their lengths; most changes would fail there already.
  if (bytes[0] !== 0 || random.chance(0.1)) return Uint8Array.from(bytes)
  const head = frame.length < 130 ? 3 : frame.length < 16_387 ? 4 : 5
  return syncFrame(random.chance(0.1) ? SYNC.step2 : SYNC.update, Uint8Array.from(bytes.slice(head)))
}

/** Of what people see. */
const hashOf = (ydoc: Y.Doc) =>
  createHash('sha256')
    .update(JSON.stringify(sorted(jsonOf(ydoc))))
    .digest('hex')
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  )
}

/** One visit of eve: she sends honest frames and mutated ones, until she is refused. Answers how many were mutated. */
async function visit(
  room: Room,
  random: Random,
  client: number,
  state: Uint8Array,
): Promise<[sent: number, refused: string]> {
  const eve = new Listener('eve', emptyRoom(room.key.room))
  room.join(eve)
  Y.applyUpdate(eve.ydoc, state)
  eve.ydoc.clientID = client
  const honest = new Honest(room.key.room, random, eve.ydoc)
  let sent = 0
  try {
    for (let n = 0; n < 50; n++) {
      for (const frame of honest.frames()) {
        const harm = random.chance(0.5)
        if (harm) sent++
        const read = readOrNull(harm ? mutated(frame, random) : frame)
        if (read === null) return [sent, 'unreadable frame']
        if (read.type === 'step1') room.sendAll(eve, read.vector)
        if (read.type !== 'write') continue
        const received = room.receive(eve, 'annotator', read.update)
        if (received.outcome === 'refused') return [sent, received.refusal.reason]
        if (received.outcome === 'lost') throw new Error('the room was lost')
      }
    }
    return [sent, 'nothing']
  } finally {
    room.leave(eve)
    await room.idle()
  }
}

function readOrNull(bytes: Uint8Array) {
  try {
    return readFrame(bytes)
  } catch {
    return null
  }
}

/** Visits of eve to a new room, until she has sent so many mutated frames. */
async function siege(name: RoomName, seed: number, frames: number): Promise<Record<string, number>> {
  const key: RoomKey = { documentId: `mutations-${seed}`, epoch: 'epoch-1', room: name, userId: '' }
  const room = await rooms.get(key)
  const alice = new Listener('alice', emptyRoom(name))
  room.join(alice)
  const random = randomFrom(seed)
  const ends: Record<string, number> = {}
  let sent = 0
  for (let client = 0; sent < frames; client++) {
    const state = Y.encodeStateAsUpdate(alice.ydoc)
    const [mutations, end] = await visit(room, random, 1_000 + (client % 200), state)
    sent += mutations
    ends[end] = (ends[end] ?? 0) + 1
  }
  expect([alice.closed, errors], `seed ${seed}`).toEqual([0, []])
  // The live Y.Doc, what alice has been told, who joins now, and the log row by row.
  const joined = new Listener('bob', emptyRoom(name))
  room.sendAll(joined, new Map())
  const { rows } = await log.load(key)
  const replayed = emptyRoom(name)
  for (const row of rows) Y.applyUpdate(replayed, row.bytes)
  const live = hashOf(room.live ?? alice.ydoc)
  for (const ydoc of [alice.ydoc, joined.ydoc, replayed]) expect(hashOf(ydoc), `seed ${seed}`).toBe(live)
  expect(rows.length).toBeGreaterThan(frames / 4)
  return ends
}

test.each(ROOMS)(
  `[G2] ${ROUNDS / ROOMS.length} mutated frames in %s: the room lives, its log says what everybody sees`,
  async (name) => {
    const ends: Record<string, number> = {}
    // Not all in one room, whose history each new visit would have to load.
    for (let seed = SEED, left = ROUNDS / ROOMS.length; left > 0; seed++, left -= A_ROOM)
      for (const [end, count] of Object.entries(await siege(name, seed, Math.min(left, A_ROOM))))
        ends[end] = (ends[end] ?? 0) + count
    expect(Object.keys(ends).length).toBeGreaterThan(3)
    if (process.env.ROUNDS !== undefined) console.log(name, ends)
  },
  60_000 + ROUNDS * 20,
)
