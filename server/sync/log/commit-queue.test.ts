import { describe, expect, test } from 'vitest'
import type { Append, UpdateLog } from '../../storage/update-log.ts'
import type { QueuedAppend } from './commit-queue.ts'
import { CommitQueue } from './commit-queue.ts'

/** Of the log only `commit` is used here; it is done when told to. */
function slowLog() {
  const batches: number[][] = []
  const pending: { finish(): void; fail(error: Error): void }[] = []
  let seq = 0
  const commit = (appends: readonly Append[]) =>
    new Promise<number[]>((resolve, reject) => {
      batches.push(appends.map((append) => append.bytes[0] as number))
      pending.push({ finish: () => resolve(appends.map(() => ++seq)), fail: reject })
    })
  return { log: { commit } as unknown as UpdateLog, batches, pending }
}

function entry(byte: number, events: string[], stale: () => boolean = () => false): QueuedAppend {
  return {
    append: { bytes: Uint8Array.of(byte) } as Append,
    stale,
    committed: (seq) => events.push(`${byte} is row ${seq}`),
    failed: (error) => events.push(`${byte} failed: ${(error as Error).message}`),
  }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('group commit', () => {
  test('takes all of a turn in one, and what comes meanwhile in the next', async () => {
    const { log, batches, pending } = slowLog()
    const queue = new CommitQueue(log)
    const events: string[] = []
    queue.push(entry(1, events))
    queue.push(entry(2, events), entry(3, events))
    await turn()
    queue.push(entry(4, events))
    await turn()
    queue.push(entry(5, events))
    expect(batches).toEqual([[1, 2, 3]])
    expect(events).toEqual([])
    pending[0]?.finish()
    await turn()
    await turn()
    expect(events).toEqual(['1 is row 1', '2 is row 2', '3 is row 3'])
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    pending[1]?.finish()
    await queue.idle()
    expect(events.slice(3)).toEqual(['4 is row 4', '5 is row 5'])
    expect(queue.depth).toBe(0)
  })

  test('[S7] a room that can’t take what was committed fails alone; the others go on', async () => {
    const { log, pending } = slowLog()
    const queue = new CommitQueue(log)
    const events: string[] = []
    const broken = entry(1, events)
    broken.committed = () => {
      throw new Error('Yjs')
    }
    queue.push(broken, entry(2, events))
    await turn()
    pending[0]?.finish()
    await queue.idle()
    queue.push(entry(3, events))
    await turn()
    pending[1]?.finish()
    await queue.idle()
    expect(events).toEqual(['1 failed: Yjs', '2 is row 2', '3 is row 3'])
  })

  test('a failed commit fails its rows, and later ones are tried', async () => {
    const { log, pending } = slowLog()
    const queue = new CommitQueue(log)
    const events: string[] = []
    queue.push(entry(1, events), entry(2, events))
    await turn()
    queue.push(entry(3, events))
    pending[0]?.fail(new Error('disk full'))
    await turn()
    await turn()
    pending[1]?.finish()
    await queue.idle()
    expect(events).toEqual(['1 failed: disk full', '2 failed: disk full', '3 is row 1'])
  })

  test('rows of a room that was dropped meanwhile are never stored', async () => {
    const { log, batches, pending } = slowLog()
    const queue = new CommitQueue(log)
    const events: string[] = []
    let dropped = false
    queue.push(entry(1, events, () => dropped))
    await turn()
    queue.push(
      entry(2, events, () => dropped),
      entry(3, events),
    )
    dropped = true
    pending[0]?.fail(new Error('disk full'))
    await turn()
    await turn()
    expect(batches).toEqual([[1], [3]])
    expect(events).toEqual(['1 failed: disk full', '2 failed: the room was dropped'])
    pending[1]?.finish()
    await queue.idle()
  })
})
