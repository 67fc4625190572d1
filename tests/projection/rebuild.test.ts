import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqliteAnnotationIndex } from '../../server/storage/sqlite/sqlite-annotation-index.ts'
import type { AnnotationRecord, StatusRecord } from '../../shared/annotation.ts'
import { bodyFromText } from '../../shared/annotation.ts'
import { comment } from '../support/content.ts'
import type { Random } from '../support/random.ts'
import { randomFrom } from '../support/random.ts'
import type { Page, Writer } from './desk.ts'
import { Desk, DOCUMENT, idsOf } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(async () => {
  await desk.remove()
})

const SEEDS = [1, 2, 3, 4]
const ACTIONS = 300
const WORDS = ['甲', '乙', 'Abc', '國泰民安', '👍']
const BLOCKS = ['block-0001', 'block-0002', 'block-0003']
const time = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 1_000).toISOString()

/** One thing somebody does to the notes; what can't be done now is left out. */
function acts(writer: Writer, n: number, random: Random): void {
  const notes = writer.map('annotations')
  const own = [...notes.keys()].filter((key) => key.startsWith(writer.user.id)).sort()
  const all = [...notes.keys()].sort()
  const tags = [...writer.map('codebook').keys()].filter((key) => !key.includes('|')).sort()
  const kind = random.below(10)
  if (kind < 4 || own.length === 0) {
    const reply = all.length > 0 && random.chance(0.3)
    notes.set(`${writer.user.id}:note-${String(n).padStart(6, '0')}`, {
      ...comment(`${random.pick(WORDS)} ${n}`),
      target: reply ? [] : [{ source: 'text', epoch: 'epoch-1', blockId: random.pick(BLOCKS) }],
      ...(reply ? { replyTo: random.pick(all), motivation: 'replying' } : {}),
      ...(tags.length > 0 && random.chance(0.4) ? { tags: [random.pick(tags)] } : {}),
      created: time(n),
      modified: time(n),
    } satisfies AnnotationRecord)
    return
  }
  const id = random.pick(own)
  const record = notes.get(id) as AnnotationRecord
  const { body: _, ...bare } = record
  if (kind === 4)
    notes.set(id, {
      ...record,
      body: bodyFromText(random.pick(WORDS)),
      modified: time(n),
      rev: record.rev + 1,
    })
  else if (kind === 5) notes.set(id, { ...bare, deleted: true, modified: time(n), rev: record.rev + 1 })
  else if (kind === 6 && random.chance(0.3)) notes.delete(id)
  else if (kind === 7) {
    const statuses = writer.map('status')
    const revs = [...statuses]
      .filter(([key]) => key.startsWith(`${id}|`))
      .map(([, value]) => (value as StatusRecord).rev)
    statuses.set(`${id}|${writer.user.id}`, {
      status: random.pick(['open', 'resolved']),
      at: time(n),
      rev: Math.max(0, ...revs) + 1,
    })
  } else if (kind === 8) {
    writer.map('codebook').set(`${writer.user.id}:tag-${String(n).padStart(6, '0')}`, {
      label: random.pick(WORDS),
      color: 'zhusha',
      pattern: 'solid',
      created: time(n),
      modified: time(n),
      rev: 1,
    })
  } else writer.map('reactions').set(`${id}|${writer.user.id}|👍`, { at: time(n) })
}

async function everything(of: Desk, projection = of.projection): Promise<unknown> {
  const answers: unknown[] = [await of.count(projection)]
  const queries = [
    ...[
      {},
      { status: 'open' as const },
      { status: 'resolved' as const },
      { q: 'abc' },
      { q: '國' },
      { tag: '甲' },
    ],
    ...BLOCKS.map((block) => ({ block })),
    { author: 'alice00000000000', since: new Date(time(ACTIONS / 2)) },
  ]
  for (const query of queries)
    for (let page = 0, more = true; more; page++) {
      const answer: Page = await of.list({ ...query, page }, projection)
      answers.push(answer)
      more = answer.next !== undefined
    }
  return answers
}

/** An index of its own that nobody has written to. */
async function emptyIndex(of: Desk) {
  return openSqliteAnnotationIndex(join(of.directory, `index-${Math.random()}.sqlite`))
}

