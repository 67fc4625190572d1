import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSqliteUpdateLog } from '../../storage/sqlite/sqlite-update-log.ts'
import { CommitQueue } from '../log/commit-queue.ts'
import { Rooms } from './rooms.ts'

const KEY = { documentId: 'document-0001', epoch: 'epoch-1', room: 'notes', userId: '' } as const

test('[S2] a room that somebody is about to enter is not let go because another leaves: two of it would lose what one wrote', async () => {
  const log = openSqliteUpdateLog(':memory:')
  const rooms = new Rooms({
    log,
    listener: { committed: () => {} },
    queue: new CommitQueue(log),
    now: () => new Date(),
    mayClaim: () => true,
    isPurged: () => false,
    report: () => {},
    diverged: () => {},
    lingerMs: 1,
  })
  const [entering, leaving] = [await rooms.get(KEY), await rooms.get(KEY)]
  rooms.release(leaving)
  await setTimeout(30)
  expect(rooms.size).toBe(1)
  expect(await rooms.get(KEY)).toBe(entering)
  rooms.release(entering)
  rooms.release(entering)
  while (rooms.size > 0) await setTimeout(1)
  expect(await rooms.get(KEY)).not.toBe(entering)
  await log.close()
})
