import { describe, expect, test } from 'vitest'
import * as awareness from 'y-protocols/awareness'
import * as Y from 'yjs'
import { FRAME, SYNC } from '../../shared/protocol.ts'
import { ackFrame, awarenessFrame, encodeVector, readFrame, refusalFrame, syncFrame } from './frames.ts'

describe('frames of stock clients are read', () => {
  test('step 1', () => {
    const ydoc = new Y.Doc()
    ydoc.getText('t').insert(0, '合注')
    const vector = Y.encodeStateVector(ydoc)
    expect(readFrame(syncFrame(SYNC.step1, vector))).toEqual({
      type: 'step1',
      vector: new Map([[ydoc.clientID, 2]]),
    })
  })

  test('step 2 and updates, byte for byte', () => {
    const update = Uint8Array.of(1, 2, 3)
    expect(readFrame(syncFrame(SYNC.step2, update))).toEqual({ type: 'write', step2: true, update })
    expect(readFrame(syncFrame(SYNC.update, update))).toEqual({ type: 'write', step2: false, update })
  })

  test('awareness, also of somebody who has left', () => {
    const state = new awareness.Awareness(new Y.Doc())
    state.setLocalState({ at: '¶ 3' })
    const client = state.clientID
    const frame = (bytes: Uint8Array) => Uint8Array.from([FRAME.awareness, bytes.length, ...bytes])
    expect(readFrame(frame(awareness.encodeAwarenessUpdate(state, [client])))).toEqual({
      type: 'awareness',
      entries: [{ client, clock: 1, state: '{"at":"¶ 3"}' }],
    })
    state.setLocalState(null)
    const left = awareness.encodeAwarenessUpdate(state, [client])
    expect(readFrame(frame(left))).toMatchObject({ entries: [{ state: 'null' }] })
    state.destroy()
  })

  test('a query', () => {
    expect(readFrame(Uint8Array.of(FRAME.queryAwareness))).toEqual({ type: 'queryAwareness' })
  })
})

describe('[S7] anything else throws', () => {
  const good: [string, Uint8Array][] = [
    ['step 1', syncFrame(SYNC.step1, encodeVector(new Map([[300, 5]])))],
    ['an update', syncFrame(SYNC.update, Uint8Array.of(0, 0))],
    ['awareness', awarenessFrame([{ client: 1, clock: 1, state: '{}' }])],
    ['a query', Uint8Array.of(FRAME.queryAwareness)],
  ]
  test.each(good)('%s with a byte more', (_, frame) => {
    expect(() => readFrame(Uint8Array.from([...frame, 0]))).toThrow()
  })
  test.each(good)('%s cut off anywhere', (_, frame) => {
    for (let length = 0; length < frame.length; length++)
      expect(() => readFrame(frame.slice(0, length))).toThrow()
  })
  test('a frame that claims more than it has never sees what lies behind it in memory', () => {
    const pool = new Uint8Array(100).fill(7)
    pool.set([FRAME.sync, SYNC.update, 50], 10)
    expect(() => readFrame(pool.subarray(10, 20))).toThrow()
  })
  test('frames only the server sends', () => {
    expect(() => readFrame(ackFrame(1))).toThrow()
    expect(() => readFrame(refusalFrame({ reason: 'read-only', path: [] }))).toThrow()
  })
})
