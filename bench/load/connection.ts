import * as encoding from 'lib0/encoding'
import type { Place } from './payload.ts'
import { frame, RawSocket } from './raw-socket.ts'

/**
 * The three wire formats that are measured.
 * - `y-websocket`: [type][…]
 * - `hocuspocus`: [name of the document][type][…], after a token
 * - `relay`: whatever comes is passed on
 */
export type Protocol = 'y-websocket' | 'hocuspocus' | 'relay'

/** Where one client connects, and where its text goes. Plain data: it is sent to the load generator's process. */
export interface Seat {
  protocol: Protocol
  port: number
  path: string
  headers: Record<string, string>
  /** Its Yjs clientID. */
  client: number
  place: Place
}

const SYNC = 0
const AUTH = 2
const SYNC_REPLY = 4
const ROOM = 'bench'

/** One client. `received` gets every update and sync step 2 as it came, before anything is decoded. */
export class Connection {
  readonly ready: Promise<void>
  readonly socket: RawSocket
  /** What hocuspocus wants in front of each message. */
  readonly #prefix: Buffer
  readonly #seat: Seat
  readonly #received: (payload: Buffer) => void
  #resolve = () => {}

  constructor(seat: Seat, received: (payload: Buffer) => void, lost: (reason: Error) => void) {
    this.#seat = seat
    this.#received = received
    this.#prefix = Buffer.from(seat.protocol === 'hocuspocus' ? varString(ROOM) : [])
    let reject = (_: Error) => {}
    this.ready = new Promise((resolve, no) => {
      this.#resolve = resolve
      reject = no
    })
    this.socket = new RawSocket(seat.port, seat.path, seat.headers, {
      opened: () => this.#opened(),
      received: (message) => this.#message(message),
      closed: (reason = new Error('The connection was closed.')) => {
        reject(reason)
        lost(reason)
      },
    })
  }

  /** An update as a frame to be written later, so that the hot loop only writes. */
  updateFrame(update: Uint8Array): Buffer {
    return frame(Buffer.concat([this.#prefix, Buffer.from([SYNC, 2]), withLength(update)]))
  }

  #opened(): void {
    switch (this.#seat.protocol) {
      case 'relay':
        return this.#resolve()
      case 'y-websocket':
        return this.#sendStep1()
      case 'hocuspocus':
        return this.#send(Buffer.from([AUTH, 0]), varString('bench'), varString('4.7.0'))
    }
  }

  #message(message: Buffer): void {
    if (this.#seat.protocol === 'relay') return this.#received(message)
    let at = this.#prefix.length
    const type = message[at++]
    if (type === SYNC || type === SYNC_REPLY) {
      const step = message[at++]
      // Asked for what we have: nothing.
      if (step === 0) return this.#send(Buffer.from([SYNC, 1, 2, 0, 0]))
      while ((message[at++] ?? 0) & 0x80);
      this.#received(message.subarray(at))
      if (step === 1) this.#resolve()
    } else if (type === AUTH && this.#seat.protocol === 'hocuspocus') this.#sendStep1()
  }

  #sendStep1(): void {
    this.#send(Buffer.from([SYNC, 0, 1, 0]))
  }

  #send(...parts: Uint8Array[]): void {
    this.socket.write(frame(Buffer.concat([this.#prefix, ...parts])))
  }
}

function varString(text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, text)
  return encoding.toUint8Array(encoder)
}

function withLength(bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}
