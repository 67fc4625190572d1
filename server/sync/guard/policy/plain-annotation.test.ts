import { describe, expect, test } from 'vitest'
import { annotationSchema } from '../../../../shared/annotation.ts'
import { LIMITS } from '../../../../shared/limits.ts'
import { comment } from '../../../../tests/support/content.ts'
import type { Random } from '../../../../tests/support/random.ts'
import { randomFrom } from '../../../../tests/support/random.ts'
import { userId } from '../../../../tests/support/test-access.ts'
import { isPlainAnnotation } from './plain-annotation.ts'

const ID = `${userId('alice')}:abcdefgh`
const PASSAGE = {
  source: 'text',
  epoch: 'epoch-1',
  blockId: 'block-000001',
  start: 3,
  end: 9,
  quote: '春風又綠',
  prefix: '',
  suffix: '江南岸',
  relStart: 'AAEMbWlzc2luZwA=',
  relEnd: 'AAEMbWlzc2luZwE=',
}
const { body: _, ...bare } = comment('')
const HONEST: object[] = [
  comment('一則\n兩段'),
  { ...comment('注'), target: [PASSAGE, { ...PASSAGE, endBlockId: 'block-000002' }] },
  { ...bare, target: [], motivation: 'replying', replyTo: ID, tags: [ID] },
  { ...bare, deleted: true, rev: 9 },
]

describe('[G4] a plain annotation', () => {
  test('is what people write', () => {
    for (const record of HONEST) expect([isPlainAnnotation(record), record]).toEqual([true, record])
  })

  test('is never what the schema refuses', () => {
    const random = randomFrom(7)
    let plain = 0
    for (let round = 0; round < 20_000; round++) {
      const record = spoilt(structuredClone(random.pick(HONEST)), random)
      if (!isPlainAnnotation(record)) continue
      plain++
      expect([annotationSchema.safeParse(record).success, record]).toEqual([true, record])
    }
    expect(plain).toBeGreaterThan(500)
  })

  test('is no larger than a body may be, however it is escaped', () => {
    for (const text of ['字', '\u0001', '"', '\u2028']) {
      for (let length = 100; length <= LIMITS.bodyChars; length *= 2) {
        const record = comment(text.repeat(length))
        if (isPlainAnnotation(record)) expect(annotationSchema.safeParse(record).success).toBe(true)
      }
    }
  })
})

const STRANGE = [
  null,
  undefined,
  0,
  -1,
  1.5,
  Number.NaN,
  1e10,
  '',
  'x',
  '2026-13-01T08:00:00.000Z',
  '2026-03-01T08:00:00Z',
  'x'.repeat(50_000),
  'javascript:alert(1)',
  'evil-room',
  'commentary-1',
  true,
  false,
  [],
  {},
  [{}],
  [[]],
  [null],
  Array(21).fill(PASSAGE),
  Array(51).fill(ID),
  [ID],
  'replying',
  { type: 'doc', content: [] },
  { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '', marks: [] }] }] },
  { type: 'doc', content: Array(501).fill({ type: 'paragraph' }) },
]

/** Something in it is changed, left out or added, at any depth. */
function spoilt(record: unknown, random: Random): unknown {
  let at = record as Record<string, unknown>
  for (;;) {
    const inner = Object.values(at).filter((value) => typeof value === 'object' && value !== null)
    if (inner.length === 0 || random.chance(0.4)) break
    at = random.pick(inner) as Record<string, unknown>
  }
  const keys = Object.keys(at)
  const key =
    keys.length > 0 && random.chance(0.85) ? random.pick(keys) : random.pick(['extra', 'deleted', 'type'])
  if (random.chance(0.2)) delete at[key]
  else at[key] = structuredClone(random.pick(STRANGE))
  return record
}
