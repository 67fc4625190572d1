import { expect, test } from 'vitest'
import type { RepairDetail, RepairedRoom } from '../../../../shared/api.ts'
import { compareBlock } from './compare-block.ts'
import { howMuch, isBack } from './how-much.ts'
import { incidentFacts } from './incident-facts.ts'

test('[W3] what is missing from a text is told from what was only added to', () => {
  expect(compareBlock('萬事開頭難。', undefined)).toBe('missing')
  expect(compareBlock('萬事開頭難。', '萬事難。')).toBe('shortened')
  expect(compareBlock('萬事開頭難。', '')).toBe('shortened')
  expect(compareBlock('萬事開頭難。', '凡萬事，開頭都難。')).toBe('same')
  expect(compareBlock('𠮷野家', '𠮷野')).toBe('shortened')
  expect(compareBlock('', undefined)).toBe('same')
})

test('[W10] how much was deleted is said in numbers that fit the language', () => {
  expect(howMuch({ deletedChars: 3218, totalChars: 7150 }, 'zh-Hant')).toEqual({
    count: 3218,
    number: '3,218',
    percent: '45%',
  })
  // What was typed while it was deleted counts nobody twice.
  expect(howMuch({ deletedChars: 12, totalChars: 10 }, 'en').percent).toBe('100%')
  expect(howMuch({ deletedChars: 1, totalChars: 0 }, 'en').percent).toBe('100%')
})

test('[W17] what was deleted and is there again is no news', () => {
  expect(isBack({ deletedChars: 5000, totalChars: 5000 }, 0)).toBe(false)
  expect(isBack({ deletedChars: 5000, totalChars: 5000 }, 4980)).toBe(true)
  // A small part of a long text counts as much.
  expect(isBack({ deletedChars: 5000, totalChars: 200_000 }, 195_100)).toBe(false)
  expect(isBack({ deletedChars: 5000, totalChars: 200_000 }, 200_400)).toBe(true)
})

const nameOf = (id: string) => ({ lin: '林主持', wang: '王小明' })[id] ?? '一位成員'

test('[W10] an incident is told with the names that are known', () => {
  const link = (detail: Record<string, unknown>) => incidentFacts({ kind: 'name-link', detail }, nameOf)
  expect(link({ by: 'lin', user: 'wang' }).headline.values).toEqual({ by: '林主持', name: '王小明' })
  expect(link({ by: 7 }).headline.values).toEqual({ by: '一位成員', name: '一位成員' })
})

test('[W10] of a repair is told what is missing, what was saved, and when it failed', () => {
  const room: RepairedRoom = {
    room: 'notes',
    user: null,
    damaged: [],
    damagedCount: 1,
    missing: [],
    recovered: { characters: 0, records: 0 },
    unplaced: [],
    unplacedCount: 0,
  }
  const told = (outcome: RepairDetail['outcome'], ...rooms: RepairedRoom[]) => {
    const detail = { outcome, from: 'e1', to: 'e2', rooms }
    const { headline, more } = incidentFacts({ kind: 'repaired', detail }, nameOf)
    return [headline, ...more].map(({ key }) => key)
  }
  const missing = [{ user: 'wang', from: '2026-02-24T11:00:00Z', until: '2026-02-24T11:05:00Z', atMost: 12 }]
  expect(told('repaired', room)).toEqual(['repaired'])
  expect(told('repaired', { ...room, missing }, { ...room, room: 'text', missing })).toEqual([
    'repairedPart',
    'missingNotes',
    'missingText',
  ])
  expect(told('repaired', { ...room, recovered: { characters: 3, records: 2 }, unplacedCount: 1 })).toEqual([
    'repairedPart',
    'recoveredText',
    'recoveredNotes',
    'unplaced',
  ])
  expect(told('failed', { ...room, missing })).toEqual(['repairFailed'])
  const asOf = '2026-02-24T11:00:00.000Z'
  expect(incidentFacts({ kind: 'restored', detail: { asOf } }, nameOf).headline.values).toEqual({ asOf })
})
