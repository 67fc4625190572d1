import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { readFrame, syncFrame } from '../../server/sync/frames.ts'
import { TYPE } from '../../server/sync/guard/parse.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { LIMITS } from '../../shared/limits.ts'
import { SYNC } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { comment } from '../support/content.ts'
import type { ForgedStruct } from '../support/forge.ts'
import { bytesOf, content, forge } from '../support/forge.ts'
import type { Sender } from '../support/guarded-room.ts'
import { GuardedRoom, reasonOf } from '../support/guarded-room.ts'
import { userId } from '../support/test-access.ts'

/**
 * The dearest frames we know of, judged and applied. What one may cost is 50 ms a megabyte or part of one; the bound here is
 * ten times that, in CPU time, so that it says something on any machine. MEASURE=1 prints what it was.
 */
const MOST_MS = 500
const eve: Sender = { name: 'eve', role: 'editor' }
const EVE = userId('eve')
const AT = '2026-03-01T08:00:00Z'
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
const own = (n: number) => ({ parent: 'annotations', sub: `${EVE}:note-${n}-xx` })
const from = (client: number, ...structs: ForgedStruct[]) => forge([{ client, structs }])

/** A block with a text, both by client 5; what follows in the text begins at 5:2. */
const text = (...structs: ForgedStruct[]) =>
  from(
    5,
    { parent: 'commentary', content: content.type(TYPE.xmlElement, 'block') },
    { parent: [5, 0], content: content.type(TYPE.xmlText) },
    ...structs,
  )
const typed = (characters: number) =>
  text({ parent: [5, 1], content: content.string('字'.repeat(characters)) })
const backwards = (count: number): ForgedStruct[] =>
  times(count, (n) => ({
    origin: [5, 2] as const,
    ...(n === 0 ? {} : { right: [5, 2 + n] as const }),
    content: content.string('字'),
  }))

const frames: [
  what: string,
  room: RoomName,
  before: Uint8Array[],
  frame: () => Uint8Array,
  expected: string,
][] = [
  [
    '4 MiB of one text',
    'commentary',
    [typed(1)],
    () => from(6, { parent: [5, 1], content: content.string('字'.repeat(1_398_000)) }),
    'accept',
  ],
  [
    '100,000 characters, each a struct',
    'commentary',
    [typed(1)],
    () =>
      from(
        6,
        ...times(99_999, (n) => ({
          ...(n === 0 ? { parent: [5, 1] as const } : { origin: [6, n - 1] as const }),
          content: content.string('字'),
        })),
      ),
    'accept',
  ],
  [
    '4,500 notes',
    'notes',
    [],
    () => from(6, ...times(4_500, (n) => ({ ...own(n), content: content.any(comment('注')) }))),
    'accept',
  ],
  [
    '100,000 reactions under one key',
    'notes',
    [],
    () =>
      from(6, {
        parent: 'reactions',
        sub: `${EVE}:abcdefgh|${EVE}|x`,
        content: content.any(...times(18_000, () => ({ at: AT }))),
      }),
    'malformed',
  ],
  [
    'a body of 500 paragraphs, 200 times',
    'notes',
    [],
    () =>
      from(
        6,
        ...times(200, (n) => ({
          ...own(n),
          content: content.any({
            ...comment('注'),
            body: { type: 'doc', content: times(400, () => ({ type: 'paragraph' })) },
          }),
        })),
      ),
    'accept',
  ],
  [
    '1,000 notes that are almost right',
    'notes',
    [],
    () =>
      from(
        6,
        ...times(1_000, (n) => ({
          ...own(n),
          content: content.any({ ...comment('注'), ...(n === 999 ? { rev: 0 } : {}) }),
        })),
      ),
    'bad-value',
  ],
  [
    '100,000 holes in one text',
    'commentary',
    [typed(200_000)],
    () => forge([], { 5: times(100_000, (n) => [2 + 2 * n, 1] as const) }),
    'accept',
  ],
  [
    '50,000 insertions that cut one text',
    'commentary',
    [typed(50_001)],
    () =>
      from(
        6,
        ...times(50_000, (n) => ({
          origin: [5, 2 + n] as const,
          right: [5, 3 + n] as const,
          content: content.string('x'),
        })),
      ),
    'accept',
  ],
  [
    'as many conflicts as there may be',
    'commentary',
    [typed(2)],
    () =>
      from(
        6,
        ...times(400, () => ({
          origin: [5, 2] as const,
          right: [5, 3] as const,
          content: content.string('x'),
        })),
      ),
    'accept',
  ],
  [
    'one more',
    'commentary',
    [typed(2)],
    () =>
      from(
        6,
        ...times(60_000, () => ({
          origin: [5, 2] as const,
          right: [5, 3] as const,
          content: content.string('x'),
        })),
      ),
    'too-expensive',
  ],
  [
    '7 bytes that delete 15,000 pieces of formatted text',
    'commentary',
    [text({ parent: [5, 1], content: content.format('bold', {}) }, ...backwards(15_000))],
    () => forge([], { 5: [[3, 15_000]] }),
    'accept',
  ],
  [
    'a note that has been edited 50,000 times',
    'notes',
    [
      from(
        5,
        ...times(50_000, (n) =>
          n === 0
            ? { ...own(0), content: content.deleted(1) }
            : { origin: [5, n - 1] as const, content: content.deleted(1) },
        ),
      ),
    ],
    () => from(6, { origin: [5, 49_999], content: content.any(comment('又')) }),
    'accept',
  ],
  [
    '500,000 deleted ranges of nothing',
    'commentary',
    [from(5, { content: content.gc(2_000_000) })],
    () => forge([], { 5: times(499_999, (n) => [2 * n, 1] as const) }),
    'accept',
  ],
]

test.each(frames)('[G8] %s', (what, room, before, frame, expected) => {
  const guarded = new GuardedRoom(room)
  for (const bytes of before) expect(reasonOf(guarded.take(bytes, eve))).toBe('accept')
  const bytes = frame()
  expect(bytes.length).toBeLessThanOrEqual(LIMITS.syncStep2Bytes)
  const start = process.cpuUsage()
  const verdict = guarded.judge(bytes, eve)
  const judged = process.cpuUsage(start)
  if (verdict.verdict === 'accept' && verdict.update !== null) applyUpdates(guarded.ydoc, [verdict.update])
  const { user, system } = process.cpuUsage(start)
  if (process.env.MEASURE)
    console.log(
      `${what}: ${bytes.length} bytes, judged in ${Math.round((judged.user + judged.system) / 1_000)} ms, with applying ${Math.round((user + system) / 1_000)} ms`,
    )
  expect(reasonOf(verdict)).toBe(expected)
  expect((user + system) / 1_000).toBeLessThan(MOST_MS * Math.max(1, bytes.length / 1_048_576))
})

test('[G8] a state vector of 100,000 clients', () => {
  const vector = bytesOf((encoder) => {
    encoding.writeVarUint(encoder, 100_000)
    for (let client = 0; client < 100_000; client++) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, 1)
    }
  })
  const frame = syncFrame(SYNC.step1, vector)
  const start = process.cpuUsage()
  readFrame(frame)
  const { user, system } = process.cpuUsage(start)
  if (process.env.MEASURE)
    console.log(`a state vector: ${frame.length} bytes in ${Math.round((user + system) / 1_000)} ms`)
  expect((user + system) / 1_000).toBeLessThan(MOST_MS)
})
