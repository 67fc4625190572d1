import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { CloseCode } from '../../../shared/protocol.ts'

/** Far more than a browser takes to hang up. */
const HANG_UP_MS = 3_000

/** Tells a socket that gets in nowhere why. It is not waited for: until it hangs up it could go on sending, up to a whole frame. */
export function turnAway(socket: WebSocket, code: CloseCode, reason: string): void {
  socket.close(code, reason)
  const timer = setTimeout(() => socket.terminate(), HANG_UP_MS)
  socket.once('close', () => clearTimeout(timer))
}

/** Answers an upgrade by an HTTP status. Ended is not closed: who never hangs up would keep the socket for ever. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  socket.on('error', () => {})
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
