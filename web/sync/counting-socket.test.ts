import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../../shared/limits.ts'
import { countingSocket, type FrameCount, type SocketClass, updateFrame } from './counting-socket.ts'

class Wire {
  readonly sent: Uint8Array[] = []
  send(data: Uint8Array): void {
    this.sent.push(data)
  }
}

function connect(writes = true) {
  const seen: { opened: FrameCount[]; answered: number[] } = { opened: [], answered: [] }
  const Socket = countingSocket(Wire as unknown as SocketClass, {
    writes,
    opened: (count) => seen.opened.push(count),
    answered: (count) => seen.answered.push(count.step2),
  })
  return { Socket, seen }
}

test('[S6] only frames that write are counted, from the first of each connection on', () => {
  const { Socket, seen } = connect()
  const socket = new Socket('ws://host')
  socket.send(Uint8Array.of(0, 0, 1, 0)) // step 1
  socket.send(Uint8Array.of(1, 0)) // presence
  socket.send(Uint8Array.of(0, 2, 1, 0)) // update
  socket.send(Uint8Array.of(0, 1, 1, 0)) // step 2
  expect(seen.opened[0]).toEqual({ sent: 2, step2: 2 })
  expect(seen.answered).toEqual([2])
  new Socket('ws://host')
  expect(seen.opened[1]).toEqual({ sent: 0, step2: 0 })
})

test('[W1] where nothing may be written, nothing that writes leaves', () => {
  const { Socket, seen } = connect(false)
  const socket = new Socket('ws://host')
  socket.send(Uint8Array.of(0, 2, 1, 0))
  socket.send(Uint8Array.of(0, 1, 1, 0))
  socket.send(Uint8Array.of(0, 0, 1, 0))
  expect((socket as unknown as Wire).sent).toEqual([Uint8Array.of(0, 0, 1, 0)])
  expect(seen.opened[0]?.sent).toBe(0)
})

test('[G7] an update that is too much for one frame goes as several, and counts when the last has gone', () => {
  const { Socket, seen } = connect()
  const socket = new Socket('ws://host')
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, '長'.repeat(LIMITS.updateBytes))
  socket.send(updateFrame(Y.encodeStateAsUpdate(ydoc)) as Uint8Array<ArrayBuffer>)
  const { sent } = socket as unknown as Wire
  expect(sent.length).toBeGreaterThan(2)
  for (const frame of sent) expect([frame[1], frame.length < LIMITS.updateBytes + 10]).toEqual([2, true])
  expect(seen).toEqual({ opened: [{ sent: sent.length, step2: 0 }], answered: [] })
})
