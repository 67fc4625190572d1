import { describe, expect, test } from 'vitest'
import { AckCounter } from './ack-counter.ts'

describe('[S6] the ack', () => {
  test('counts frames without a gap, in whatever order they become durable', () => {
    const acks = new AckCounter()
    const [first, second, third] = [acks.receive(), acks.receive(), acks.receive()]
    expect(acks.durable(second, false)).toBeNull()
    expect(acks.durable(first, false)).toBe(2)
    expect(acks.durable(third, false)).toBe(3)
  })

  test('waits at a frame that was answered by a resync for a step 2 that came after it', () => {
    const acks = new AckCounter()
    const [step2, lost, later] = [acks.receive(), acks.receive(), acks.receive()]
    acks.resynced(lost)
    expect(acks.durable(later, false)).toBeNull()
    // The step 2 of the greeting was sent before the frame was lost; it repairs nothing.
    expect(acks.durable(step2, true)).toBe(1)
    expect(acks.durable(acks.receive(), false)).toBeNull()
    expect(acks.durable(acks.receive(), true)).toBe(5)
  })

  test('waits on when the step 2 was answered by a resync itself', () => {
    const acks = new AckCounter()
    const [update, step2] = [acks.receive(), acks.receive()]
    acks.resynced(update)
    acks.resynced(step2)
    expect(acks.durable(acks.receive(), false)).toBeNull()
    expect(acks.durable(acks.receive(), true)).toBe(4)
  })

  test('[G3] says how many frames it holds, so that they can be bounded', () => {
    const acks = new AckCounter()
    acks.resynced(acks.receive())
    for (let n = 0; n < 5; n++) acks.durable(acks.receive(), false)
    expect(acks.held).toBe(6)
    acks.durable(acks.receive(), true)
    expect(acks.held).toBe(0)
  })
})
