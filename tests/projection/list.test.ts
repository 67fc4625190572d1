import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PAGE_SIZE } from '../../server/projection/annotation-page.ts'
import type { AnnotationRecord, TagRecord } from '../../shared/annotation.ts'
import { bodyFromText } from '../../shared/annotation.ts'
import { userId } from '../support/test-access.ts'
import type { Writer } from './desk.ts'
import { BASE, Desk, idsOf } from './desk.ts'

let desk: Desk
let alice: Writer
let bob: Writer
beforeEach(async () => {
  desk = await Desk.open()
  alice = desk.writer('alice', 'owner')
  bob = desk.writer('bob')
})
afterEach(async () => {
  expect(desk.errors).toEqual([])
  await desk.remove()
})

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString()
const block = (blockId: string) => ({ source: 'text', epoch: 'epoch-1', blockId })
const passage = {
  ...block('block-0001'),
  start: 2,
  end: 4,
  quote: '八八',
  prefix: '深入踐行“',
  suffix: '戰略”',
  relStart: 'AAAA',
  relEnd: 'AAAB',
}

let minute = 0
function annotates(writer: Writer, name: string, more: Partial<AnnotationRecord> = {}): string {
  const id = `${writer.user.id}:${name}`
  minute++
  const record: AnnotationRecord = {
    target: [block('block-0001')],
    motivation: 'commenting',
    body: bodyFromText(name),
    created: at(minute),
    modified: at(minute),
    rev: 1,
    ...more,
  }
  writer.map('annotations').set(id, record)
  return id
}
function makesTag(writer: Writer, name: string, label: string, more: Partial<TagRecord> = {}): string {
  const id = `${writer.user.id}:${name}`
  const tag: TagRecord = {
    label,
    color: 'zhusha',
    pattern: 'solid',
    created: at(0),
    modified: at(0),
    rev: 1,
    ...more,
  }
  writer.map('codebook').set(id, tag)
  return id
}

