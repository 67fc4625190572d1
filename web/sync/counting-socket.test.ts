import { expect, test } from 'vitest'
import { LIMITS } from '../../shared/limits.ts'
import { countingSocket, type FrameCount, type SocketClass } from './counting-socket.ts'

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

test('an update that is too large for a live frame goes as a step 2, which says nothing about the rest', () => {
  const { Socket, seen } = connect()
  const socket = new Socket('ws://host')
  const large = new Uint8Array(LIMITS.updateBytes + 100)
  large.set([0, 2])
  socket.send(large)
  expect((socket as unknown as Wire).sent[0]?.[1]).toBe(1)
  expect(large[1]).toBe(2)
  expect(seen).toEqual({ opened: [{ sent: 1, step2: 0 }], answered: [] })
})
