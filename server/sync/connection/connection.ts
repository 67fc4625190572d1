import type { WebSocket } from 'ws'
import { LIMITS } from '../../../shared/limits.ts'
import type { CloseCode, Refusal } from '../../../shared/protocol.ts'
import { CLOSE } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import { canWriteRoom } from '../../../shared/rooms.ts'
import type { ClientFrame } from '../frames.ts'
import { ackFrame, awarenessFrame, readFrame, refusalFrame } from '../frames.ts'
import type { SyncUser } from '../ports.ts'
import type { Peer, Room } from '../room/room.ts'
import { AckCounter } from './ack-counter.ts'
import { TokenBucket } from './token-bucket.ts'

export interface ConnectionOptions {
  user: SyncUser
  room: Room
  acks: boolean
  /** The role now, asked at every writing frame. */
  role(): Role | null
  /** Binds a clientID to this user for good; null when it may be used, else why not. */
  claim(client: number): Promise<string | null>
  /** Milliseconds, monotonic. */
  now(): number
  refused(reason: string): void
}

const RESYNC_WINDOW_MS = 10_000
const KEEPALIVE = awarenessFrame([])

/** One socket in one room: reads frames strictly, keeps the limits, counts acks. It decides nothing about content. */
export class Connection implements Peer {
  readonly user: SyncUser
  readonly room: Room
  readonly #socket: WebSocket
  readonly #options: ConnectionOptions
  readonly #openedAs: Role | null
  readonly #acks = new AckCounter()
  readonly #frames: TokenBucket
  readonly #presence: TokenBucket
  #resyncs: number[] = []
  #ackPending = 0
  #corked = false
  #closing = false
  #announced = false
  #quietSince: number
  #alive = true

  constructor(socket: WebSocket, options: ConnectionOptions) {
    const now = options.now()
    this.#socket = socket
    this.#options = options
    this.user = options.user
    this.room = options.room
    this.#openedAs = options.role()
    this.#frames = new TokenBucket(LIMITS.framesPerSecond, LIMITS.framesBurst, now)
    this.#presence = new TokenBucket(LIMITS.presencePerSecond, LIMITS.presencePerSecond * 2, now)
    this.#quietSince = now
    socket.on('pong', () => {
      this.#alive = true
    })
  }

  get writes(): boolean {
    return canWriteRoom(this.#openedAs, this.room.key.room)
  }

  /** To be called once, after the clientID of the URL has been announced: presence first, then ask for what is missing. */
  open(): void {
    this.room.join(this)
    if (this.writes) this.room.askFor(this)
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > LIMITS.socketBacklogBytes) {
      // It doesn't read. Cut off, it comes back and gets what it missed in one piece.
      this.#socket.terminate()
      return
    }
    this.#quietSince = this.#options.now()
    this.#cork()
    this.#socket.send(frame)
  }

  /** A frame when nothing was sent for a while (stock clients give up after 30 s of silence), and a check for dead peers. */
  keepAlive(now: number, quietMs: number): void {
    if (!this.#alive) {
      this.#socket.terminate()
      return
    }
    this.#alive = false
    this.#socket.ping()
    if (now - this.#quietSince >= quietMs) this.send(KEEPALIVE)
  }

  close(code: CloseCode, reason: string): void {
    if (this.#closing) return
    this.#closing = true
    this.#socket.close(code, reason)
  }

  receive(bytes: Uint8Array): void {
    if (this.#closing) return
    if (!this.#frames.take(this.#options.now())) return this.close(CLOSE.tooFast, 'too-fast')
    let frame: ClientFrame
    try {
      frame = readFrame(bytes)
    } catch (error) {
      return this.#refuse({ reason: 'malformed', path: ['frame', (error as Error).message] }, CLOSE.malformed)
    }
    switch (frame.type) {
      case 'step1':
        return this.room.sendAll(this, frame.vector)
      case 'write':
        return this.#write(frame.update, frame.step2)
      case 'queryAwareness':
        return this.room.sendPresence(this)
      case 'awareness':
        return this.#takePresence(frame)
      default:
        return frame satisfies never
    }
  }

  #write(update: Uint8Array, step2: boolean): void {
    const most = step2 ? LIMITS.syncStep2Bytes : LIMITS.updateBytes
    if (update.length > most)
      return this.#refuse({ reason: 'too-large', path: [this.room.key.room, String(most)] }, CLOSE.tooLarge)
    const role = this.#options.role()
    if (role === null) return this.close(CLOSE.notFound, 'no-access')
    if (role !== this.#openedAs) return this.close(CLOSE.roleChanged, 'role-changed')
    const number = this.#acks.receive()
    const received = this.room.receive(this, role, update)
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

  #resync(): void {
    const now = this.#options.now()
    this.#resyncs = this.#resyncs.filter((at) => now - at < RESYNC_WINDOW_MS)
    this.#resyncs.push(now)
    if (this.#resyncs.length > LIMITS.resyncsPerTenSeconds)
      return this.close(CLOSE.tooFast, 'too-many-resyncs')
    this.room.askFor(this)
  }

  #takePresence(frame: Extract<ClientFrame, { type: 'awareness' }>): void {
    if (!this.#presence.take(this.#options.now())) return this.close(CLOSE.tooFast, 'presence-too-fast')
    const role = this.#options.role()
    const first = frame.entries.find((entry) => entry.state !== 'null')
    if (role === null || first === undefined) {
      if (role !== null) this.#takeEntries(frame, role)
      return
    }
    if (this.#announced) return this.#takeEntries(frame, role)
    // Without `client=` in the URL the first state that is announced tells the clientID.
    void this.announce(first.client).then((problem) => {
      if (problem === null) this.#takeEntries(frame, role)
    })
  }

  #takeEntries(frame: Extract<ClientFrame, { type: 'awareness' }>, role: Role): void {
    const problem = this.room.presence(this, frame.entries, role)
    if (problem !== null) this.#refuse({ reason: problem, path: ['presence'] }, CLOSE.refused)
  }

  /** Binds the clientID before any presence is shown under it. Answers why it can't be used, or null. */
  async announce(client: number): Promise<string | null> {
    this.#announced = true
    const problem = await this.#options.claim(client)
    if (problem === null) this.room.announce(this, client)
    else this.#refuse({ reason: problem, path: ['client', String(client)] }, CLOSE.refused)
    return problem
  }

  #refuse(refusal: Refusal, code: CloseCode): void {
    this.#options.refused(refusal.reason)
    this.send(refusalFrame(refusal))
    this.close(code, refusal.reason)
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