describe('the list of annotations', () => {
  test('is a W3C AnnotationPage, and knows what was committed before it was asked', async () => {
    minute = 0
    const id = annotates(alice, 'first-note', { target: [passage, block('block-0002')] })
    await desk.settled()
    expect(await desk.list()).toEqual({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: `${BASE}?page=0`,
      type: 'AnnotationPage',
      partOf: {
        id: BASE,
        type: 'AnnotationCollection',
        total: 1,
        first: `${BASE}?page=0`,
        last: `${BASE}?page=0`,
      },
      startIndex: 0,
      items: [
        {
          id: `${BASE}/${id}`,
          type: 'Annotation',
          motivation: 'commenting',
          creator: { id: `urn:hezhu:user:${userId('alice')}`, type: 'Person', name: 'Alice' },
          created: at(1),
          modified: at(1),
          body: [{ type: 'TextualBody', purpose: 'commenting', value: 'first-note', format: 'text/plain' }],
          target: [
            {
              type: 'SpecificResource',
              source: 'https://hezhu.test/api/documents/document1/blocks#block-0001',
              selector: [
                { type: 'TextQuoteSelector', exact: '八八', prefix: '深入踐行“', suffix: '戰略”' },
                { type: 'TextPositionSelector', start: 2, end: 4 },
              ],
            },
            {
              type: 'SpecificResource',
              source: 'https://hezhu.test/api/documents/document1/blocks#block-0002',
            },
          ],
          status: 'open',
        },
      ],
    })
  })

  test('a passage over several blocks is a range, a proposal carries its text', async () => {
    annotates(bob, 'proposal', {
      motivation: 'editing',
      replacement: '七七',
      target: [{ ...passage, endBlockId: 'block-0002' }],
    })
    await desk.settled()
    const [item] = (await desk.list()).items
    expect(item?.creator).toEqual({ id: `urn:hezhu:user:${userId('bob')}`, type: 'Person' })
    expect(item?.body.map(({ purpose, value }) => [purpose, value])).toEqual([
      ['commenting', 'proposal'],
      ['editing', '七七'],
    ])
    const edge = (value: string, offset: number) => ({
      type: 'FragmentSelector',
      value,
      refinedBy: { type: 'TextPositionSelector', start: offset, end: offset },
    })
    expect(item?.target).toEqual([
      {
        type: 'SpecificResource',
        source: 'https://hezhu.test/api/documents/document1/blocks',
        selector: [
          { type: 'TextQuoteSelector', exact: '八八', prefix: '深入踐行“', suffix: '戰略”' },
          { type: 'RangeSelector', startSelector: edge('block-0001', 2), endSelector: edge('block-0002', 4) },
        ],
      },
    ])
  })

  test('a reply is about its root, and has the status of its thread', async () => {
    const root = annotates(alice, 'root-note')
    const reply = annotates(bob, 'reply-note', { motivation: 'replying', replyTo: root, target: [] })
    alice.map('status').set(`${root}|${alice.user.id}`, { status: 'resolved', at: at(9), rev: 1 })
    await desk.settled()
    const { items } = await desk.list()
    expect(items[1]).toMatchObject({
      id: `${BASE}/${reply}`,
      motivation: 'replying',
      target: [`${BASE}/${root}`],
    })
    expect(items.map((item) => item.status)).toEqual(['resolved', 'resolved'])
  })

  test('[N3] tags are bodies of each one who gave them, under the name they have now', async () => {
    const tag = makesTag(bob, 'tag-goals', '目標')
    const other = makesTag(alice, 'tag-aims1', '宗旨')
    const gone = makesTag(alice, 'tag-gone1', '舊', { deleted: true })
    annotates(alice, 'tagged-a', {
      motivation: 'tagging',
      body: undefined,
      tags: [tag, gone, 'nobody0000000000:unknown-tag'],
    })
    annotates(bob, 'tagged-b', { motivation: 'tagging', body: undefined, tags: [other, tag] })
    await desk.settled()
    const labels = async () => (await desk.list()).items.map((item) => item.body.map((body) => body.value))
    expect(await labels()).toEqual([['目標'], ['宗旨', '目標']])
    alice.map('codebook').set(`${tag}|${alice.user.id}`, { label: '目标', modified: at(9), rev: 2 })
    await desk.settled()
    expect(await labels()).toEqual([['目标'], ['宗旨', '目标']])
    alice
      .map('codebook')
      .set(`${tag}|${alice.user.id}`, { label: '目标', mergedInto: other, modified: at(9), rev: 3 })
    await desk.settled()
    expect(await labels()).toEqual([['宗旨'], ['宗旨']])
    for (const asked of [other, tag, '宗旨']) expect((await desk.list({ tag: asked })).items).toHaveLength(2)
    expect((await desk.list({ tag: '目标' })).items).toHaveLength(2)
    expect((await desk.list({ tag: 'nothing' })).items).toEqual([])
  })

  test('each filter narrows it', async () => {
    const one = annotates(alice, 'one-note', {
      body: bodyFromText('ＡＢＣ 的意思\n是什麼'),
      target: [passage],
    })
    const two = annotates(bob, 'two-note', { target: [block('block-0002')], body: bodyFromText('abc') })
    const reply = annotates(bob, 'reply-note', { replyTo: one, target: [], motivation: 'replying' })
    alice.map('status').set(`${one}|${alice.user.id}`, { status: 'resolved', at: at(9), rev: 1 })
    await desk.settled()
    const ids = async (query: Parameters<Desk['list']>[0]) => idsOf(await desk.list(query))
    expect(await ids({ author: bob.user.id })).toEqual([two, reply])
    expect(await ids({ block: 'block-0001' })).toEqual([one, reply])
    expect(await ids({ status: 'resolved' })).toEqual([one, reply])
    expect(await ids({ status: 'open' })).toEqual([two])
    expect(await ids({ q: 'abc' })).toEqual([one, two])
    expect(await ids({ q: ' ABC　意思 ' })).toEqual([one])
    expect(await ids({ q: '八八' })).toEqual([one])
    expect(await ids({ q: '%' })).toEqual([])
    expect(await ids({ since: new Date(at(minute)) })).toEqual([reply])
    expect(await ids({ status: 'resolved', author: alice.user.id, q: '什麼' })).toEqual([one])
  })

  test('pages lead to each other, filters kept', async () => {
    for (let n = 0; n < PAGE_SIZE + 1; n++) annotates(alice, `note-${String(n).padStart(4, '0')}`)
    annotates(bob, 'other-note')
    await desk.settled()
    const query = { author: alice.user.id, q: 'note' }
    const address = (page: number) => `${BASE}?author=${alice.user.id}&q=note&page=${page}`
    const first = await desk.list(query)
    expect(first.items).toHaveLength(PAGE_SIZE)
    expect([first.id, first.next, first.prev]).toEqual([address(0), address(1), undefined])
    expect(first.partOf).toMatchObject({ total: PAGE_SIZE + 1, first: address(0), last: address(1) })
    const second = await desk.list({ ...query, page: 1 })
    expect([second.items.length, second.startIndex]).toEqual([1, PAGE_SIZE])
    expect([second.id, second.next, second.prev]).toEqual([address(1), undefined, address(0)])
    const beyond = await desk.list({ ...query, page: 7 })
    expect([beyond.items, beyond.prev, beyond.next]).toEqual([[], address(1), undefined])
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(PAGE_SIZE + 1)
  })

  test('[N2] what was deleted or hidden is not in it, nor counted; replies stay', async () => {
    const root = annotates(alice, 'root-note')
    const reply = annotates(bob, 'reply-note', { replyTo: root, target: [], motivation: 'replying' })
    const spam = annotates(bob, 'spam-note')
    await desk.settled()
    expect(await desk.count()).toBe(3)
    annotates(alice, 'root-note', { body: undefined, rev: 2, deleted: true })
    alice.map('moderation').set(`${spam}|${alice.user.id}`, { hidden: true, at: at(9), rev: 1 })
    await desk.settled()
    expect([idsOf(await desk.list()), await desk.count()]).toEqual([[reply], 1])
    expect(idsOf(await desk.list({ block: 'block-0001' }))).toEqual([reply])
    alice.map('moderation').set(`${spam}|${alice.user.id}`, { hidden: false, at: at(9), rev: 2 })
    bob.map('annotations').delete(reply)
    await desk.settled()
    expect(idsOf(await desk.list())).toEqual([spam])
  })

  test('private notes and other rooms are never in it', async () => {
    const id = `${alice.user.id}:secret-note`
    const record = {
      target: [block('block-0001')],
      motivation: 'commenting',
      created: at(1),
      modified: at(1),
      rev: 1,
    }
    const changed = new Map([['annotations', new Map([[id, record]])]])
    const event = { documentId: 'document1', epoch: 'epoch-1', seq: 1, at: new Date(), changed }
    desk.projection.committed({ ...event, room: 'private', userId: alice.user.id })
    desk.projection.committed({ ...event, room: 'commentary', userId: null })
    expect((await desk.list()).items).toEqual([])
  })
})
