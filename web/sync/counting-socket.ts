import { LIMITS } from '../../shared/limits.ts'
import { FRAME, SYNC } from '../../shared/protocol.ts'

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

/** Bytes of a frame beside its update: type, sub-type and a length of at most four. */
const ENVELOPE = 6

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
      const tooLarge = data[1] === SYNC.update && data.length > LIMITS.updateBytes + ENVELOPE
      this.count.sent++
      super.send((tooLarge ? asStep2(data) : data) as Uint8Array<ArrayBuffer>)
      if (data[1] !== SYNC.step2) return
      this.count.step2 = this.count.sent
      watch.answered(this.count)
    }
  }
}

function isWriting(frame: Uint8Array): boolean {
  return frame[0] === FRAME.sync && (frame[1] === SYNC.step2 || frame[1] === SYNC.update)
}

/** What is too large for a live update may still be a step 2; the bodies are the same. */
function asStep2(frame: Uint8Array): Uint8Array {
  const copy = frame.slice()
  copy[1] = SYNC.step2
  return copy
}
