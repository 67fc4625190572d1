import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CLOSE, syncPath } from '../../shared/protocol.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { GOOD } from '../support/raw-tcp.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

/** Who is sent away and stays: sockets that never hang up, and sessions that end half way through the door. */

let server: TestServer
let document: string
const open: Socket[] = []
beforeAll(async () => {
  server = await startSyncServer()
  document = await server.document({ alice: 'owner', eve: 'annotator' })
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})
afterAll(() => server.stop())

/** Asks for an upgrade and never hangs up by itself; answers whether the server still holds its end. */
function clinging(headers: readonly (readonly [string, string])[]): { held(): boolean; socket: Socket } {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  open.push(socket)
  let gone = false
  socket.on('error', () => {
    gone = true
  })
  socket.resume()
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`GET ${syncPath(document, 'notes')} HTTP/1.1\r\n${lines}\r\n`)
  return {
    socket,
    held() {
      // What is written to an end that is closed comes back as an error.
      if (!gone && !socket.destroyed) socket.write(Uint8Array.of(0))
      return !gone && !socket.destroyed
    },
  }
}

test('[S7] whose origin is foreign is not kept for his not hanging up', async () => {
  const foreign = GOOD.map(
    ([name, value]) => [name, name === 'Origin' ? 'http://evil.example' : value] as const,
  )
  const sockets = Array.from({ length: 20 }, () => clinging(foreign))
  await until('all are cut off', () => sockets.every(({ held }) => !held()))
})

test('[S7] nor is who is signed out', { timeout: 15_000 }, async () => {
  const strangers = GOOD.map(([name, value]) => [name, name === 'Cookie' ? 'session=nobody' : value] as const)
  const { socket } = clinging(strangers)
  const began = performance.now()
  let ended = false
  socket.on('error', () => {
    ended = true
  })
  while (!ended && !socket.destroyed && performance.now() - began < 10_000) {
    // A frame that never comes to its end.
    socket.write(Uint8Array.of(0x02, 0x81, 0, 0, 0, 0, 0))
    await pause(100)
  }
  expect(performance.now() - began).toBeLessThan(8_000)
})

test.each([
  ['and comes to nothing', 'notes'],
  ['with a clientID', 'notes?client=77'],
] as const)('[S8] a session that ends while its socket is let in %s', async (_, where) => {
  const { access } = server
  const ask = access.userOf.bind(access)
  let asked = 0
  // The first look finds the session; it ends right behind it, when no connection is there yet that could be closed.
  access.userOf = async (headers) => (asked++ === 0 ? ask(headers) : null)
  const socket = new RawSocket(server, `/sync/${document}/${where}`, { as: 'eve' })
  expect(await socket.closed()).toBe(CLOSE.signedOut)
  expect(socket.received).toEqual([])
  access.userOf = ask
  expect(server.sync.stats().connections).toBe(0)
})
