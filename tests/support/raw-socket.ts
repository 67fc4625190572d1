import { WebSocket } from 'ws'
import { cookieOf, ORIGIN } from './test-access.ts'
import { until } from './until.ts'

/** A bare socket, for what no honest client would send. */
export class RawSocket {
  readonly received: Uint8Array[] = []
  readonly socket: WebSocket
  /** The close code, or minus the HTTP status of a refused upgrade. */
  code = 0
  reason = ''

  constructor(
    server: { port: number },
    path: string,
    options: { as?: string; origin?: string | null; cookie?: string } = {},
  ) {
    const headers: Record<string, string> = {}
    const origin = options.origin === undefined ? ORIGIN : options.origin
    if (origin !== null) headers.origin = origin
    if (options.as !== undefined) headers.cookie = cookieOf(options.as)
    if (options.cookie !== undefined) headers.cookie = options.cookie
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
    this.socket.on('message', (data: Buffer) => this.received.push(new Uint8Array(data)))
    this.socket.on('close', (code, reason) => {
      this.code ||= code
      this.reason = reason.toString()
    })
    this.socket.on('unexpected-response', (request, response) => {
      this.code = -(response.statusCode ?? 0)
      request.destroy()
    })
    this.socket.on('error', () => {})
  }

  async open(): Promise<this> {
    await until('the socket is open', () => this.socket.readyState === WebSocket.OPEN || null)
    return this
  }
  send(...bytes: number[] | [Uint8Array] | [string]): this {
    const [first] = bytes
    this.socket.send(typeof first === 'number' ? Uint8Array.from(bytes as number[]) : (first ?? ''))
    return this
  }
  /** The close code; the HTTP status as a negative number when it never became a socket. */
  closed(): Promise<number> {
    return until('the socket is closed', () => this.code || null)
  }
  /** The frames of one type so far. */
  frames(type: number): Uint8Array[] {
    return this.received.filter((frame) => frame[0] === type)
  }
}
