import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AnnotationRecord } from '../../shared/annotation.ts'
import type {
  AnnotationFilter,
  AnnotationIndex,
  IndexChange,
  IndexedAnnotation,
  IndexedEntry,
} from './annotation-index.ts'

/** What a suite needs of an implementation. */
export interface IndexUnderTest {
  index: AnnotationIndex
  /** Closes it and opens what it has stored. */
  reopen(): Promise<AnnotationIndex>
  remove(): Promise<void>
}

const ALICE = 'alice00000000000'
const BOB = 'bob0000000000000'
const AT = '2026-03-01T08:00:00.000Z'
const ALL: AnnotationFilter = { offset: 0, limit: 100 }

function row(name: string, more: Partial<IndexedAnnotation> = {}): IndexedAnnotation {
  const record: AnnotationRecord = { target: [], motivation: 'commenting', created: AT, modified: AT, rev: 1 }
  const id = `${ALICE}:${name}`
  return {
    id,
    creator: ALICE,
    thread: id,
    created: 0,
    modified: 0,
    deleted: false,
    blocks: [],
    tags: [],
    search: '',
    record,
    ...more,
  }
}
function status(name: string, user: string, rev: number, value: string): IndexedEntry {
  return { root: 'status', subject: `${ALICE}:${name}`, user, rev, value }
}
function change(more: Partial<IndexChange>): IndexChange {
  return {
    documentId: 'document1',
    position: { epoch: 'e1', seq: 1 },
    annotations: [],
    entries: [],
    gone: { annotations: [], entries: [] },
    ...more,
  }
}

