import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/**
 * A WebSocket client that costs the load generator as little as can be: straight on a TCP socket, no extensions, a
 * masking key of zeros, binary frames only.
 */
export interface RawSocketHandlers {
  opened(): void
  received(message: Buffer): void
  closed(reason: Error | undefined): void
}

/** A client's frame around a payload, ready to be written as it is. */
export function frame(payload: Uint8Array, opcode = 2): Buffer {
  const { length } = payload
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  // The last four bytes are the masking key: zeros leave the payload as it is.
  const header = Buffer.alloc(2 + lengthBytes + 4)
  header[0] = 0x80 | opcode
  header[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) header.writeUInt16BE(length, 2)
  if (lengthBytes === 8) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

export class RawSocket {
  framesIn = 0
  bytesIn = 0
  readonly #socket: Socket
  readonly #handlers: RawSocketHandlers
  #handshake: Buffer | null = Buffer.alloc(0)
  #error: Error | undefined
  #gone = false
  #chunks: Buffer[] = []
  #have = 0
  #need = 2
  #fragments: Buffer[] | null = null

  constructor(port: number, path: string, headers: Record<string, string>, handlers: RawSocketHandlers) {
    this.#handlers = handlers
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.#socket.on('connect', () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
          `${lines.join('')}\r\n`,
      )
    })
    this.#socket.on('data', (data: Buffer) => this.#read(data))
    this.#socket.on('error', (error) => {
      this.#error = error
    })
    this.#socket.on('close', () => {
      if (!this.#gone) handlers.closed(this.#error)
      this.#gone = true
    })
  }

  /** Writes a frame made by `frame`. */
  write(framed: Buffer): void {
    this.#socket.write(framed)
  }

  destroy(): void {
    this.#gone = true
    this.#socket.destroy()
  }

  #read(data: Buffer): void {
    let rest = data
    if (this.#handshake) {
      this.#handshake = Buffer.concat([this.#handshake, data])
      const end = this.#handshake.indexOf('\r\n\r\n')
      if (end < 0) return
      const status = this.#handshake.toString('latin1', 0, this.#handshake.indexOf('\r\n'))
      rest = this.#handshake.subarray(end + 4)
      this.#handshake = null
      if (!status.startsWith('HTTP/1.1 101')) {
        this.#error = new Error(`The upgrade was refused: ${status}`)
        this.#socket.destroy()
        return
      }
      this.#handlers.opened()
    }
    this.bytesIn += rest.length
    this.#chunks.push(rest)
    this.#have += rest.length
    if (this.#have >= this.#need) this.#readFrames()
  }

  #readFrames(): void {
    const bytes = Buffer.concat(this.#chunks, this.#have)
    let at = 0
    this.#need = 2
    while (bytes.length - at >= 2) {
      let length = bytes.readUInt8(at + 1) & 0x7f
      const headerBytes = length === 126 ? 4 : length === 127 ? 10 : 2
      if (bytes.length - at < headerBytes) {
        this.#need = headerBytes
        break
      }
      if (length === 126) length = bytes.readUInt16BE(at + 2)
      else if (length === 127) length = Number(bytes.readBigUInt64BE(at + 2))
      const end = at + headerBytes + length
      if (bytes.length < end) {
        this.#need = end - at
        break
      }
      this.#take(bytes.readUInt8(at), bytes.subarray(at + headerBytes, end))
      at = end
      if (this.#gone) return
    }
    const rest = bytes.subarray(at)
    this.#have = rest.length
    this.#chunks = rest.length > 0 ? [rest] : []
  }

  #take(head: number, payload: Buffer): void {
    const opcode = head & 15
    const isFinal = (head & 0x80) !== 0
    if (opcode === 9) this.#socket.write(frame(payload, 10))
    else if (opcode === 8) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
      this.#error = new Error(`closed with ${code} ${payload.subarray(2).toString()}`)
      this.#socket.end()
    } else if (!isFinal) {
      this.#fragments = [...(this.#fragments ?? []), Buffer.from(payload)]
    } else {
      this.framesIn++
      const whole = this.#fragments ? Buffer.concat([...this.#fragments, payload]) : payload
      this.#fragments = null
      this.#handlers.received(whole)
    }
  }
}
