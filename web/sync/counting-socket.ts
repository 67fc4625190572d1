import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { FRAME, SYNC } from '../../shared/protocol.ts'
import { PIECE, splitUpdate } from './split-update.ts'

export type SocketClass = new (url: string | URL, protocols?: string | string[]) => WebSocket

/** One connection's writing frames, as the ack frame counts them. */
export interface FrameCount {
  /** Type-0 frames of sub-type 1 and 2 so far. */
  sent: number
  /** Number of the last step 2; 0 before there was one. */
  step2: number
}

export interface SocketWatch {
  /** False: nothing that writes ever leaves, whatever the ydoc does by itself. */
  writes: boolean
  /** A new connection has its own count. */
  opened(count: FrameCount): void
  /** A step 2 has been sent: it holds everything the ydoc has. */
  answered(count: FrameCount): void
}

/** Shorter frames, all that is ever typed among them, need not be looked into. */
const ALWAYS_FITS = 2 * PIECE.structs

/**
 * A WebSocket class that counts what it sends. Counting on the socket, not above it, is what makes an ack mean exactly
 * these frames of exactly this connection.
 */
export function countingSocket(Base: SocketClass, watch: SocketWatch): SocketClass {
  return class CountingSocket extends Base {
    readonly count: FrameCount = { sent: 0, step2: 0 }

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      watch.opened(this.count)
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (!(data instanceof Uint8Array) || !isWriting(data)) return super.send(data)
      if (!watch.writes) return
      for (const frame of inPieces(data)) {
        this.count.sent++
        super.send(frame as Uint8Array<ArrayBuffer>)
      }
      if (data[1] !== SYNC.step2) return
      this.count.step2 = this.count.sent
      watch.answered(this.count)
    }
  }
}

function isWriting(frame: Uint8Array): boolean {
  return frame[0] === FRAME.sync && (frame[1] === SYNC.step2 || frame[1] === SYNC.update)
}

/** What is too much for one live update goes as several; it counts as sent when the last of them is. */
function inPieces(frame: Uint8Array): Uint8Array[] {
  if (frame[1] !== SYNC.update || frame.length < ALWAYS_FITS) return [frame]
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return splitUpdate(decoding.readVarUint8Array(decoder), PIECE).map(updateFrame)
}

/** An update frame of y-protocols. */
export function updateFrame(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, FRAME.sync)
  encoding.writeVarUint(encoder, SYNC.update)
  encoding.writeVarUint8Array(encoder, update)
  return encoding.toUint8Array(encoder)
}
