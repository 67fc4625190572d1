import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { conflictStepsOf } from '../../../tests/support/conflict-steps.ts'
import type { ForgedSection, ForgedStruct } from '../../../tests/support/forge.ts'
import { content, forge } from '../../../tests/support/forge.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { GuardedRoom, reasonOf } from '../../../tests/support/guarded-room.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { TooExpensive } from './conflicts.ts'
import { parseUpdate, TYPE } from './parse.ts'
import { policyFor } from './policy/policy.ts'
import { resolve } from './resolve.ts'
import type { GuardContext } from './verdict.ts'

const alice: Sender = { name: 'alice', role: 'editor' }
const bob: Sender = { name: 'bob', role: 'editor' }
const NOTE = `${userId('alice')}:abcdefgh`
const gone = content.deleted(1)
const typed = content.string('字')
const TEXT = [5, 1] as const

/** A commentary of one block; what `structs` puts in its text is alice's, under the ids 5:2 and on. */
function commentary(structs: readonly ForgedStruct[] = []): GuardedRoom {
  const room = new GuardedRoom('commentary')
  const block = [
    { parent: 'commentary', content: content.type(TYPE.xmlElement, 'block') },
    { parent: [5, 0] as const, content: content.type(TYPE.xmlText) },
  ]
  expect(reasonOf(room.take(forge([{ client: 5, structs: [...block, ...structs] }]), alice))).toBe('accept')
  return room
}
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))

describe('[G8] what Yjs would walk for ever is too expensive', () => {
  const N = 2_000

  test('one key, written again and again at its beginning', () => {
    const room = new GuardedRoom('notes')
    const first = { parent: 'annotations', sub: NOTE, content: gone }
    const again = times(N, () => first)
    expect(reasonOf(room.judge(forge([{ client: 5, structs: again }]), alice))).toBe('too-expensive')
    const before = [first, ...times(N, (n) => ({ right: [5, n] as const, content: gone }))]
    expect(reasonOf(room.judge(forge([{ client: 5, structs: before }]), alice))).toBe('bad-structure')
  })

  test('a key that has a long history', () => {
    const room = new GuardedRoom('notes')
    for (let n = 0; n < N; n++) {
      const parent = n === 0 ? { parent: 'annotations', sub: NOTE } : { origin: [n - 1, 0] as const }
      room.take(forge([{ client: n, structs: [{ ...parent, content: gone }] }]), alice)
    }
    const again = times(300, () => ({ parent: 'annotations', sub: NOTE, content: gone }))
    expect(reasonOf(room.judge(forge([{ client: 9_999, structs: again }]), alice))).toBe('too-expensive')
  })

  test('a text, written again and again at one place', () => {
    const room = commentary([{ parent: TEXT, content: content.string('頭尾') }])
    const between = { origin: [5, 2] as const, right: [5, 3] as const, content: typed }
    expect(reasonOf(room.judge(forge([{ client: 6, structs: times(N, () => between) }]), bob))).toBe(
      'too-expensive',
    )
    const atHead = { parent: TEXT, content: typed }
    expect(reasonOf(room.judge(forge([{ client: 6, structs: times(N, () => atHead) }]), bob))).toBe(
      'too-expensive',
    )
  })

  test('places behind a chain that looks as if it were not there', () => {
    // The chain hangs on the first character; whatever a higher client puts there too lands behind the chain, so that
    // each new one «between the first character and the one before» is walked to along all of it.
    const room = commentary([{ parent: TEXT, content: content.string('頭尾') }])
    const chain = times(N, (n) => ({
      origin: n === 0 ? ([5, 2] as const) : ([6, n - 1] as const),
      right: [5, 3] as const,
      content: typed,
    }))
    const behind = [
      { origin: [6, N - 1] as const, right: [5, 3] as const, content: typed },
      { origin: [5, 2] as const, right: [5, 3] as const, content: typed },
      ...times(N, (n) => ({ origin: [5, 2] as const, right: [7, n + 1] as const, content: typed })),
    ]
    const bytes = forge([
      { client: 6, structs: chain },
      { client: 7, structs: behind },
    ])
    expect(reasonOf(room.judge(bytes, bob))).toBe('too-expensive')
  })

  test('places behind a long text that is cut into pieces first', () => {
    const room = commentary([
      { parent: TEXT, content: typed },
      { origin: [5, 2], content: content.string('字'.repeat(N)) },
    ])
    const cuts = times(N - 1, (n) => ({
      origin: [5, 3 + n] as const,
      right: [5, 4 + n] as const,
      content: typed,
    }))
    const walks = times(N, () => ({ origin: [5, 2] as const, content: typed }))
    expect(reasonOf(room.judge(forge([{ client: 6, structs: [...cuts, ...walks] }]), bob))).toBe(
      'too-expensive',
    )
  })
})

