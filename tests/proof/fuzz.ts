import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey, UpdateLog } from '../../server/storage/update-log.ts'
import { readFrame, syncFrame } from '../../server/sync/frames.ts'
import { CommitQueue } from '../../server/sync/log/commit-queue.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import type { Peer } from '../../server/sync/room/peer.ts'
import type { Room } from '../../server/sync/room/room.ts'
import { Rooms } from '../../server/sync/room/rooms.ts'
import { CLOSE, SYNC } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { Forger } from '../support/forger.ts'
import { emptyRoom, jsonOf } from '../support/guarded-room.ts'
import { HonestFrames, mutated } from '../support/hostile-frames.ts'
import type { Random } from '../support/random.ts'
import { userId } from '../support/test-access.ts'
import type { Figures, Proof, Round } from './round.ts'

/** Hostile frames of a round; not more in one room, whose history each new visit would have to load. */
const FRAMES = 250
const VISIT_FRAMES = 50
/** What a hostile update may earn; whatever else would be an accident of ours. */
const EARNED: readonly number[] = [CLOSE.malformed, CLOSE.refused, CLOSE.tooLarge]

/**
 * Hostile frames, forged ones and damaged honest ones, through the guard into a room with its log. None crashes anything or
 * moves what is others'; after each, the log replayed row by row is what the live Y.Doc is.
 */
export const fuzz: Proof = { play: (round) => new Siege(round).play() }

/** Somebody in a room who applies what he is sent. */
class Listener implements Peer {
  readonly user: { id: string; name: string }
  readonly ydoc: Y.Doc
  closed = 0
  /** The last that was shown under each clientID. */
  readonly present = new Map<number, string>()

  constructor(name: string, room: RoomName) {
    this.user = { id: userId(name), name }
    this.ydoc = emptyRoom(room)
  }
  send(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.type === 'write') Y.applyUpdate(this.ydoc, frame.update, 'server')
    if (frame.type !== 'awareness') return
    for (const { client, state } of frame.entries) this.present.set(client, state)
  }
  sendJoin(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.send(frame)
  }
  close(code: number): void {
    this.closed = code
  }
}

class Siege {
  readonly #round: Round
  readonly #random: Random
  readonly #name: RoomName
  readonly #role: Role
  readonly #alice: Listener
  readonly #errors: unknown[] = []
  readonly #stored = openSqliteUpdateLog(':memory:')
  /** The log, replayed as it grows. */
  readonly #shadow: Y.Doc
  readonly #figures: Figures = { frames: 0, stored: 0, visits: 0 }

  constructor(round: Round) {
    this.#round = round
    this.#random = round.random
    this.#name = round.random.pick(['notes', 'commentary', 'text'] as const)
    this.#role = this.#name === 'text' ? 'editor' : 'annotator'
    this.#alice = new Listener('alice', this.#name)
    this.#shadow = emptyRoom(this.#name)
  }

