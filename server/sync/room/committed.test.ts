import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readFrame } from '../frames.ts'
import { CommittedState } from './committed.ts'

function history(count: number) {
  const ydoc = new Y.Doc()
  const rows: { seq: number; bytes: Uint8Array }[] = []
  ydoc.on('update', (bytes) => rows.push({ seq: rows.length + 1, bytes }))
  for (let n = 0; n < count; n++) {
    ydoc.getText('t').insert(n, '注')
    if (n % 10 === 9) ydoc.getText('t').delete(0, 1)
    if (n % 10 === 9) ydoc.getText('t').insert(0, '合')
  }
  return { ydoc, rows }
}

/** What a stock client has after the frames of a join, and whether it calls itself synced then and not before. */
function join(state: CommittedState, ydoc = new Y.Doc()): string {
  const frames = state
    .joinFrames(Y.decodeStateVector(Y.encodeStateVector(ydoc)))
    .map((frame) => readFrame(frame))
  const steps = frames.map((frame) => frame.type === 'write' && frame.step2)
  expect(steps).toEqual([...steps.slice(0, -1).map(() => false), true])
  for (const frame of frames) if (frame.type === 'write') Y.applyUpdate(ydoc, frame.update)
  return ydoc.getText('t').toString()
}

describe('[S5] a join', () => {
  test.each([0, 1, 63, 64, 65, 200])('brings all of %i changes, and the end of them last', (count) => {
    const { ydoc, rows } = history(count)
    expect(join(new CommittedState({ base: null, rows }))).toBe(ydoc.getText('t').toString())
  })

  test('starts with the base state for who has nothing, with its deletions for who has all of it', () => {
    const { ydoc, rows } = history(300)
    const bytes = Y.mergeUpdates(rows.slice(0, 200).map((row) => row.bytes))
    const state = new CommittedState({ base: { seq: 200, bytes }, rows: rows.slice(200) })
    expect(join(state)).toBe(ydoc.getText('t').toString())
    // He has the characters, and knows of no deletion.
    const old = new Y.Doc()
    const withDeletions = Y.mergeUpdates(rows.map((row) => row.bytes))
    Y.applyUpdate(old, withDeletions)
    const sizes = (vector: Map<number, number>) =>
      state.joinFrames(vector).reduce((sum, frame) => sum + frame.length, 0)
    expect(sizes(Y.decodeStateVector(Y.encodeStateVector(old)))).toBeLessThan(sizes(new Map()))
    expect(join(state, old)).toBe(ydoc.getText('t').toString())
  })

  test('of who left before something of the base state was deleted brings the deletion', () => {
    const ydoc = new Y.Doc()
    ydoc.getText('t').insert(0, '留去')
    const then = Y.encodeStateAsUpdate(ydoc)
    ydoc.getText('t').delete(1, 1)
    const state = new CommittedState({ base: { seq: 2, bytes: Y.encodeStateAsUpdate(ydoc) }, rows: [] })
    const away = new Y.Doc()
    Y.applyUpdate(away, then)
    expect(join(state, away)).toBe('留')
  })

  test('the server’s own vector covers base state and rows', () => {
    const { ydoc, rows } = history(100)
    const bytes = Y.mergeUpdates(rows.slice(0, 50).map((row) => row.bytes))
    const state = new CommittedState({ base: { seq: 50, bytes }, rows: rows.slice(50) })
    expect(Y.decodeStateVector(state.stateVector())).toEqual(Y.decodeStateVector(Y.encodeStateVector(ydoc)))
    expect(state.seq).toBe(rows.length)
  })
})

test('[S5] rows that are large go as they are, and all in order', () => {
  const ydoc = new Y.Doc()
  const rows: { seq: number; bytes: Uint8Array }[] = []
  ydoc.on('update', (bytes) => rows.push({ seq: rows.length + 1, bytes }))
  for (let n = 0; n < 40; n++) ydoc.getText('t').insert(n, n % 7 === 0 ? '長'.repeat(5_000) : '短')
  const state = new CommittedState({ base: null, rows })
  expect(join(state)).toBe(ydoc.getText('t').toString())
  // Joined are only the small ones between two large ones, and those behind the last not yet.
  expect(state.updates()).toHaveLength(6 + 5 + 4)
})