describe('[G7] honest work is not', () => {
  test('ten thousand edits made offline, each with the caret elsewhere', () => {
    const room = commentary([{ parent: TEXT, content: content.string('字'.repeat(500)) }])
    const offline = new Y.Doc()
    offline.clientID = 6
    Y.applyUpdate(offline, Y.encodeStateAsUpdate(room.ydoc))
    const text = (offline.getXmlFragment('commentary').get(0) as Y.XmlElement).get(0) as Y.XmlText
    const random = randomFrom(1)
    for (let n = 0; n < 10_000; n++) text.insert(random.below(text.length + 1), '改')
    // Meanwhile somebody else worked on the same paragraph.
    const meanwhile = times(400, (n) => ({
      origin: [5, 2 + n] as const,
      right: [5, 3 + n] as const,
      content: content.string('動'),
    }))
    expect(reasonOf(room.take(forge([{ client: 7, structs: meanwhile }]), alice))).toBe('accept')
    expect(reasonOf(room.take(Y.encodeStateAsUpdate(offline), bob))).toBe('accept')
  })

  test('hundreds of lines, put one above the other where somebody else has put some, too', () => {
    const room = commentary([{ parent: TEXT, content: content.string('頭尾') }])
    const above = (client: number, count: number) =>
      times(count, (n) => ({
        origin: [5, 2] as const,
        right: n === 0 ? ([5, 3] as const) : ([client, n - 1] as const),
        content: typed,
      }))
    expect(reasonOf(room.take(forge([{ client: 7, structs: above(7, 200) }]), alice))).toBe('accept')
    expect(reasonOf(room.take(forge([{ client: 6, structs: above(6, 300) }]), bob))).toBe('accept')
    expect(reasonOf(room.take(forge([{ client: 8, structs: above(8, 300) }]), bob))).toBe('accept')
  })

  test('a note that is edited ten thousand times', () => {
    const room = new GuardedRoom('notes')
    const history = times(10_000, (n) =>
      n === 0
        ? { parent: 'annotations', sub: NOTE, content: gone }
        : { origin: [5, n - 1] as const, content: gone },
    )
    expect(reasonOf(room.take(forge([{ client: 5, structs: history }]), alice))).toBe('accept')
  })
})

/** Any structs around a text of alice's, by up to four clients, each at places that exist by then. */
function forged(seed: number): Uint8Array {
  const random = randomFrom(seed)
  const sections: ForgedSection[] = []
  const known: [number, number][] = times(12, (n) => [5, 2 + n])
  for (const client of random.chance(0.5) ? [9, 6, 8, 7] : [6, 7, 8, 9]) {
    const structs: ForgedStruct[] = []
    let clock = 0
    for (let n = random.below(60); n >= 0; n--) {
      const hot = random.chance(0.5) ? known.slice(0, 3) : known.slice(-6)
      const place = () => random.pick(random.chance(0.7) ? hot : known)
      const origin = random.chance(0.8) ? { origin: place() } : {}
      const right = random.chance(0.6) ? { right: place() } : {}
      const what = random.chance(0.7) ? content.string('字字') : gone
      structs.push({ ...origin, ...right, parent: TEXT, content: what })
      known.push([client, clock])
      clock += what === gone ? 1 : 2
    }
    sections.push({ client, structs })
  }
  return forge(sections)
}

/** Whether a budget of so many steps is enough for an update. */
function suffices(room: GuardedRoom, bytes: Uint8Array, steps: number): boolean {
  const context: GuardContext = {
    room: 'commentary',
    role: 'editor',
    user: { id: userId('bob') },
    ownerOfClient: () => undefined,
  }
  try {
    resolve(room.ydoc, parseUpdate(bytes), context, policyFor('commentary', 'editor', userId('bob')), steps)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(TooExpensive)
    return false
  }
}

test('[G8] Yjs never walks further than was counted, but for one step a struct', () => {
  const text = [{ parent: TEXT, content: content.string('一二三四五六七八九十百千') }]
  let accepted = 0
  let beyond = 0
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const room = commentary(text)
      const bytes = forged(seed)
      const verdict = room.judge(bytes, bob)
      if (verdict.verdict !== 'accept' || verdict.update === null) return
      const { update } = verdict
      const structs = parseUpdate(update).sections.reduce((sum, section) => sum + section.structs.length, 0)
      const twin = commentary(text).ydoc
      const walked = conflictStepsOf(() => Y.applyUpdate(twin, update))
      accepted++
      if (walked <= structs) return
      beyond++
      expect(suffices(room, bytes, walked - structs - 1), `seed ${seed}: ${walked} for ${structs}`).toBe(
        false,
      )
    }),
    { seed: 20260301, numRuns: 200 },
  )
  expect(accepted).toBeGreaterThan(100)
  expect(beyond).toBeGreaterThan(30)
})
