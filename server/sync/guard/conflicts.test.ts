import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { conflictStepsOf } from '../../../tests/support/conflict-steps.ts'
import type { ForgedSection, ForgedStruct } from '../../../tests/support/forge.ts'
import { content, forge } from '../../../tests/support/forge.ts'
import type { Sender } from '../../../tests/support/guarded-room.ts'
import { emptyRoom, GuardedRoom, reasonOf } from '../../../tests/support/guarded-room.ts'
import type { Random } from '../../../tests/support/random.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { userId } from '../../../tests/support/test-access.ts'
import { applyUpdates } from '../room/apply.ts'
import { TooMuch } from './outcomes.ts'
import { parseUpdate, TYPE } from './parse.ts'
import { policyFor } from './policy/policy.ts'
import { resolve } from './resolve.ts'
import type { GuardContext } from './verdict.ts'
import { Work } from './work.ts'

const alice: Sender = { name: 'alice', role: 'editor' }
const bob: Sender = { name: 'bob', role: 'editor' }
const NOTE = `${userId('alice')}:abcdefgh`
const gone = content.deleted(1)
const typed = content.string('字')
const TEXT = [5, 1] as const
/** The ids of the first and the second character that alice puts in the text. */
const HEAD = [5, 2] as const
const TAIL = [5, 3] as const

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
  /** So many structs lie in the way of so many others: too far together, while neither is too many. */
  const N = 2_000
  const WALKS = 200
  const verdictOn = (room: GuardedRoom, ...sections: ForgedSection[]) =>
    reasonOf(room.judge(forge(sections), bob))

  describe('one key', () => {
    const first = { parent: 'annotations', sub: NOTE, content: gone }
    const mine = (structs: ForgedStruct[]) =>
      reasonOf(new GuardedRoom('notes').judge(forge([{ client: 5, structs }]), alice))

    test('written again and again at its beginning', () => {
      expect(mine(times(N, () => first))).toBe('too-expensive')
      expect(mine([first, ...times(N, (n) => ({ right: [5, n] as const, content: gone }))])).toBe(
        'bad-structure',
      )
    })

    test('with a long history, in the room or in the update', () => {
      const history = (from: number) =>
        times(N, (n) => (n === 0 ? first : { origin: [from, n - 1] as const, content: gone }))
      expect(mine([...history(5), ...times(WALKS, () => first)])).toBe('too-expensive')
      const room = new GuardedRoom('notes')
      for (const [n, struct] of history(0).entries())
        room.take(
          forge([{ client: n, structs: [n === 0 ? struct : { ...struct, origin: [n - 1, 0] }] }]),
          alice,
        )
      const again = forge([{ client: 9_999, structs: times(WALKS, () => first) }])
      expect(reasonOf(room.judge(again, alice))).toBe('too-expensive')
    })
  })

  test('one place, or the beginning, written again and again', () => {
    const room = commentary([{ parent: TEXT, content: content.string('頭尾') }])
    const between = { origin: HEAD, right: TAIL, content: typed }
    expect(verdictOn(room, { client: 6, structs: times(N, () => between) })).toBe('too-expensive')
    expect(verdictOn(room, { client: 6, structs: times(N, () => ({ parent: TEXT, content: typed })) })).toBe(
      'too-expensive',
    )
  })

  describe('a chain that looks as if it were not there', () => {
    // It hangs on what lies left of it; whatever a higher client puts there too lands behind all of it. So each new one
    // «between that and the one before» is walked to along the whole chain, and seems to be adjacent.
    const chain = (left: ForgedStruct['origin'], right: readonly [number, number], begin: number) =>
      times(N, (n) => ({
        origin: n === 0 ? left : ([6, begin + n - 1] as const),
        right,
        parent: TEXT,
        content: typed,
      }))
    const behind = (left: ForgedStruct['origin'], right: readonly [number, number], last: number) => [
      { origin: [6, last] as const, right, content: typed },
      ...times(WALKS, (n) => ({
        origin: left,
        right: n === 0 ? right : ([7, n] as const),
        parent: TEXT,
        content: typed,
      })),
    ]

    test('behind something in the room', () => {
      const room = commentary([{ parent: TEXT, content: content.string('頭尾') }])
      const sections = [
        { client: 6, structs: chain(HEAD, TAIL, 0) },
        { client: 7, structs: behind(HEAD, TAIL, N - 1) },
      ]
      expect(verdictOn(room, ...sections)).toBe('too-expensive')
    })

    test('behind something new', () => {
      const begin = [
        { parent: TEXT, content: typed },
        { origin: [6, 0] as const, content: typed },
      ]
      const sections = [
        { client: 6, structs: [...begin, ...chain([6, 0], [6, 1], 2)] },
        { client: 7, structs: behind([6, 0], [6, 1], N + 1) },
      ]
      expect(verdictOn(commentary(), ...sections)).toBe('too-expensive')
    })

    test('at the beginning', () => {
      const room = commentary([{ parent: TEXT, content: typed }])
      const sections = [
        { client: 6, structs: chain(undefined, HEAD, 0) },
        { client: 7, structs: behind(undefined, HEAD, N - 1) },
      ]
      expect(verdictOn(room, ...sections)).toBe('too-expensive')
    })
  })

  describe('a long text that is cut into pieces', () => {
    test('each walked over from the place before it', () => {
      const structs = [
        { parent: TEXT, content: content.string('字'.repeat(N)) },
        ...times(N - 1, (n) => ({ origin: [6, N - 2 - n] as const, content: typed })),
      ]
      expect(verdictOn(commentary(), { client: 6, structs })).toBe('too-expensive')
    })

    test('by structs that stand elsewhere', () => {
      const room = commentary([
        { parent: TEXT, content: typed },
        { origin: HEAD, content: content.string('字'.repeat(N)) },
      ])
      const cuts = times(N - 1, (n) => ({
        ...(n === 0 ? {} : { origin: [6, n - 1] as const }),
        right: [5, 4 + n] as const,
        content: typed,
      }))
      const walks = times(WALKS, () => ({ origin: HEAD, content: typed }))
      expect(verdictOn(room, { client: 6, structs: [...cuts, ...walks] })).toBe('too-expensive')
    })
  })

  test('a right neighbour that lies on the left', () => {
    // A text of single characters, each a struct of its own; the first new one lands before all of them.
    const room = commentary([{ parent: TEXT, content: typed }])
    for (let n = 0; n < N; n++)
      room.take(
        forge([{ client: 10 + n, structs: [{ origin: n === 0 ? HEAD : [9 + n, 0], content: typed }] }]),
        alice,
      )
    const structs = [
      { origin: HEAD, right: [11, 0] as const, content: typed },
      ...times(WALKS, () => ({ origin: [10, 0] as const, right: [6, 0] as const, content: typed })),
    ]
    expect(verdictOn(room, { client: 6, structs })).toBe('too-expensive')
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

/** Any structs in a text, by up to four clients, at places that exist by then, many at the same few. */
function forged(random: Random, known: [number, number][], clocks: Map<number, number>): Uint8Array {
  const sections: ForgedSection[] = []
  const fresh: [number, number][] = []
  const favourite = random.below(4)
  const few = 1 + random.below(4)
  for (const client of random.chance(0.5) ? [9, 6, 8, 7] : [6, 7, 8, 9]) {
    if (random.chance(0.2)) continue
    const structs: ForgedStruct[] = []
    const clock = clocks.get(client) ?? 0
    let next = clock
    for (let n = random.below(60); n >= 0; n--) {
      const all = [...known, ...fresh]
      const place = () =>
        random.pick(random.chance(0.5) ? all.slice(0, few) : random.chance(0.5) ? all.slice(-few) : all)
      const last = fresh.at(-1) ?? place()
      const origin = random.chance(0.9)
        ? { origin: favourite === 0 ? last : favourite === 1 ? (all[few] ?? last) : place() }
        : {}
      const right = random.chance(0.6) ? { right: favourite === 2 ? last : place() } : {}
      const length = 1 + random.below(3)
      const what = random.chance(0.3) ? content.deleted(length) : content.string('字'.repeat(length))
      structs.push({ ...origin, ...right, parent: TEXT, content: what })
      for (let at = next; at < next + length; at++) fresh.push([client, at])
      next += length
    }
    clocks.set(client, next)
    sections.push({ client, clock, structs })
  }
  known.push(...fresh)
  return forge(sections)
}

/** Whether a budget of so many steps is enough for an update. */
function suffices(room: GuardedRoom, bytes: Uint8Array, steps: number): boolean {
  const context: GuardContext = {
    room: 'commentary',
    role: 'editor',
    user: { id: userId('bob') },
    ownerOfClient: () => undefined,
    isPurged: () => false,
  }
  try {
    resolve(room.ydoc, parseUpdate(bytes), context, policyFor(context), new Work(), steps)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(TooMuch)
    return false
  }
}

test('[G8] Yjs never walks further than was counted, but for one step a struct', () => {
  let walkedFar = 0
  for (let seed = 1; seed <= 120; seed++) {
    const random = randomFrom(seed)
    const room = commentary([{ parent: TEXT, content: content.string('一二三四五六') }])
    const known: [number, number][] = times(6, (n) => [5, 2 + n])
    const clocks = new Map<number, number>()
    for (let n = 0; n < 3; n++) {
      const bytes = forged(random, known, clocks)
      const verdict = room.judge(bytes, bob)
      if (verdict.verdict !== 'accept' || verdict.update === null) break
      const { update } = verdict
      const structs = parseUpdate(update).sections.reduce((sum, section) => sum + section.structs.length, 0)
      const twin = emptyRoom('commentary')
      for (const row of room.rows) applyUpdates(twin, [row])
      const walked = conflictStepsOf(() => Y.applyUpdate(twin, update))
      if (walked > structs) {
        walkedFar++
        expect(suffices(room, bytes, walked - structs - 1), `seed ${seed}, update ${n}`).toBe(false)
      }
      room.take(bytes, bob)
    }
  }
  expect(walkedFar).toBeGreaterThan(200)
})
