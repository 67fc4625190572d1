import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '../../shared/limits.ts'
import type { LostPiece, Rescue } from './rescue-journal.ts'
import type { Append, RoomKey, UpdateLog } from './update-log.ts'
import type { LogUnderTest } from './update-log-contract.ts'

const AT = new Date('2026-03-01T08:00:00Z')
const text: RoomKey = { documentId: 'document1', epoch: 'e1', room: 'text', userId: '' }
const X = 'block-000001'

function row(rescue: Partial<Rescue>, more: Partial<Append> = {}): Append {
  const bytes = Uint8Array.of(1)
  return {
    key: text,
    user: 'alice',
    clocks: [],
    bytes,
    claims: [],
    at: AT,
    rescue: { graves: [], pieces: [], ...rescue },
    ...more,
  }
}
function lost(says: string, clock: number, more: Partial<LostPiece> = {}): LostPiece {
  const last = { client: 7, clock: clock + says.length - 1 }
  return {
    user: 'bob',
    kind: 'text',
    place: X,
    text: says,
    after: { client: 7, clock: clock - 1 },
    last,
    ...more,
  }
}

/** The part of {@link UpdateLog} that keeps displaced text: every implementation runs it. */
export function rescueJournalContract(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`rescue journal: ${name}`, () => {
    let under: LogUnderTest
    let log: UpdateLog
    beforeEach(async () => {
      under = await open()
      log = under.log
    })
    afterEach(async () => {
      await log.close()
      await under.remove()
    })
    const kept = async (user = 'bob') =>
      (await log.displacedOf('document1', user)).map((piece) => `${piece.place}: ${piece.text}`)

    test('[R1] keeps a piece for who wrote it, the latest first, over reopening', async () => {
      await log.commit([row({ pieces: [lost('前', 1)] })])
      const value = { body: '注', rev: 2 }
      const record = lost('注', 9, { kind: 'record', place: 'annotations/bob:x', value, after: null })
      await log.commit([row({ pieces: [record] }, { key: { ...text, room: 'notes', epoch: 'e2' } })])
      log = await under.reopen()
      const [latest, first] = await log.displacedOf('document1', 'bob')
      expect(latest).toEqual({
        id: expect.any(String),
        room: 'notes',
        at: AT,
        kind: 'record',
        place: 'annotations/bob:x',
        text: '注',
        value,
      })
      expect(first).toEqual({
        id: expect.any(String),
        room: 'text',
        at: AT,
        kind: 'text',
        place: X,
        text: '前',
      })
      expect(await log.displacedOf('document1', 'alice')).toEqual([])
      expect(await log.displacedOf('document2', 'bob')).toEqual([])
    })

    test('[R1] nothing is kept of a commit that failed', async () => {
      await log.bind(text, 9, 'carol', AT)
      const stolen = row({ pieces: [lost('失', 1)] }, { claims: [9] })
      await expect(log.commit([stolen])).rejects.toThrow()
      expect(await kept()).toEqual([])
    })

    test('[R3] what is typed on character by character stays one piece, another’s does not join it', async () => {
      for (const [at, character] of [...'今年馬年'].entries())
        await log.commit([row({ pieces: [lost(character, 1 + at)] })])
      await log.commit([row({ pieces: [lost('不', 5, { user: 'carol' })] })])
      expect(await kept()).toEqual([`${X}: 今年馬年`])
      expect(await kept('carol')).toEqual([`${X}: 不`])
    })

    test('[R3] a bold beginning between two characters does not part them', async () => {
      const bold = { ...lost('', 2), last: { client: 7, clock: 2 } }
      await log.commit([row({ pieces: [lost('粗', 1), bold, lost('體', 3)] })])
      await log.commit([row({ pieces: [{ ...lost('', 40), last: { client: 7, clock: 40 } }] })])
      expect(await kept()).toEqual([`${X}: 粗體`])
    })

    test('[R3] what hangs on garbage has the place of that garbage, in its own room', async () => {
      const graves = [{ client: 3, from: 10, to: 20, place: X }]
      await log.commit([row({ graves })])
      log = await under.reopen()
      const own = { client: 7, from: 1, to: 3, place: { client: 3, clock: 19 } }
      const first = lost('後來', 1, { place: own.place, after: own.place })
      await log.commit([row({ graves: [own], pieces: [first] })])
      const next = { client: 7, clock: 1 }
      await log.commit([row({ pieces: [lost('中', 8, { place: next, after: next })] })])
      const beyond = { client: 3, clock: 20 }
      await log.commit([row({ pieces: [lost('外', 12, { place: beyond, after: beyond })] })])
      const elsewhere = lost('別', 15, { place: own.place, after: null })
      await log.commit([row({ pieces: [elsewhere] }, { key: { ...text, room: 'commentary' } })])
      expect(await kept()).toEqual([': 別', ': 外', `${X}: 中`, `${X}: 後來`])
    })

    test('[R1] a piece goes when its own author says so', async () => {
      await log.commit([row({ pieces: [lost('甲', 1), lost('乙', 5)] })])
      const [{ id } = { id: '' }] = await log.displacedOf('document1', 'bob')
      expect(await log.dropDisplaced('document1', 'alice', id)).toBe(false)
      expect(await log.dropDisplaced('document2', 'bob', id)).toBe(false)
      expect(await log.dropDisplaced('document1', 'bob', `${id} OR 1`)).toBe(false)
      expect(await log.dropDisplaced('document1', 'bob', id)).toBe(true)
      expect(await log.dropDisplaced('document1', 'bob', id)).toBe(false)
      expect(await kept()).toEqual([`${X}: 甲`])
    })

    test('[R3] what is longer than a piece is several, no character torn', async () => {
      const long = `${'字'.repeat(LIMITS.displacedPieceChars - 1)}😀${'尾'.repeat(5)}`
      await log.commit([row({ pieces: [lost(long, 1)] })])
      const pieces = await log.displacedOf('document1', 'bob')
      expect(pieces.map((piece) => piece.text.length)).toEqual([7, LIMITS.displacedPieceChars - 1])
      expect(
        pieces
          .toReversed()
          .map((piece) => piece.text)
          .join(''),
      ).toBe(long)
    })

    test('[R1] only beyond the limit the oldest goes, each user’s own', async () => {
      await log.commit([row({ pieces: [lost('別人的', 1, { user: 'carol' })] })])
      const many = Array.from({ length: LIMITS.displacedPieces + 3 }, (_, n) => lost(String(n), 10 * n + 10))
      await log.commit([row({ pieces: many })])
      const pieces = await log.displacedOf('document1', 'bob')
      expect([pieces.length, pieces.at(-1)?.text]).toEqual([LIMITS.displacedPieces, '3'])
      expect(await kept('carol')).toHaveLength(1)
    })
  })
}
