import { expect, test } from 'vitest'
import type { TagRecord } from '../../shared/annotation.ts'
import { readCodebook } from './codebook.ts'

const ALICE = 'alice00000000000'
const BOB = 'bob0000000000000'
const id = (user: string, n: number) => `${user}:tag0000${n}`

function tag(label: string, more: Partial<TagRecord> = {}): TagRecord {
  const created = '2026-03-01T08:00:00.000Z'
  return { label, color: 'shilu', pattern: 'solid', created, modified: created, rev: 1, ...more }
}

const labels = (entries: Record<string, unknown>) =>
  readCodebook(Object.entries(entries)).tags.map((one) => one.label)

test('[N6] doubles of one label are one tag, whose id is the older one’s', () => {
  const entries = {
    [id(BOB, 1)]: tag('Ｐｏｌｉｃｙ', { created: '2026-03-01T09:00:00.000Z' }),
    [id(ALICE, 2)]: tag('policy'),
    [id(ALICE, 3)]: tag('農業'),
  }
  const codebook = readCodebook(Object.entries(entries))
  expect(codebook.tags.map((one) => one.id)).toEqual([id(ALICE, 2), id(ALICE, 3)])
  expect(codebook.resolve(id(BOB, 1))).toBe(id(ALICE, 2))
  expect(codebook.byLabel.get('policy')).toBe(id(ALICE, 2))
})

test('[N5] an editor’s overlay is laid over a tag; deleting and merging by it count', () => {
  const entries = {
    [id(ALICE, 1)]: tag('經濟'),
    [`${id(ALICE, 1)}|${BOB}`]: { label: '經濟政策', modified: '2026-03-02T08:00:00.000Z', rev: 2 },
    [id(ALICE, 2)]: tag('政策'),
    [`${id(ALICE, 2)}|${BOB}`]: { deleted: true, modified: '2026-03-02T08:00:00.000Z', rev: 2 },
    [id(ALICE, 3)]: tag('經政'),
    [`${id(ALICE, 3)}|${BOB}`]: { mergedInto: id(ALICE, 1), modified: '2026-03-02T08:00:00.000Z', rev: 2 },
  }
  const codebook = readCodebook(Object.entries(entries))
  expect(codebook.tags.map((one) => one.label)).toEqual(['經濟政策'])
  expect(codebook.resolve(id(ALICE, 2))).toBeUndefined()
  expect(codebook.resolve(id(ALICE, 3))).toBe(id(ALICE, 1))
  expect(codebook.resolve(id(ALICE, 9))).toBe(id(ALICE, 9))
})

test('a ring of merges ends', () => {
  const entries = {
    [id(ALICE, 1)]: tag('甲', { mergedInto: id(ALICE, 2) }),
    [id(ALICE, 2)]: tag('乙', { mergedInto: id(ALICE, 1) }),
  }
  const codebook = readCodebook(Object.entries(entries))
  expect(codebook.tags).toEqual([])
  expect(codebook.resolve(id(ALICE, 1))).toBeUndefined()
})

test('tags with an order come first, the others in the order of creation; what is no tag is passed over', () => {
  expect(
    labels({
      [id(ALICE, 3)]: tag('丙', { created: '2026-03-03T08:00:00.000Z' }),
      [id(ALICE, 2)]: tag('乙'),
      [id(ALICE, 1)]: tag('甲', { created: '2026-03-04T08:00:00.000Z', order: 1 }),
      [id(ALICE, 4)]: { label: '壞' },
      'no key': tag('無'),
    }),
  ).toEqual(['甲', '乙', '丙'])
})
