import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import { writeSyncStep1 } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { FRAME, type Refusal, SCHEMA_VERSION } from '../../shared/protocol.ts'
import { afterClose, retryDelay } from './after-close.ts'
import { countingSocket, type FrameCount, type SocketClass, updateFrame } from './counting-socket.ts'
import { IncomingSync } from './incoming.ts'

export interface LinkOptions {
  /** `wss://host`, without a path. */
  server: string
  socket: SocketClass
  documentId: string
  room: string
  epoch: string
  ydoc: Y.Doc
  awareness: Awareness
  writes: boolean
  /** Whether a clientID is announced, under which presence or a caret is shown. */
  present: boolean
  random: () => number
  /** The step 2 for what the server says it has. */
  answer(vector: Uint8Array): Uint8Array
  events: LinkEvents
}

export interface LinkEvents {
  /** A new connection: nothing of the last one counts any more. */
  opened(): void
  /** In step with the server. */
  synced(): void
  /** The server asks for what is written here, or does not: the role is another than the page believes. */
  otherRights(): void
  /** A step 2 has gone out as frame number `frame`. */
  answered(frame: number): void
  /** The first `frames` frames are durable. */
  acknowledged(frames: number): void
  /** `reason`: what the server said in closing. */
  lost(code: number | undefined, reason: string): void
  closed(code: number, refusal: Refusal | undefined): void
}

/** So long may an answer take before the line counts as dead. */
const SILENCE_MS = 5_000
/** More failures than y-websocket's own pace needs to reach the delay that is set here. */
const ENOUGH_FAILURES = 20

/** The connection of one room: joins, comes back, counts frames and acks. It knows nothing of what is in the ydoc. */
export class Link {
  readonly provider: WebsocketProvider
  readonly incoming: IncomingSync
  readonly #options: LinkOptions
  #count: FrameCount = { sent: 0, step2: 0 }
  /** Whether the server has asked, in this connection: it does so first of all, and only those who may write. */
  #asked = false
  #acked = 0
  #attempt = 0
  #refusal: Refusal | undefined
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(options: LinkOptions) {
    this.#options = options
    const { ydoc, awareness, epoch, writes, present, events } = options
    const socket = countingSocket(options.socket, {
      writes,
      opened: (count) => {
        this.#count = count
        this.#asked = false
        this.#acked = 0
        this.#refusal = undefined
        events.opened()
      },
      answered: ({ step2 }) => events.answered(step2),
    })
    this.provider = new WebsocketProvider(
      `${options.server}/sync/${options.documentId}`,
      options.room,
      ydoc,
      {
        WebSocketPolyfill: socket as unknown as typeof WebSocket,
        params: {
          schema: String(SCHEMA_VERSION),
          epoch,
          ack: '1',
          ...(present ? { client: String(ydoc.clientID) } : {}),
        },
        awareness,
        // What only went through a BroadcastChannel is never stored (docs/PROTOCOL.md).
        disableBc: true,
        connect: false,
        shouldReconnect: (event) => afterClose(event.code) === 'retry',
      },
    )
    this.incoming = new IncomingSync(this.provider, (vector) => {
      this.#asked = true
      return options.answer(vector)
    })
    this.provider.messageHandlers[FRAME.ack] = (_, decoder) => {
      this.#acked = decoding.readVarUint(decoder)
      events.acknowledged(this.#acked)
    }
    this.provider.messageHandlers[FRAME.refusal] = (_, decoder) => {
      this.#refusal = readRefusal(decoding.readVarString(decoder))
    }
    this.provider.on('sync', (synced) => {
      if (!synced) return
      this.#attempt = 0
      if (this.#asked !== writes) events.otherRights()
      events.synced()
    })
    this.provider.on('connection-close', (event) => this.#closing(event?.code, event?.reason))
    this.provider.on('closed', ({ code }) => events.closed(code, this.#refusal))
  }

  connect(): void {
    this.provider.connect()
  }

  /** The network is said to be back: try at once. */
  hurry(): void {
    if (this.provider.shouldConnect && this.provider.ws === null) this.provider.connect()
  }

  /** The network is said to be gone, or an answer is overdue: asks, and gives the line up when nothing comes. */
  doubt(): void {
    const { provider } = this
    if (!provider.wsconnected || this.#silence !== undefined) return
    const heard = provider.wsLastMessageReceived
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, FRAME.sync)
    writeSyncStep1(encoder, this.#options.ydoc)
    provider.ws?.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>)
    this.#silence = setTimeout(() => {
      this.#silence = undefined
      if (!provider.wsconnected || provider.wsLastMessageReceived !== heard) return
      provider.disconnect()
      provider.connect()
    }, SILENCE_MS)
  }

  get synced(): boolean {
    return this.provider.synced
  }

  /** All frames of this connection are durable, and among them one that held everything. */
  get settled(): boolean {
    if (!this.provider.synced) return false
    return !this.#options.writes || (this.#count.step2 > 0 && this.#acked === this.#count.sent)
  }

  /** The number of the frame just sent; undefined when nothing can be sent now. */
  get frame(): number | undefined {
    const { ws, wsconnected } = this.provider
    return wsconnected && ws?.readyState === 1 ? this.#count.sent : undefined
  }

  /** Frames sent so far, once one of them has been a step 2; before that one, nothing counts as sent. */
  get frameAfterAnswer(): number | undefined {
    return this.#count.step2 > 0 ? this.frame : undefined
  }

  sendUpdate(update: Uint8Array): void {
    this.provider.ws?.send(updateFrame(update) as Uint8Array<ArrayBuffer>)
  }

  destroy(): void {
    clearTimeout(this.#silence)
    this.incoming.hold(false)
    this.provider.destroy()
  }

  /** y-websocket waits the smaller of its own growing delay and `maxBackoffTime`: the latter is made the one meant. */
  #closing(code: number | undefined, reason = ''): void {
    this.#attempt++
    this.provider.wsUnsuccessfulReconnects = ENOUGH_FAILURES
    this.provider.maxBackoffTime = retryDelay(code, this.#attempt, this.#options.random())
    this.#options.events.lost(code, reason)
  }
}

function readRefusal(json: string): Refusal | undefined {
  try {
    const { reason, path } = JSON.parse(json) as Partial<Refusal>
    if (typeof reason !== 'string') return undefined
    return { reason, path: Array.isArray(path) ? path.map(String) : [] }
  } catch {
    return undefined
  }
}
