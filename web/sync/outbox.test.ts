import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { StoredEntry } from './local-schema.ts'
import { Outbox } from './outbox.ts'

/** A store in memory, and a clock that stands still until it is moved. */
function setUp(tab = 'tab-1') {
  const stored = new Map<string, StoredEntry>()
  const told: string[][] = []
  const failures: unknown[] = []
  const clock = { now: 1_000 }
  const outbox = new Outbox({
    tab,
    now: () => clock.now,
    changed: (keys) => told.push([...keys]),
    failed: (error) => failures.push(error),
  })
  const store = {
    name: 'room/1',
    write: async (puts: readonly StoredEntry[], deletes: readonly StoredEntry[]) => {
      for (const entry of puts) stored.set(`${entry.tab}/${entry.n}`, entry)
      for (const entry of deletes) stored.delete(`${entry.tab}/${entry.n}`)
    },
  }
  const ydoc = new Y.Doc()
  const change = (): Uint8Array => {
    const before = Y.encodeStateVector(ydoc)
    ydoc.getText('text').insert(0, '字')
    return Y.encodeStateAsUpdate(ydoc, before)
  }
  return { outbox, store, stored, told, failures, clock, ydoc, change }
}

test('[W4] an entry goes when the frame that holds it is acknowledged, never before', () => {
  const { outbox, told, change } = setUp()
  outbox.add(change(), ['annotations/a'], 1)
  outbox.add(change(), ['annotations/b'], 2)
  outbox.acknowledged(1)
  expect([...outbox.keys()]).toEqual(['annotations/b'])
  outbox.acknowledged(2)
  expect(outbox.size).toBe(0)
  expect(told).toEqual([['annotations/a'], ['annotations/b'], ['annotations/a'], ['annotations/b']])
})

test('[W5] what was sent on a connection that broke off has to be sent again', () => {
  const { outbox, change } = setUp()
  outbox.add(change(), ['annotations/a'], 5)
  outbox.disconnected()
  // An ack of the new connection counts that one's own frames.
  outbox.acknowledged(5)
  expect(outbox.size).toBe(1)
  outbox.coveredBy(1)
  outbox.acknowledged(1)
  expect(outbox.size).toBe(0)
})

test('a step 2 covers only what hadn’t been sent on this connection', () => {
  const { outbox, change } = setUp()
  outbox.add(change(), ['annotations/a'], undefined)
  outbox.coveredBy(1)
  outbox.add(change(), ['annotations/b'], 2)
  outbox.coveredBy(3)
  outbox.acknowledged(2)
  expect(outbox.size).toBe(0)
})

test('offline, a burst of typing is one change; a pause begins another', () => {
  const { outbox, clock, ydoc, change } = setUp()
  for (let n = 0; n < 10; n++) outbox.add(change(), [], undefined)
  expect(outbox.size).toBe(1)
  clock.now += 5_000
  outbox.add(change(), [], undefined)
  expect(outbox.size).toBe(2)
  // A record changed twice is one change.
  outbox.add(change(), ['annotations/a'], undefined)
  outbox.add(change(), ['annotations/a'], undefined)
  expect([...outbox.keys()]).toEqual(['annotations/a'])
  const copy = new Y.Doc()
  for (const entry of outbox.entries()) Y.applyUpdate(copy, entry.update)
  expect(copy.store.pendingStructs).toBeNull()
  expect(copy.getText('text').length).toBe(ydoc.getText('text').length)
})

test('[W5] entries are stored until they are acknowledged; what is acknowledged at once never is', async () => {
  const { outbox, store, stored, change } = setUp()
  outbox.add(change(), ['annotations/early'], 1)
  outbox.storeIn(store)
  outbox.add(change(), ['annotations/quick'], 2)
  outbox.acknowledged(2)
  outbox.add(change(), ['annotations/slow'], 3)
  outbox.flush()
  expect([...stored.values()].map((entry) => entry.keys)).toEqual([['annotations/slow']])
  outbox.acknowledged(3)
  outbox.flush()
  expect(stored.size).toBe(0)
})

test('an entry that grew after it was stored is deleted all the same', () => {
  const { outbox, store, stored, change } = setUp()
  outbox.storeIn(store)
  outbox.add(change(), ['annotations/a'], undefined)
  outbox.flush()
  outbox.add(change(), ['annotations/b'], undefined)
  outbox.coveredBy(1)
  outbox.acknowledged(1)
  outbox.flush()
  expect(stored.size).toBe(0)
})

test('what another tab left counts until it is durable, and is not taken up a second time', () => {
  const other = setUp('tab-2')
  other.outbox.storeIn(other.store)
  other.outbox.add(other.change(), ['annotations/left'], undefined)
  other.outbox.flush()
  const left = [...other.stored.values()]

  const { outbox, store } = setUp('tab-1')
  outbox.storeIn({ ...store, write: other.store.write })
  outbox.adopt(left, 3)
  expect(outbox.size).toBe(1)
  outbox.acknowledged(2)
  expect(outbox.size).toBe(1)
  outbox.acknowledged(3)
  expect(outbox.size).toBe(0)
  expect(left.every((entry) => outbox.knows(entry))).toBe(true)
  outbox.flush()
  expect(other.stored.size).toBe(0)
})

test('a store that fails is said once and used no more', async () => {
  const { outbox, failures, change } = setUp()
  outbox.storeIn({
    name: 'room/1',
    write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
  })
  outbox.add(change(), ['annotations/a'], undefined)
  outbox.flush()
  await Promise.resolve()
  await Promise.resolve()
  outbox.add(change(), ['annotations/b'], undefined)
  outbox.flush()
  await Promise.resolve()
  expect(failures).toHaveLength(1)
  expect(outbox.size).toBe(2)
})
