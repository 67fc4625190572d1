import { TYPE } from '../../server/sync/guard/parse.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { LIMITS } from '../../shared/limits.ts'
import { comment } from './content.ts'
import type { Deletions, ForgedStruct } from './forge.ts'
import { content, forge } from './forge.ts'
import type { Sender } from './guarded-room.ts'
import { GuardedRoom } from './guarded-room.ts'
import { largeText, manyNotes } from './large-document.ts'
import { userId } from './test-access.ts'

/** A kind of frame that is dear: the room it is sent to, which the attacker may have prepared, and the frame of size n. */
export interface DearFrame {
  what: string
  room(): GuardedRoom
  frame(n: number, room: GuardedRoom): Uint8Array
  /** No size beyond this makes sense. */
  most: number
}

export const EVE: Sender = { name: 'eve', role: 'editor' }
const ID = userId('eve')
const AT = '2026-03-01T08:00:00Z'
const STRUCTS = LIMITS.structsPerUpdate - 1
const RANGES = LIMITS.deleteRangesPerUpdate - 1

const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const from = (client: number, structs: readonly ForgedStruct[], clock = 0) =>
  forge([{ client, clock, structs }])
const own = (n: number) => ({ parent: 'annotations', sub: `${ID}:note-${n}-xx` })

/** Puts something of eve's into a room, without asking the guard: it would take her many frames. */
function prepared(room: GuardedRoom, ...updates: Uint8Array[]): GuardedRoom {
  for (const bytes of updates) applyUpdates(room.ydoc, [bytes])
  for (const client of room.ydoc.store.clients.keys())
    if (!room.owners.has(client)) room.owners.set(client, ID)
  return room
}

/** A block with a text in it, both by client 5; what is in the text begins at 5:2. */
const TEXT: ForgedStruct[] = [
  { parent: 'text', content: content.type(TYPE.xmlElement, 'block') },
  { parent: [5, 0], content: content.type(TYPE.xmlText) },
]
const IN_TEXT = { parent: [5, 1] as const }
const typed = (characters: number) =>
  prepared(
    new GuardedRoom('text'),
    from(5, [...TEXT, { ...IN_TEXT, content: content.string('字'.repeat(characters)) }]),
  )
const chain = (n: number, what: (n: number) => ForgedStruct['content']): ForgedStruct[] =>
  times(n, (at) => ({
    ...(at === 0 ? IN_TEXT : { origin: [6, at - 1] as const }),
    content: what(at),
  }))
const mark = (n: number) => content.format('bold', n % 2 === 0 ? {} : null)

/** A text of many pieces behind a long one: whatever is cut in two moves them all. */
function manyPieces(pieces: number): GuardedRoom {
  const room = typed(100_000)
  for (let begin = 0; begin < pieces; begin += 50_000) {
    const part = times(50_000, (n) => ({ origin: [5, 100_001 + begin + n] as const, content: mark(n) }))
    prepared(room, from(5, part, 100_002 + begin))
  }
  return room
}

/** One block whose text is so many pieces. */
const patchwork = (pieces: number) =>
  prepared(
    new GuardedRoom('text'),
    from(5, [
      ...TEXT,
      ...times(pieces, (n) => ({
        ...(n === 0 ? IN_TEXT : { origin: [5, 1 + n] as const }),
        content: n % 2 === 0 ? content.string('字') : mark(n >> 1),
      })),
    ]),
  )

/** Where the characters of a large document are. */
function longTexts(room: GuardedRoom): [client: number, clock: number][] {
  return [...room.ydoc.store.clients].flatMap(([client, structs]) =>
    structs.filter(({ length }) => length >= 50).map(({ id }): [number, number] => [client, id.clock]),
  )
}

