import { expect, test } from 'vitest'
import { bodyFromText } from '../../shared/annotation.ts'
import { TextRoom } from '../../tests/support/text-room.ts'
import { until } from '../../tests/support/until.ts'
import { describeSelection } from '../anchoring/describe.ts'
import { AnchorsStore } from './anchors-store.ts'
import { TextStore } from './text-store.ts'
import type { Thread } from './types.ts'

function thread(room: TextRoom, n: number, position: number, start: number, end: number): Thread {
  const blockId = room.id(position)
  const target = describeSelection(room, { startBlockId: blockId, start, endBlockId: blockId, end })
  if (!target) throw new Error('can’t be described')
  const id = `alice00000000000:note${String(n).padStart(4, '0')}`
  const created = '2026-03-01T08:00:00.000Z'
  return {
    id,
    root: {
      id,
      creator: 'alice00000000000',
      target: [target],
      motivation: 'commenting',
      body: bodyFromText('注'),
      tags: [],
      replyTo: undefined,
      created,
      modified: created,
      edited: false,
      deleted: false,
      pending: false,
    },
    replies: [],
    status: 'open',
    statusBy: undefined,
    statusReason: undefined,
    statusAt: undefined,
    pending: false,
  }
}

const LINES = Array.from({ length: 60 }, (_, n) => `第${n}段：天地玄黃宇宙洪荒，日月盈昃辰宿列張。`)

function setUp() {
  const room = new TextRoom(LINES)
  const anchors = new AnchorsStore()
  const text = new TextStore(room, (change) => anchors.textChanged(change))
  const threads = LINES.map((_, n) => thread(room, n, n, 5, 9))
  const byId = new Map(threads.map((one) => [one.id, one]))
  const states = () => [...anchors.anchors.get().values()].map(([anchor]) => anchor?.state)
  return { room, anchors, text, threads, byId, states }
}

test('[A6] anchors are pending until the text is shown', () => {
  const { anchors, text, byId, states } = setUp()
  anchors.threadsChanged(byId)
  expect(new Set(states())).toEqual(new Set(['pending']))
  text.show()
  expect(new Set(states())).toEqual(new Set(['exact']))
})

test('typing in one paragraph resolves its own anchors and leaves all others the same objects', () => {
  const { room, anchors, text, byId, threads } = setUp()
  text.show()
  anchors.threadsChanged(byId)
  const before = anchors.anchors.get()
  room.insert(3, 0, '新')
  text.flush()
  const after = anchors.anchors.get()
  for (const { id } of threads) {
    if (id === threads[3]?.id) expect(after.get(id)).not.toBe(before.get(id))
    else expect(after.get(id)).toBe(before.get(id))
  }
  room.insert(3, 20, '！')
  text.flush()
  // It has come out the same, so nothing has changed.
  expect(anchors.anchors.get()).toBe(after)
})

test('[A3] many notes whose text is gone are looked for again when it is back', async () => {
  const { room, anchors, text, byId, states } = setUp()
  text.show()
  anchors.threadsChanged(byId)
  room.fragment.delete(0, 40)
  text.flush()
  expect(states().filter((state) => state === 'orphan')).toHaveLength(40)
  for (const line of LINES.slice(0, 40)) room.addBlock(room.fragment.length, line)
  text.flush()
  await until('they are found', () => states().filter((state) => state === 'moved').length === 40)
})

test('a thread that is gone has no anchor', () => {
  const { anchors, text, byId } = setUp()
  text.show()
  anchors.threadsChanged(byId)
  anchors.threadsChanged(new Map())
  expect(anchors.anchors.get().size).toBe(0)
})