/** The acceptance suite of {@link AnnotationIndex}: every implementation runs it. */
export function annotationIndexContract(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(`annotation index: ${name}`, () => {
    let under: IndexUnderTest
    let index: AnnotationIndex
    beforeEach(async () => {
      under = await open()
      index = under.index
    })
    afterEach(async () => {
      await index.close()
      await under.remove()
    })
    const put = (...annotations: IndexedAnnotation[]) => index.apply([change({ annotations })])
    const found = async (filter: Partial<AnnotationFilter> = {}) =>
      (await index.find('document1', { ...ALL, ...filter })).found.map(({ id }) => id.split(':')[1])

    test('knows nothing of a document nobody told it of', async () => {
      expect(await index.positions(['document1'])).toEqual(new Map())
      expect(await index.find('document1', ALL)).toEqual({ total: 0, found: [] })
      expect(await index.countsOf(['document1'])).toEqual(new Map([['document1', 0]]))
      expect(await index.codebook('document1')).toEqual([])
    })

    test('what was put is found again as it was, also after reopening', async () => {
      const one = row('one-note')
      await put(one)
      const expected = [{ id: one.id, creator: ALICE, record: one.record, status: 'open' }]
      expect(await index.find('document1', ALL)).toEqual({ total: 1, found: expected })
      index = await under.reopen()
      expect(await index.find('document1', ALL)).toEqual({ total: 1, found: expected })
      expect(await index.positions(['document1', 'document2'])).toEqual(
        new Map([['document1', { epoch: 'e1', seq: 1 }]]),
      )
    })

    test('of one id the last row counts, with its blocks and tags', async () => {
      await put(row('one-note', { blocks: ['block-1'], tags: ['tag-1'], search: 'before' }))
      await put(row('one-note', { blocks: ['block-2'], search: 'after' }))
      expect(await found()).toEqual(['one-note'])
      expect(await found({ block: 'block-1' })).toEqual([])
      expect(await found({ block: 'block-2' })).toEqual(['one-note'])
      expect(await found({ tags: ['tag-1'] })).toEqual([])
      expect(await found({ words: ['before'] })).toEqual([])
    })

    test('comes in order of creation, then of ids, in pages', async () => {
      await put(row('note-c', { created: 2 }), row('note-b', { created: 1 }), row('note-a', { created: 2 }))
      expect(await found()).toEqual(['note-b', 'note-a', 'note-c'])
      const page = await index.find('document1', { offset: 1, limit: 1 })
      expect([page.total, page.found.map(({ id }) => id)]).toEqual([3, [`${ALICE}:note-a`]])
      expect(await index.find('document1', { offset: 3, limit: 1 })).toEqual({ total: 3, found: [] })
    })

    test('every filter narrows, together they all must hold', async () => {
      await put(
        row('note-1', {
          created: 1,
          modified: 10,
          blocks: ['block-1', 'block-2'],
          tags: ['tag-1'],
          search: '國泰民安',
        }),
        row('note-2', {
          created: 2,
          modified: 20,
          creator: BOB,
          blocks: ['block-2'],
          tags: ['tag-1', 'tag-2'],
          search: '100% 民',
        }),
        row('note-3', { created: 3, modified: 30, search: 'it_is' }),
      )
      expect(await found({ author: BOB })).toEqual(['note-2'])
      expect(await found({ block: 'block-2' })).toEqual(['note-1', 'note-2'])
      expect(await found({ tags: ['tag-2', 'tag-3'] })).toEqual(['note-2'])
      expect(await found({ tags: [] })).toEqual([])
      expect(await found({ words: ['民'] })).toEqual(['note-1', 'note-2'])
      expect(await found({ words: ['民', '國'] })).toEqual(['note-1'])
      expect(await found({ words: ['%'] })).toEqual(['note-2'])
      expect(await found({ words: ['_'] })).toEqual(['note-3'])
      expect(await found({ since: 20 })).toEqual(['note-2', 'note-3'])
      expect(await found({ author: ALICE, tags: ['tag-1'], since: 10 })).toEqual(['note-1'])
      expect((await index.find('document1', { ...ALL, author: BOB })).total).toBe(1)
    })

    test('[N2] a tombstone is not found or counted, its replies are still about its block', async () => {
      await put(
        row('root-note', { deleted: true, blocks: ['block-1'] }),
        row('reply-note', { thread: `${ALICE}:root-note` }),
      )
      expect(await found()).toEqual(['reply-note'])
      expect(await found({ block: 'block-1' })).toEqual(['reply-note'])
      expect(await index.countsOf(['document1'])).toEqual(new Map([['document1', 1]]))
    })

    test('[N5] a thread has the status of the highest rev, then of the highest user id', async () => {
      await put(row('root-note'), row('reply-note', { thread: `${ALICE}:root-note` }))
      await index.apply([
        change({ entries: [status('root-note', ALICE, 2, 'resolved'), status('root-note', BOB, 1, 'open')] }),
      ])
      expect(await found({ status: 'resolved' })).toEqual(['reply-note', 'root-note'])
      expect(await found({ status: 'open' })).toEqual([])
      await index.apply([change({ entries: [status('root-note', BOB, 2, 'open')] })])
      expect(await found({ status: 'open' })).toEqual(['reply-note', 'root-note'])
      const entries = [{ root: 'status', subject: `${ALICE}:root-note`, user: BOB }] as const
      await index.apply([change({ gone: { annotations: [], entries: [...entries] } })])
      expect(await found({ status: 'open' })).toEqual([])
    })

    test('what an editor has hidden is not found or counted', async () => {
      await put(row('one-note'))
      const hide = (rev: number, user: string, value: string): IndexedEntry => ({
        ...status('one-note', user, rev, value),
        root: 'moderation',
      })
      await index.apply([change({ entries: [hide(1, BOB, 'hidden')] })])
      expect([await found(), await index.countsOf(['document1'])]).toEqual([[], new Map([['document1', 0]])])
      await index.apply([change({ entries: [hide(2, ALICE, 'shown')] })])
      expect(await found()).toEqual(['one-note'])
    })

    test('the codebook comes back entry by entry', async () => {
      const tag = { root: 'codebook', subject: 'tag-1', user: '', rev: 1, value: '{}' } as const
      const overlay = { ...tag, user: BOB, rev: 2 }
      await index.apply([change({ entries: [overlay, tag, status('one-note', BOB, 1, 'open')] })])
      expect(await index.codebook('document1')).toEqual([tag, overlay])
    })

    test('what is gone is gone', async () => {
      await put(row('one-note', { blocks: ['block-1'] }), row('two-note'))
      await index.apply([change({ gone: { annotations: [`${ALICE}:one-note`], entries: [] } })])
      expect(await found()).toEqual(['two-note'])
    })

    test.each(['clear', 'erase'] as const)(
      'documents are kept apart: %s forgets one without the other',
      async (how) => {
        await index.apply([
          change({ annotations: [row('one-note')] }),
          change({ documentId: 'document2', annotations: [row('one-note')] }),
        ])
        await index[how]('document1')
        expect(await found()).toEqual([])
        expect(await index.positions(['document1', 'document2'])).toEqual(
          new Map([['document2', { epoch: 'e1', seq: 1 }]]),
        )
        expect(await index.countsOf(['document1', 'document2'])).toEqual(
          new Map([
            ['document1', 0],
            ['document2', 1],
          ]),
        )
      },
    )

    test('a part of a rebuild leaves no position', async () => {
      await put(row('one-note'))
      await index.apply([change({ annotations: [row('two-note')], position: null })])
      expect(await index.positions(['document1'])).toEqual(new Map())
      await index.apply([change({ position: { epoch: 'e2', seq: 7 } })])
      expect(await index.positions(['document1'])).toEqual(new Map([['document1', { epoch: 'e2', seq: 7 }]]))
      expect(await found()).toEqual(['one-note', 'two-note'])
    })

    test('changes are applied all or not at all', async () => {
      const broken = { ...row('bad-note'), modified: undefined as unknown as number }
      const both = [change({ annotations: [row('one-note')] }), change({ annotations: [broken] })]
      await expect(index.apply(both)).rejects.toThrow()
      expect([await found(), await index.positions(['document1'])]).toEqual([[], new Map()])
    })
  })
}
