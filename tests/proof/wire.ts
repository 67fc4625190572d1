import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'

/** What a socket's other end hears: frames, and last why it was closed. */
export type Heard = { frame: Uint8Array } | { code: number; reason: string }

/**
 * A socket in memory, both ends in one, whose frames lie on the way until somebody carries them: so that a round with
 * delays, crossings and breaks can be played again exactly. In each direction the order is kept.
 */
export class Wire extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly toServer: Uint8Array[] = []
  readonly toClient: Heard[] = []
  #paused = false

  /** The server's end, as what `ws` would have made of it. */
  get socket(): WebSocket {
    return this as unknown as WebSocket
  }
  get open(): boolean {
    return this.readyState === this.OPEN
  }
  /** Something may be carried to the server, which listens once it has looked at who comes. */
  get mayReachServer(): boolean {
    return this.open && this.toServer.length > 0 && !this.#paused && this.listenerCount('message') > 0
  }

  carryToServer(): void {
    const frame = this.toServer.shift()
    if (frame !== undefined)
      this.emit('message', Buffer.from(frame.buffer, frame.byteOffset, frame.length), true)
  }
  carryToClient(): Heard | undefined {
    return this.toClient.shift()
  }
  /** The network is gone: what is on its way in either direction never arrives. */
  breaks(): void {
    this.toServer.length = 0
    this.toClient.length = 0
    this.#end()
  }

  send(frame: Uint8Array): void {
    if (this.open) this.toClient.push({ frame })
  }
  close(code: number, reason: string): void {
    if (!this.open) return
    this.toClient.push({ code, reason })
    this.#end()
  }
  terminate(): void {
    this.close(1006, '')
  }
  pause(): void {
    this.#paused = true
  }
  resume(): void {
    this.#paused = false
  }
  ping(): void {}

  #end(): void {
    if (!this.open) return
    this.readyState = 3
    this.emit('close')
  }
}
