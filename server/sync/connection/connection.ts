import type { WebSocket } from 'ws'
import { LIMITS } from '../../../shared/limits.ts'
import type { CloseCode, Refusal } from '../../../shared/protocol.ts'
import { CLOSE } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import { canWriteRoom } from '../../../shared/rooms.ts'
import type { AwarenessEntry, ClientFrame } from '../frames.ts'
import { ackFrame, awarenessFrame, readFrame, refusalFrame } from '../frames.ts'
import { COST, Work } from '../guard/work.ts'
import type { SyncUser } from '../ports.ts'
import type { Peer } from '../room/peer.ts'
import type { Room } from '../room/room.ts'
import { AckCounter } from './ack-counter.ts'
import { TokenBucket } from './token-bucket.ts'
import type { WorkAllowance } from './work-allowance.ts'

export interface ConnectionOptions {
  user: SyncUser
  room: Room
  acks: boolean
  /** The role now, asked at every writing frame. */
  role(): Role | null
  /** Binds a clientID to this user for good; null when it may be used, else why not. Rejects when it can't be stored. */
  claim(client: number): Promise<string | null>
  /** The user's share of the server's time, over all his connections. */
  allowance: WorkAllowance
  /** Milliseconds, monotonic. */
  now(): number
  refused(reason: string): void
  /** Answers the reason that the other side is told. */
  failed(error: unknown): string
}

/** Of a frame as such, and of telling who is here, in units of guard/work.ts. */
const FRAME_WORK = 10
const PRESENCE_WORK = 1_000
const RESYNC_WINDOW_MS = 10_000
/** Frames that may follow one that could not be applied, before our step 1 is answered; far more than anybody types meanwhile. */
const MOST_HELD = 1_000
/** Stock clients give up after 30 s without a frame; browsers don't show them pings. */
const QUIET_MS = 15_000
const PING_MS = 20_000
const DEAD_MS = 60_000
const KEEPALIVE = awarenessFrame([])
const TOO_FAST: Refusal = { reason: 'too-fast', path: [] }
const TOO_MUCH_WORK: Refusal = { reason: 'too-fast', path: ['work'] }
const TOO_MANY_RESYNCS: Refusal = { reason: 'too-many-resyncs', path: [] }

/** One socket in one room: reads frames strictly, keeps the limits, counts acks. It decides nothing about content. */
export class Connection implements Peer {
  readonly user: SyncUser
  readonly room: Room
  readonly #socket: WebSocket
  readonly #options: ConnectionOptions
  readonly #openedAs: Role | null
  readonly #acks = new AckCounter()
  readonly #frames: TokenBucket
  readonly #bytes: TokenBucket
  readonly #presence: TokenBucket
  /** A step 1 of ours waits for its step 2, which will bring all that is missing now. */
  #asked = false
  #resyncs: number[] = []
  #ackPending = 0
  #corked = false
  #closing = false
  #held = false
  /** The one clientID it may be present under. */
  #client: number | null = null
  #announcing = false
  #backlog: number = LIMITS.socketBacklogBytes
  #sentAt: number
  #heardAt: number
  #pingedAt: number

  constructor(socket: WebSocket, options: ConnectionOptions) {
    const now = options.now()
    this.#socket = socket
    this.#options = options
    this.user = options.user
    this.room = options.room
    this.#openedAs = options.role()
    this.#frames = new TokenBucket(LIMITS.framesPerSecond, LIMITS.framesBurst, now)
    this.#bytes = new TokenBucket(LIMITS.bytesPerSecond, LIMITS.bytesBurst, now)
    this.#presence = new TokenBucket(LIMITS.presencePerSecond, LIMITS.presencePerSecond * 2, now)
    this.#sentAt = now
    this.#heardAt = now
    this.#pingedAt = now
    socket.on('pong', () => {
      this.#heardAt = options.now()
    })
  }