const TEXTS: DearFrame[] = [
  {
    what: 'one long text',
    room: () => typed(1),
    frame: (n) => from(6, [{ ...IN_TEXT, content: content.string('字'.repeat(n)) }]),
    most: 1_398_000,
  },
  {
    what: 'characters, each a struct, one after the other',
    room: () => typed(1),
    frame: (n) =>
      from(
        6,
        chain(n, () => content.string('字')),
      ),
    most: STRUCTS,
  },
  {
    what: 'marks',
    room: () => typed(1),
    frame: (n) =>
      from(
        6,
        chain(n, (at) => content.format('link', { href: `https://example.org/${at}` })),
      ),
    most: STRUCTS,
  },
  {
    what: 'blocks with attributes and a text',
    room: largeText,
    frame: (n) =>
      from(
        6,
        times(n, (at): ForgedStruct[] => {
          const block = at * 6
          return [
            {
              ...(at === 0 ? { parent: 'text' } : { origin: [6, block - 6] as const }),
              content: content.type(TYPE.xmlElement, 'block'),
            },
            { parent: [6, block], sub: 'id', content: content.any(`block-${at}-xx`) },
            { parent: [6, block], sub: 'kind', content: content.any('paragraph') },
            { parent: [6, block], sub: 'level', content: content.any(0) },
            { parent: [6, block], content: content.type(TYPE.xmlText) },
            { parent: [6, block + 4], content: content.string('字') },
          ]
        }).flat(),
      ),
    most: STRUCTS / 6,
  },
  {
    what: 'garbage',
    room: () => typed(1),
    frame: (n) =>
      from(
        6,
        times(n, () => ({ content: content.gc(1) })),
      ),
    most: STRUCTS,
  },
  {
    what: 'two clients that lean on one another',
    room: () => typed(1),
    frame: (n) =>
      forge([
        {
          client: 6,
          structs: times(n, (at) => ({
            ...(at === 0 ? IN_TEXT : { origin: [7, at - 1] as const }),
            content: content.string('x'),
          })),
        },
        {
          client: 7,
          structs: times(n, (at) => ({ origin: [6, at] as const, content: content.string('x') })),
        },
      ]),
    most: STRUCTS / 2 - 1,
  },
  {
    what: 'insertions that cut one text',
    room: () => typed(STRUCTS + 2),
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({
          origin: [5, 2 + n - at] as const,
          right: [5, 3 + n - at] as const,
          content: content.string('x'),
        })),
      ),
    most: STRUCTS,
  },
  {
    what: 'insertions that cut a large document',
    room: largeText,
    frame(n, room) {
      const texts = longTexts(room)
      return from(
        6,
        times(n, (at) => {
          const [client, clock] = texts[at % texts.length] as [number, number]
          const place = clock + 2 * Math.floor(at / texts.length)
          return {
            origin: [client, place] as const,
            right: [client, place + 1] as const,
            content: content.string('x'),
          }
        }),
      )
    },
    most: STRUCTS,
  },
  {
    what: 'insertions that cut a text before 200,000 pieces',
    room: () => manyPieces(200_000),
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({
          origin: [5, 10 + 2 * at] as const,
          right: [5, 11 + 2 * at] as const,
          content: content.string('x'),
        })),
      ),
    most: STRUCTS,
  },
  {
    what: 'holes in a text before 200,000 pieces',
    room: () => manyPieces(200_000),
    frame: (n) => forge([], { 5: times(n, (at) => [10 + 2 * at, 1] as const) }),
    most: 40_000,
  },
  {
    what: 'holes in one text',
    room: () => typed(200_000),
    frame: (n) => forge([], { 5: times(n, (at) => [3 + 2 * at, 1] as const) }),
    most: 99_000,
  },
  {
    what: 'holes in a large document',
    room: largeText,
    frame(n, room) {
      const holes: Record<number, [number, number][]> = {}
      for (const [client, clock] of longTexts(room).slice(0, n)) {
        const ranges = holes[client] ?? []
        holes[client] = ranges
        for (let at = 1; at < 99; at += 2) ranges.push([clock + at, 1])
      }
      return forge([], holes)
    },
    most: 2_000,
  },
  {
    what: 'a large document, deleted',
    room: largeText,
    frame(n, room) {
      const all: Record<number, [number, number][]> = {}
      for (const [client, structs] of room.ydoc.store.clients) {
        const { id, length } = structs.at(-1) as { id: { clock: number }; length: number }
        all[client] = [[0, Math.ceil(((id.clock + length) * n) / 1_000)]]
      }
      return forge([], all as Deletions)
    },
    most: 1_000,
  },
  {
    what: 'a block of many pieces, deleted',
    room: () => patchwork(STRUCTS),
    // As many blocks as that can't be prepared one by one here; so the size is that of what is deleted in it.
    frame: (n) => forge([], { 5: [[2, n]] }),
    most: STRUCTS,
  },
  {
    what: 'conflicts at one place',
    room: () => typed(2),
    frame: (n) =>
      from(
        6,
        times(n, () => ({
          origin: [5, 2] as const,
          right: [5, 3] as const,
          content: content.string('x'),
        })),
      ),
    most: STRUCTS,
  },
  {
    what: 'conflicts with what 15,000 clients put there',
    room() {
      const clients = times(15_000, (n) => 1_000 + n)
      return prepared(
        typed(2),
        ...[0, 5_000, 10_000].map((begin) =>
          forge(
            clients.slice(begin, begin + 5_000).map((client) => ({
              client,
              structs: [{ origin: [5, 2] as const, content: content.string('x') }],
            })),
          ),
        ),
      )
    },
    frame: (n) =>
      from(
        90_000,
        times(n, () => ({
          origin: [5, 2] as const,
          right: [5, 3] as const,
          content: content.string('x'),
        })),
      ),
    most: STRUCTS,
  },
  {
    what: 'deleted ranges of garbage',
    room: () => prepared(new GuardedRoom('text'), from(5, [{ content: content.gc(2 * RANGES) }])),
    frame: (n) => forge([], { 5: times(n, (at) => [2 * at, 1] as const) }),
    most: RANGES,
  },
  {
    what: 'deleted ranges that are deleted already',
    room: () => prepared(typed(2 * RANGES), forge([], { 5: times(RANGES, (n) => [2 + 2 * n, 1] as const) })),
    frame: (n) => forge([], { 5: times(n, (at) => [2 + 2 * at, 1] as const) }),
    most: RANGES,
  },
  {
    what: 'structs that are there already',
    room: () => prepared(typed(1), from(6, chain(STRUCTS, mark))),
    frame: (n) => from(6, chain(n, mark)),
    most: STRUCTS,
  },
]

