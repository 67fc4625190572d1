import { expect, test } from 'vitest'
import type { Thread } from '../../../stores/types.ts'
import { arrivalsIn } from './arrivals.ts'

const note = (id: string, creator: string, deleted = false) => ({ id, creator, deleted })
const thread = (root: ReturnType<typeof note>, ...replies: ReturnType<typeof note>[]) =>
  ({ id: root.id, root, replies }) as unknown as Thread

test('[W3] what others wrote arrives once; what I wrote, and what was there before, does not', () => {
  const known = new Set<string>()
  const old = thread(note('a', 'her'))
  arrivalsIn([old], known, 'me')
  const now = [
    thread(note('a', 'her'), note('a1', 'her'), note('a2', 'me')),
    thread(note('b', 'me')),
    thread(note('c', 'him')),
    thread(note('d', 'him', true), note('d1', 'me')),
  ]
  expect(arrivalsIn(now, known, 'me').map(({ thread, annotation }) => [thread, annotation.id])).toEqual([
    ['a', 'a1'],
    ['c', 'c'],
  ])
  expect(arrivalsIn(now, known, 'me')).toEqual([])
})