describe('the projection', () => {
  test.each(SEEDS)('after random commits is what a rebuild makes of the log (seed %i)', async (seed) => {
    const random = randomFrom(seed)
    const people = [desk.writer('alice', 'owner'), desk.writer('bob'), desk.writer('carol', 'editor')]
    for (let n = 0; n < ACTIONS; n++) {
      acts(random.pick(people), n, random)
      if (random.chance(0.2)) await desk.settled()
      if (random.chance(0.02)) await desk.list()
    }
    await desk.settled()
    const index = await emptyIndex(desk)
    const rebuilt = desk.fresh(index)
    expect(await everything(desk, rebuilt)).toEqual(await everything(desk))
    await index.close()

    // And what people have before them is what is found: an independent count.
    const [alice] = people as [Writer, ...Writer[]]
    const living = [...alice.map('annotations')].filter(([, record]) => !(record as AnnotationRecord).deleted)
    expect(await desk.count()).toBe(living.length)
    const expected = (
      await Promise.all([0, 1, 2, 3].map(async (page) => idsOf(await desk.list({ page }))))
    ).flat()
    expect(expected.toSorted()).toEqual(living.map(([id]) => id).toSorted())
    expect(desk.errors).toEqual([])
  })

  test('[S3] goes on after a restart without building anything anew', async () => {
    const alice = desk.writer('alice')
    alice.map('annotations').set(`${alice.user.id}:note-0001`, comment('一'))
    await desk.settled()
    const before = await everything(desk)
    let cleared = 0
    desk = await desk.reopens({
      wrap: (index) => ({
        ...index,
        clear(id) {
          cleared++
          return index.clear(id)
        },
      }),
    })
    // Its first commit after the start follows on what the index has read.
    const again = desk.writer('alice')
    again.map('reactions').set(`${again.user.id}:note-0001|${again.user.id}|👍`, { at: time(1) })
    await desk.settled()
    expect([await everything(desk), cleared]).toEqual([before, 0])
  })

  test('[S2] catches up with what the log has and the index has not, as after kill -9', async () => {
    const alice = desk.writer('alice')
    alice.map('annotations').set(`${alice.user.id}:note-0001`, comment('一'))
    await desk.settled()
    desk = await desk.reopens({ listens: false })
    const unheard = desk.writer('alice')
    unheard.map('annotations').set(`${unheard.user.id}:note-0002`, comment('二'))
    unheard.map('annotations').delete(`${unheard.user.id}:note-0001`)
    desk = await desk.reopens()
    expect(idsOf(await desk.list())).toEqual([`${unheard.user.id}:note-0002`])
    expect(await desk.count()).toBe(1)
  })

  test('notices a gap at the next commit', async () => {
    desk = await desk.reopens({ listens: false })
    const alice = desk.writer('alice')
    for (const n of [1, 2, 3]) alice.map('annotations').set(`${alice.user.id}:note-000${n}`, comment(`${n}`))
    desk = await desk.reopens()
    const again = desk.writer('alice')
    again.map('annotations').set(`${again.user.id}:note-0004`, comment('4'))
    await desk.settled()
    expect((await desk.index.find(DOCUMENT, { offset: 0, limit: 9 })).total).toBe(4)
  })

  test('an index that was left in the middle of a rebuild is built anew', async () => {
    const alice = desk.writer('alice')
    alice.ydoc.transact(() => {
      for (let n = 0; n < 1_200; n++)
        alice.map('annotations').set(`${alice.user.id}:note-${n + 1_000_000}`, comment(`${n}`))
    })
    await desk.settled()
    await desk.index.clear(DOCUMENT)
    let parts = 0
    desk = await desk.reopens({
      wrap: (index) => ({
        ...index,
        async apply(changes) {
          if (++parts === 2) throw new Error('the disk is full')
          await index.apply(changes)
        },
      }),
    })
    await expect(desk.list()).rejects.toThrow('the disk is full')
    expect((await desk.index.find(DOCUMENT, { offset: 0, limit: 1 })).total).toBeLessThan(1_200)
    expect((await desk.list()).partOf.total).toBe(1_200)
  })

  test('a failed write is reported, loses nothing, and stops nobody', async () => {
    let failing = false
    desk = await desk.reopens({
      wrap: (index) => ({
        ...index,
        async apply(changes) {
          if (failing) throw new Error('the disk is full')
          await index.apply(changes)
        },
      }),
    })
    const alice = desk.writer('alice')
    alice.map('annotations').set(`${alice.user.id}:note-0001`, comment('一'))
    await desk.settled()
    failing = true
    alice.map('annotations').set(`${alice.user.id}:note-0002`, comment('二'))
    await desk.settled()
    expect(desk.errors).toEqual([new Error('the disk is full')])
    await expect(desk.list()).rejects.toThrow('the disk is full')
    expect(await desk.count()).toBeUndefined()
    failing = false
    alice.map('annotations').set(`${alice.user.id}:note-0003`, comment('三'))
    await desk.settled()
    expect([idsOf(await desk.list()).length, await desk.count()]).toEqual([3, 3])
  })

  test('another epoch is another log', async () => {
    const alice = desk.writer('alice')
    alice.map('annotations').set(`${alice.user.id}:note-0001`, comment('一'))
    await desk.settled()
    expect(await desk.count()).toBe(1)
    desk.epoch = 'epoch-2'
    expect(await desk.count()).toBe(0)
  })

  test('an older copy of the index is brought up to the log', async () => {
    const alice = desk.writer('alice')
    alice.map('annotations').set(`${alice.user.id}:note-0001`, comment('一'))
    // Closing writes all of it into the one file.
    desk = await desk.reopens()
    const copy = join(desk.directory, 'copy.sqlite')
    await copyFile(join(desk.directory, 'index.sqlite'), copy)
    const again = desk.writer('alice')
    again.map('annotations').set(`${again.user.id}:note-0002`, comment('二'))
    await desk.settled()
    const old = openSqliteAnnotationIndex(copy)
    expect((await old.positions([DOCUMENT])).get(DOCUMENT)?.seq).toBe(1)
    expect(await desk.count(desk.fresh(old))).toBe(2)
    await old.close()
  })

  test('a document that does not exist has nothing', async () => {
    expect(await desk.projection.countsOf(['other-document'])).toEqual(new Map([['other-document', 0]]))
  })
})
