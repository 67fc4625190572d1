import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { cookieOf, ORIGIN } from './test-access.ts'
import { until } from './until.ts'

/** Headers of an upgrade that would be let in. */
export const GOOD: readonly (readonly [string, string])[] = [
  ['Host', 'hezhu.test'],
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ['Origin', ORIGIN],
  ['Cookie', cookieOf('eve')],
]

/** A TCP connection that speaks HTTP and WebSocket byte by byte, for what no library would send. */
export class RawTcp {
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  closed = false

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data])
    })
    socket.on('close', () => {
      this.closed = true
    })
    socket.on('error', () => {})
  }

  static async to(server: { port: number }): Promise<RawTcp> {
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawTcp(socket)
  }

  write(data: string | Uint8Array): this {
    this.#socket.write(data)
    return this
  }
  request(path: string, headers: readonly (readonly [string, string])[] = GOOD, method = 'GET'): this {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
    return this.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  }
  /** A masked frame of a client, or one that breaks the rules. */
  frame(
    opcode: number,
    payload: Uint8Array,
    options: { final?: boolean; masked?: boolean; bits?: number } = {},
  ): this {
    const { final = true, masked = true, bits = 0 } = options
    const length = payload.length
    const head = [(final ? 0x80 : 0) | bits | opcode]
    const mask = masked ? 0x80 : 0
    if (length < 126) head.push(mask | length)
    else if (length < 65_536) head.push(mask | 126, length >> 8, length & 255)
    else
      head.push(
        mask | 127,
        0,
        0,
        0,
        0,
        (length >>> 24) & 255,
        (length >> 16) & 255,
        (length >> 8) & 255,
        length & 255,
      )
    // A mask of noughts changes nothing.
    return this.write(Uint8Array.from(masked ? [...head, 0, 0, 0, 0] : head)).write(payload)
  }

  get text(): string {
    return this.#received.toString('latin1')
  }
  /** The HTTP status it was answered with, or 0 when it was cut off without one. */
  async status(): Promise<number> {
    await until('an answer', () => this.closed || this.text.includes('\r\n\r\n'))
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.text)?.[1] ?? 0)
  }
  /** The close code the server ends with; 1006 when it ends without one. */
  async closeCode(): Promise<number> {
    await until('the end', () => this.closed || this.#closeFrame() !== null)
    return this.#closeFrame() ?? 1006
  }
  #closeFrame(): number | null {
    const frames = this.#received.subarray(this.#received.indexOf('\r\n\r\n') + 4)
    for (let at = 0; at + 2 <= frames.length; ) {
      const opcode = (frames[at] ?? 0) & 15
      const short = (frames[at + 1] ?? 0) & 127
      const length = short === 126 ? frames.readUInt16BE(at + 2) : short
      const head = short === 126 ? 4 : 2
      if (short === 127) return null
      if (opcode === 8 && at + head + 2 <= frames.length) return frames.readUInt16BE(at + head)
      at += head + length
    }
    return null
  }
  end(): void {
    this.#socket.destroy()
  }
}
