import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { WebsocketProvider } from 'y-websocket'
import { FRAME, SYNC } from '../../shared/protocol.ts'

/** An editor that never says that a composition is over must not stop the room for good. */
const LONGEST_HOLD_MS = 60_000

/**
 * The sync frames of a room. While somebody composes, what comes from outside waits here, in order; only then the
 * provider sees it, so it is never *synced* before the ydoc is. Questions are answered at once.
 */
export class IncomingSync {
  #waiting: (() => void)[] = []
  #held = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `answer` gives the body of the step 2 that answers the server's state vector. */
  constructor(provider: WebsocketProvider, answer: (vector: Uint8Array) => Uint8Array) {
    const standard = provider.messageHandlers[FRAME.sync]
    if (!standard) throw new Error('y-websocket handles no sync frames')
    provider.messageHandlers[FRAME.sync] = (encoder, decoder, _provider, emitSynced, type) => {
      if (decoding.peekVarUint(decoder) === SYNC.step1) {
        decoding.readVarUint(decoder)
        const body = answer(decoding.readVarUint8Array(decoder))
        encoding.writeVarUint(encoder, FRAME.sync)
        encoding.writeVarUint(encoder, SYNC.step2)
        encoding.writeVarUint8Array(encoder, body)
        return
      }
      const { ws } = provider
      // A frame that has waited longer than its connection lasted is still true, but no longer means *synced*.
      this.run(() =>
        standard(encoding.createEncoder(), decoder, provider, emitSynced && provider.ws === ws, type),
      )
    }
  }

  /** Does something that changes the ydoc from outside: now, or in its turn when the hold is over. */
  run(change: () => void): void {
    if (this.#held) this.#waiting.push(change)
    else change()
  }

  hold(hold: boolean): void {
    clearTimeout(this.#timer)
    this.#held = hold
    if (hold) {
      this.#timer = setTimeout(() => this.hold(false), LONGEST_HOLD_MS)
      return
    }
    const waiting = this.#waiting
    this.#waiting = []
    for (const change of waiting) change()
  }
}