const NOTES: DearFrame[] = [
  {
    what: 'notes',
    room: manyNotes,
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({ ...own(at), content: content.any(comment('注')) })),
      ),
    most: 14_000,
  },
  {
    what: 'one note, written again and again',
    room: manyNotes,
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({
          ...(at === 0 ? own(0) : { origin: [6, at - 1] as const }),
          content: content.any(comment('注')),
        })),
      ),
    most: 14_000,
  },
  {
    what: 'notes of 400 empty paragraphs',
    room: manyNotes,
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({ ...own(at), content: content.any(longNote()) })),
      ),
    most: 500,
  },
  {
    what: 'reactions',
    room: manyNotes,
    frame: (n) =>
      from(
        6,
        times(n, (at) => ({
          parent: 'reactions',
          sub: `${ID}:abcdefgh${at}|${ID}|x`,
          content: content.any({ at: AT }),
        })),
      ),
    most: STRUCTS,
  },
  {
    what: 'states of threads that have changed often',
    room: () =>
      prepared(
        manyNotes(),
        from(
          6,
          times(6_000, (n) => ({
            parent: 'status',
            sub: `${ID}:abcdefgh${n}|${ID}`,
            content: content.any(...times(30, (rev) => ({ status: 'open', at: AT, rev: rev + 1 }))),
          })),
        ),
      ),
    frame: (n) =>
      from(
        7,
        times(n, (at) => ({
          origin: [6, at * 30 + 29] as const,
          content: content.any({ status: 'open', at: AT, rev: 30 }),
        })),
      ),
    most: 6_000,
  },
  {
    what: 'notes, deleted',
    room: () =>
      prepared(
        manyNotes(),
        from(
          6,
          times(10_000, (n) => ({ ...own(n), content: content.any(comment('注')) })),
        ),
      ),
    frame: (n) => forge([], { 6: [[0, n]] }),
    most: 10_000,
  },
]

function longNote(): object {
  return { ...comment('注'), body: { type: 'doc', content: times(400, () => ({ type: 'paragraph' })) } }
}

export const DEAR_FRAMES: readonly DearFrame[] = [...TEXTS, ...NOTES]

/** The size of the largest frame of its kind that is not too much, as nearly as so many halvings find it. */
export function dearestSize({ frame, most }: DearFrame, room: GuardedRoom, halvings: number): number {
  const fits = (bytes: Uint8Array) => {
    if (bytes.length > LIMITS.syncStep2Bytes) return false
    const verdict = room.judge(bytes, EVE)
    return verdict.verdict !== 'refuse' || !verdict.refusal.reason.startsWith('too-')
  }
  let low = 1
  let high = Math.floor(most)
  if (fits(frame(high, room))) return high
  for (let round = 0; round < halvings && low + 1 < high; round++) {
    const middle = (low + high) >> 1
    if (fits(frame(middle, room))) low = middle
    else high = middle
  }
  return low
}
