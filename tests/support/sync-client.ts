import { EventEmitter } from 'node:events'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { AnnotationRecord } from '../../shared/annotation.ts'
import { textOfBody } from '../../shared/annotation.ts'
import { FRAME, SCHEMA_VERSION, SYNC } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { charactersOf, comment, firstText, newKey } from './content.ts'
import { cookieOf, ORIGIN, userId } from './test-access.ts'
import { until } from './until.ts'

// Every stock provider listens for the end of the process.
process.setMaxListeners(0)
EventEmitter.defaultMaxListeners = 0

export interface ClientOptions {
  as: string
  document: string
  room?: RoomName
  /** Without these it is exactly a stock provider. */
  params?: Record<string, string>
  cookie?: string
  /** Whom the browser believes to be at. */
  origin?: string
  connect?: boolean
  /** Another client's document, to be the same person on a second connection. */
  ydoc?: Y.Doc
}

/** A person at a stock y-websocket provider; with `ack=1`, one who knows what is saved. */
export class Client {
  readonly name: string
  readonly id: string
  readonly ydoc: Y.Doc
  readonly provider: WebsocketProvider
  readonly #acks: boolean
  #socket: CountingSocket | null = null
  acked = 0
  onAck: ((count: number) => void) | null = null
  /** Frame 101, if one came. */
  refusal: { reason: string; path: string[] } | null = null
  closed: { code: number; reason: string } | null = null

  constructor(server: { port: number }, options: ClientOptions) {
    this.name = options.as
    this.id = userId(options.as)
    this.ydoc = options.ydoc ?? new Y.Doc()
    this.#acks = options.params?.ack === '1'
    const cookie = options.cookie ?? cookieOf(options.as)
    const origin = options.origin ?? ORIGIN
    const opened = (socket: CountingSocket) => {
      this.#socket = socket
      this.acked = 0
    }
    class Socket extends CountingSocket {
      constructor(url: string | URL) {
        super(url, { headers: { cookie, origin } })
        opened(this)
      }
    }
    const url = `ws://127.0.0.1:${server.port}/sync/${options.document}`
    this.provider = new WebsocketProvider(url, options.room ?? 'text', this.ydoc, {
      WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
      params: options.params ?? {},
      disableBc: true,
      maxBackoffTime: 100,
      connect: false,
    })
    this.provider.messageHandlers[FRAME.ack] = (_, decoder) => {
      this.acked = decoding.readVarUint(decoder)
      this.onAck?.(this.acked)
    }
    this.provider.messageHandlers[FRAME.refusal] = (_, decoder) => {
      this.refusal = JSON.parse(decoding.readVarString(decoder))
    }
    this.provider.on('connection-close', (event) => {
      if (event !== null) this.closed = { code: event.code, reason: event.reason }
    })
    if (options.connect !== false) this.provider.connect()
  }

  /** All that was written is on the server's disk. */
  get saved(): boolean {
    if (!this.#acks) throw new Error(`${this.name} did not ask for acks`)
    const socket = this.#socket
    return this.provider.synced && socket?.step2 === true && this.acked === socket.writes
  }
  get writes(): number {
    return this.#socket?.writes ?? 0
  }

  synced(): Promise<true> {
    return until(`${this.name} is synced`, () => this.provider.synced || null)
  }
  whenSaved(): Promise<true> {
    return until(`${this.name} is saved`, () => this.saved || null)
  }
  whenClosed(): Promise<{ code: number; reason: string }> {
    return until(`${this.name} is closed`, () => this.closed)
  }

  types(text: string, at = this.text.length): this {
    firstText(this.ydoc).insert(at, text)
    return this
  }
  get text(): string {
    return charactersOf(this.ydoc)
  }

  /** Writes a comment and answers its key. */
  annotates(text: string, key = newKey(this.id)): string {
    this.annotations.set(key, comment(text))
    return key
  }
  get annotations(): Y.Map<AnnotationRecord> {
    return this.ydoc.getMap('annotations')
  }
  /** The comments as key → text. */
  get notes(): Record<string, string> {
    return Object.fromEntries([...this.annotations].map(([key, record]) => [key, textOfBody(record.body)]))
  }

  goesOffline(): this {
    this.provider.disconnect()
    return this
  }
  /** On a new connection, which has its own allowance of frames. */
  comesAfresh(): this {
    return this.goesOffline().comesBack()
  }
  comesBack(): this {
    this.provider.connect()
    return this
  }
  leaves(): void {
    this.provider.destroy()
    this.ydoc.destroy()
  }
}

/** Counts what the ack frame counts: type-0 frames of sub-type 1 and 2. */
class CountingSocket extends WebSocket {
  writes = 0
  step2 = false
  override send(data: Parameters<WebSocket['send']>[0]): void {
    const bytes = data as Uint8Array
    if (bytes[0] === FRAME.sync && (bytes[1] === SYNC.step2 || bytes[1] === SYNC.update)) {
      this.writes++
      if (bytes[1] === SYNC.step2) this.step2 = true
    }
    super.send(data)
  }
}

/** Parameters of a client of this version that asks for acks. */
export const OURS = { schema: String(SCHEMA_VERSION), ack: '1' }