  async play(): Promise<Figures> {
    const key: RoomKey = { documentId: 'document-0001', epoch: 'epoch-1', room: this.#name, userId: '' }
    const log = this.#watchedLog()
    const rooms = new Rooms({
      log,
      listener: { committed: () => {} },
      queue: new CommitQueue(log),
      now: () => new Date(),
      mayClaim: () => true,
      isPurged: () => false,
      report: (error) => void this.#errors.push(error),
      diverged: () => {},
      lingerMs: 60_000,
    })
    const room = await rooms.get(key)
    room.join(this.#alice)
    await this.#begins(room)
    const mine = this.#alicesNotes()
    for (let client = 0; this.#sent < FRAMES; client++) await this.#visit(room, 1_000 + (client % 200))
    await this.#check(room, key)
    if (!isDeepStrictEqual(this.#alicesNotes(), mine)) throw new Error('alice’s notes have changed')
    await this.#stored.close()
    return this.#figures
  }

  get #sent(): number {
    return this.#figures.frames ?? 0
  }
  #count(what: string): void {
    this.#figures[what] = (this.#figures[what] ?? 0) + 1
  }

  #watchedLog(): UpdateLog {
    return {
      ...this.#stored,
      commit: async (appends) => {
        const seqs = await this.#stored.commit(appends)
        for (const { bytes } of appends) applyUpdates(this.#shadow, [bytes])
        this.#figures.stored = (this.#figures.stored ?? 0) + appends.length
        return seqs
      },
    }
  }

  /** What is alice's: she writes, and is present. */
  async #begins(room: Room): Promise<void> {
    const { ydoc } = this.#alice
    ydoc.clientID = 1
    room.presence.announce(this.#alice, 1)
    room.presence.show(this.#alice, '{"at":"here"}', 'owner')
    const frames = new HonestFrames(this.#name, this.#random, ydoc, 'alice')
    for (let n = 0; n < 6; n++)
      for (const bytes of frames.frames()) {
        const frame = readFrame(bytes)
        if (frame.type === 'write') room.receive(this.#alice, 'owner', frame.update)
      }
    await room.idle()
  }
  #alicesNotes(): unknown {
    if (this.#name !== 'notes') return null
    const { ydoc, user } = this.#alice
    const notes = Object.entries(ydoc.getMap('annotations').toJSON())
    return Object.fromEntries(notes.filter(([note]) => note.startsWith(`${user.id}:`)))
  }

  /** One visit of eve: honest frames and hostile ones, until she is refused. */
  async #visit(room: Room, client: number): Promise<void> {
    const random = this.#random
    this.#count('visits')
    const eve = new Listener('eve', this.#name)
    room.join(eve)
    room.sendAll(eve, new Map())
    eve.ydoc.clientID = client
    if (room.presence.mayAnnounce(eve, client)) room.presence.announce(eve, client)
    const honest = new HonestFrames(this.#name, random, eve.ydoc, 'eve')
    const forger = random.chance(0.4) ? new Forger(this.#name, 'eve', random, [client, 3_000, 3_001]) : null
    try {
      for (let n = 0; n < VISIT_FRAMES; n++) {
        forger?.looksAt(room.live ?? eve.ydoc)
        const frames = forger === null ? honest.frames() : [syncFrame(SYNC.update, forger.update())]
        for (const frame of frames) {
          const hostile = forger !== null || random.chance(0.5)
          const bytes = hostile && forger === null ? mutated(frame, random) : frame
          if (hostile) this.#count('frames')
          this.#round.story.push(`${client} ${Buffer.from(bytes).toString('hex')}`)
          if (!this.#takes(room, eve, bytes)) return
          await room.idle()
          this.#compare(room)
        }
      }
    } finally {
      room.leave(eve)
      await room.idle()
    }
  }

  /** What the connection does with a frame; false when that is the end of it. */
  #takes(room: Room, eve: Listener, bytes: Uint8Array): boolean {
    const frame = readOrNull(bytes)
    if (frame === null) return false
    if (frame.type === 'step1') room.sendAll(eve, frame.vector)
    if (frame.type === 'awareness')
      for (const { client, state } of frame.entries)
        if (client === eve.ydoc.clientID) room.presence.show(eve, state, this.#role)
    if (frame.type !== 'write') return true
    const received = room.receive(eve, this.#role, frame.update)
    if (received.outcome === 'lost') throw new Error('the room was lost')
    if (received.outcome !== 'refused') return true
    if (!EARNED.includes(received.close)) throw new Error(`closed with ${received.close}`)
    return false
  }

  #compare(room: Room): void {
    const { live } = room
    if (live === null) return
    const same = isDeepStrictEqual(jsonOf(live), jsonOf(this.#shadow))
    if (!same || this.#errors.length > 0 || this.#alice.closed !== 0)
      throw new Error(
        `${same ? '' : 'the log says something else '}${this.#errors.join()} ${this.#alice.closed}`,
      )
  }

  /** All of it once more: the live Y.Doc, what alice was told, who joins now, and the log from the disk. */
  async #check(room: Room, key: RoomKey): Promise<void> {
    const joined = new Listener('bob', this.#name)
    room.join(joined)
    room.sendAll(joined, new Map())
    const replayed = emptyRoom(this.#name)
    for (const { bytes } of (await this.#stored.load(key)).rows) applyUpdates(replayed, [bytes])
    const live = room.live ?? replayed
    if (hashOf(jsonOf(replayed)) !== hashOf(jsonOf(live))) throw new Error('the log has something else')
    for (const [who, { ydoc }] of Object.entries({ alice: this.#alice, joined }))
      if (hashOf(lettersOf(ydoc)) !== hashOf(lettersOf(live))) throw new Error(`${who} has something else`)
    const state = JSON.parse(joined.present.get(1) ?? 'null')
    if (state?.at !== 'here' || state.user?.id !== this.#alice.user.id)
      throw new Error(`alice is shown as ${JSON.stringify(state)}`)
  }
}

function readOrNull(bytes: Uint8Array) {
  try {
    return readFrame(bytes)
  } catch {
    return null
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
}
/**
 * What stock Yjs sees alike, however it is told. Marks that seem redundant it takes away by itself, which these two don't tell
 * anybody; and of letters whose neighbours were forged to cross one another the order depends on what came in one piece.
 */
function lettersOf(ydoc: Y.Doc): unknown {
  const json = jsonOf(ydoc) as Record<string, unknown>
  const letters = ([root, value]: [string, unknown]) =>
    typeof value === 'string' ? [root, [...value.replaceAll(/<[^>]*>/g, '')].sort()] : [root, value]
  return Object.fromEntries(Object.entries(json).map(letters))
}
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  )
}