  get writes(): boolean {
    return canWriteRoom(this.#openedAs, this.room.key.room)
  }

  /** To be called once, after the clientID of the URL has been announced: presence first, then ask for what is missing. */
  open(): void {
    this.room.join(this)
    if (this.writes) this.#ask()
  }

  send(frame: Uint8Array): void {
    const waiting = this.#socket.bufferedAmount
    if (waiting <= LIMITS.socketBacklogBytes) this.#backlog = LIMITS.socketBacklogBytes
    // It doesn't read. Cut off, it comes back and gets what it missed in one piece.
    else if (waiting > this.#backlog) return this.#socket.terminate()
    this.#put(frame)
  }

  sendJoin(frames: readonly Uint8Array[]): void {
    if (this.#socket.bufferedAmount > LIMITS.socketBacklogBytes) return this.#socket.terminate()
    for (const frame of frames) this.#put(frame)
    this.#backlog = LIMITS.socketBacklogBytes + this.#socket.bufferedAmount
  }

  /** To be called every few seconds: a frame when nothing was sent for a while, and the end of a peer that is gone. */
  keepAlive(now: number): void {
    if (now - this.#heardAt >= DEAD_MS) return this.#socket.terminate()
    if (now - this.#sentAt >= QUIET_MS) this.send(KEEPALIVE)
    if (now - this.#pingedAt < PING_MS || this.#socket.readyState !== this.#socket.OPEN) return
    this.#pingedAt = now
    this.#socket.ping()
  }

  /** Without waiting for the other side's goodbye. */
  terminate(): void {
    this.#socket.terminate()
  }

  close(code: CloseCode, reason: string): void {
    if (this.#closing) return
    this.#closing = true
    // At once: the other side may take half a minute to hang up, and would be shown as present so long.
    this.room.leave(this)
    this.#socket.close(code, reason)
  }

  /** Takes no frames any more: what comes now will be sent again to where the document is moving. */
  hold(): void {
    this.#held = true
  }

  receive(bytes: Uint8Array, binary: boolean): void {
    if (this.#closing || this.#held) return
    this.#heardAt = this.#options.now()
    if (!this.#frames.take(this.#heardAt) || !this.#bytes.take(this.#heardAt, bytes.length))
      return this.#refuse(TOO_FAST, CLOSE.tooFast)
    if (!binary) return this.#refuse({ reason: 'malformed', path: ['frame', 'text'] }, CLOSE.malformed)
    let frame: ClientFrame
    try {
      frame = readFrame(bytes)
    } catch (error) {
      return this.#refuse({ reason: 'malformed', path: ['frame', (error as Error).message] }, CLOSE.malformed)
    }
    switch (frame.type) {
      case 'step1':
        return this.#answer(frame.vector)
      case 'write':
        return this.#write(frame.update, frame.step2)
      case 'queryAwareness':
        if (this.#mayWork()) this.#worked(PRESENCE_WORK)
        else return
        return this.room.presence.sendTo(this)
      case 'awareness':
        return this.#takePresence(frame.entries)
      default:
        return frame satisfies never
    }
  }

  #answer(vector: ReadonlyMap<number, number>): void {
    if (!this.#mayWork()) return
    const bytes = this.room.sendAll(this, vector)
    this.#worked(vector.size * COST.range + bytes * COST.byte)
  }

  /** Whoever has used up his share of the server's time is closed; then false. */
  #mayWork(): boolean {
    if (this.#options.allowance.mayWork(this.user.id)) return true
    this.#refuse(TOO_MUCH_WORK, CLOSE.tooFast)
    return false
  }

  #worked(units: number): void {
    this.#options.allowance.worked(this.user.id, FRAME_WORK + units)
  }

  #write(update: Uint8Array, step2: boolean): void {
    const most = step2 ? LIMITS.syncStep2Bytes : LIMITS.updateBytes
    if (update.length > most)
      return this.#refuse({ reason: 'too-large', path: [this.room.key.room, String(most)] }, CLOSE.tooLarge)
    const role = this.#options.role()
    if (role === null) return this.close(CLOSE.notFound, 'no-access')
    if (role !== this.#openedAs) return this.close(CLOSE.roleChanged, 'role-changed')
    if (this.#acks.held > MOST_HELD) return this.#refuse(TOO_MANY_RESYNCS, CLOSE.tooFast)
    if (!this.#mayWork()) return
    const number = this.#acks.receive()
    if (step2) this.#asked = false
    const work = new Work()
    const received = this.room.receive(this, role, update, work)
    this.#worked(work.spent)
    switch (received.outcome) {
      case 'accepted':
        received.durable.then(
          () => this.#acknowledge(number, step2),
          () => {},
        )
        return
      case 'resync':
        this.#acks.resynced(number)
        return this.#resync()
      case 'refused':
        return this.#refuse(received.refusal, received.close)
      case 'lost':
        return
      default:
        return received satisfies never
    }
  }

  #acknowledge(number: number, step2: boolean): void {
    const count = this.#acks.durable(number, step2)
    if (count === null || !this.#options.acks) return
    // One ack for all frames of a commit.
    if (this.#ackPending === 0) {
      queueMicrotask(() => {
        const newest = this.#ackPending
        this.#ackPending = 0
        this.send(ackFrame(newest))
      })
    }
    this.#ackPending = count
  }

  /** Whoever types before our first step 1 has arrived sends many such frames, and is no nuisance. */
  #resync(): void {
    if (this.#asked) return
    const now = this.#options.now()
    this.#resyncs = this.#resyncs.filter((at) => now - at < RESYNC_WINDOW_MS)
    this.#resyncs.push(now)
    if (this.#resyncs.length > LIMITS.resyncsPerTenSeconds)
      return this.#refuse(TOO_MANY_RESYNCS, CLOSE.tooFast)
    this.#ask()
  }

  #ask(): void {
    this.#asked = true
    this.room.askFor(this)
  }

  /** Stock clients echo the states of others; only what is the connection's own counts, also towards the rate. */
  #takePresence(entries: readonly AwarenessEntry[]): void {
    if (this.#client === null) return this.#introduce(entries)
    const own = entries.findLast((entry) => entry.client === this.#client)
    if (own === undefined) return
    if (!this.#presence.take(this.#options.now())) return this.#refuse(TOO_FAST, CLOSE.tooFast)
    const role = this.#options.role()
    if (role === null) return this.close(CLOSE.notFound, 'no-access')
    const problem = this.room.presence.show(this, own.state, role)
    if (problem !== null) this.#refuse({ reason: problem, path: ['presence'] }, CLOSE.refused)
  }

  /** Without `client=` in the URL the first state that can be its own tells the clientID. */
  #introduce(entries: readonly AwarenessEntry[]): void {
    const first = entries.find(
      ({ client, state }) => state !== 'null' && this.room.presence.mayAnnounce(this, client),
    )
    if (first === undefined || this.#announcing) return
    this.#announcing = true
    this.announce(first.client).then(
      (problem) => {
        if (problem !== null || this.#closing) return
        this.room.presence.sendTo(this)
        this.#takePresence(entries)
      },
      (error: unknown) => {
        this.close(CLOSE.overloaded, this.#options.failed(error))
      },
    )
  }

  /** Binds the clientID before any presence is shown under it. Answers why it can't be used, or null. */
  async announce(client: number): Promise<string | null> {
    const problem = await this.#options.claim(client)
    if (problem !== null) {
      this.#refuse({ reason: problem, path: ['client', String(client)] }, CLOSE.refused)
    } else if (this.#socket.readyState === this.#socket.OPEN) {
      this.#client = client
      this.room.presence.announce(this, client)
    }
    return problem
  }

  #refuse(refusal: Refusal, code: CloseCode): void {
    this.#options.refused(refusal.reason)
    this.send(refusalFrame(refusal))
    this.close(code, refusal.reason)
  }

  #put(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#sentAt = this.#options.now()
    this.#cork()
    this.#socket.send(frame)
  }

  /** Frames of one turn leave in one write: a write costs microseconds, whatever it carries. */
  #cork(): void {
    const raw = (this.#socket as unknown as { _socket?: { cork(): void; uncork(): void } })._socket
    if (this.#corked || raw === undefined) return
    this.#corked = true
    raw.cork()
    process.nextTick(() => {
      this.#corked = false
      raw.uncork()
    })
  }
}
