import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Append, NewRoom, RoomKey, UpdateLog } from './update-log.ts'

/** What a suite needs of an implementation. */
export interface LogUnderTest {
  log: UpdateLog
  /** Closes it and opens what it has stored. */
  reopen(): Promise<UpdateLog>
  remove(): Promise<void>
}

const AT = new Date('2026-03-01T08:00:00Z')
const notes: RoomKey = { documentId: 'document1', epoch: 'e1', room: 'notes', userId: '' }
const text: RoomKey = { ...notes, room: 'text' }
const privateOf = (userId: string): RoomKey => ({ ...notes, room: 'private', userId })

function append(key: RoomKey, byte: number, more: Partial<Append> = {}): Append {
  return { key, user: 'alice', clocks: [], bytes: Uint8Array.of(byte), claims: [], at: AT, ...more }
}
async function bytesOf(log: UpdateLog, key: RoomKey): Promise<number[][]> {
  const { rows } = await log.load(key)
  return rows.map((row) => [...row.bytes])
}

/** The acceptance suite of {@link UpdateLog}: every implementation runs it. */
export function updateLogContract(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`update log: ${name}`, () => {
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
    const reopen = async () => {
      log = await under.reopen()
    }

    test('a room nobody wrote to is empty', async () => {
      expect(await log.load(notes)).toEqual({ base: null, rows: [], clients: new Map(), bySystem: [] })
    })

    test('rows come back in order, numbered from one in each room', async () => {
      expect(await log.commit([append(notes, 1), append(text, 2), append(notes, 3)])).toEqual([1, 1, 2])
      expect(await log.commit([append(notes, 4)])).toEqual([3])
      const { rows } = await log.load(notes)
      expect(rows.map((row) => [row.seq, ...row.bytes])).toEqual([
        [1, 1],
        [2, 3],
        [3, 4],
      ])
    })

    test('[S3] what was committed is there after reopening, and numbering goes on', async () => {
      await log.commit([append(notes, 1, { claims: [7] })])
      await reopen()
      expect(await bytesOf(log, notes)).toEqual([[1]])
      expect((await log.load(notes)).clients).toEqual(new Map([[7, 'alice']]))
      expect(await log.commit([append(notes, 2)])).toEqual([2])
    })

    test('rooms, epochs and private rooms are kept apart', async () => {
      const keys = [notes, text, { ...notes, epoch: 'e2' }, privateOf('alice'), privateOf('bob')]
      await log.commit(keys.map((key, index) => append(key, index)))
      for (const [index, key] of keys.entries()) expect(await bytesOf(log, key)).toEqual([[index]])
    })

    test('a commit is all or nothing', async () => {
      await log.commit([append(notes, 1, { user: 'bob', claims: [7] })])
      const stolen = [append(text, 2), append(notes, 3, { claims: [7] }), append(notes, 4)]
      await expect(log.commit(stolen)).rejects.toThrow()
      expect(await bytesOf(log, text)).toEqual([])
      expect(await bytesOf(log, notes)).toEqual([[1]])
      expect(await log.commit([append(notes, 5)])).toEqual([2])
    })

    test('[S11] a clientID is bound once, in each room by itself', async () => {
      expect(await log.bind(notes, 7, 'alice', AT)).toBe(true)
      expect(await log.bind(notes, 7, 'alice', AT)).toBe(true)
      expect(await log.bind(notes, 7, 'bob', AT)).toBe(false)
      expect(await log.bind(text, 7, 'bob', AT)).toBe(true)
      expect((await log.load(notes)).clients).toEqual(new Map([[7, 'alice']]))
    })

    test('counts what a user has bound in a document since a time, over its rooms', async () => {
      await log.bind(notes, 1, 'alice', new Date('2026-02-28T23:59:59Z'))
      await log.bind(notes, 2, 'alice', AT)
      await log.bind(notes, 3, 'bob', AT)
      await log.commit([append(text, 1, { claims: [4] })])
      await log.bind({ ...notes, documentId: 'document2' }, 5, 'alice', AT)
      expect(await log.bindingsSince('document1', 'alice', new Date('2026-03-01T00:00:00Z'))).toBe(2)
    })

    test('a base state takes the place of the rows it covers, and only of those', async () => {
      await log.commit([append(notes, 1, { claims: [7] }), append(notes, 2), append(text, 9)])
      await log.commit([append(notes, 3)])
      await log.compact(notes, { seq: 2, bytes: Uint8Array.of(12) }, AT)
      const folded = await log.load(notes)
      expect(folded.base && { ...folded.base, bytes: [...folded.base.bytes] }).toEqual({
        seq: 2,
        bytes: [12],
      })
      expect(folded.rows.map((row) => row.seq)).toEqual([3])
      expect(folded.clients).toEqual(new Map([[7, 'alice']]))
      expect(await bytesOf(log, text)).toEqual([[9]])
    })

    test('after folding everything numbering goes on, also after reopening', async () => {
      await log.commit([append(notes, 1), append(notes, 2)])
      await log.compact(notes, { seq: 2, bytes: Uint8Array.of(12) }, AT)
      await reopen()
      expect(await log.commit([append(notes, 3)])).toEqual([3])
      await log.compact(notes, { seq: 3, bytes: Uint8Array.of(123) }, AT)
      const { base, rows } = await log.load(notes)
      expect([base?.seq, [...(base?.bytes ?? [])], rows]).toEqual([3, [123], []])
    })

    test('[S15] can be tried out, which leaves nothing behind', async () => {
      await log.commit([append(notes, 1)])
      await log.probe()
      await log.probe()
      expect([await bytesOf(log, notes), await log.lastSeq(notes)]).toEqual([[[1]], 1])
    })

    test('tells the last seq of a room, before and after folding', async () => {
      expect(await log.lastSeq(notes)).toBe(0)
      await log.commit([append(notes, 1), append(notes, 2), append(text, 9)])
      expect([await log.lastSeq(notes), await log.lastSeq(text)]).toEqual([2, 1])
      await log.compact(notes, { seq: 2, bytes: Uint8Array.of(12) }, AT)
      expect(await log.lastSeq(notes)).toBe(2)
    })

    describe('new epochs', () => {
      const LATER = new Date('2026-03-02T08:00:00Z')
      const moved = (key: RoomKey): RoomKey => ({ ...key, epoch: 'e2' })
      const room = (key: RoomKey, byte: number): NewRoom => ({
        key: moved(key),
        bytes: Uint8Array.of(byte),
        client: 99,
        attribution: [
          { client: 99, from: 0, to: 3, user: 'alice', at: AT },
          { client: 99, from: 3, to: 5, user: 'bob', at: LATER },
        ],
      })

      test('knows the rooms of an epoch, folded or not, private ones too', async () => {
        await log.commit([append(notes, 1), append(text, 2), append(privateOf('alice'), 3)])
        await log.commit([append(moved(text), 4), append({ ...text, documentId: 'document10' }, 5)])
        await log.compact(notes, { seq: 1, bytes: Uint8Array.of(11) }, AT)
        const rooms = await log.roomsOf('document1', 'e1')
        expect(rooms).toHaveLength(3)
        expect(rooms).toEqual(expect.arrayContaining([notes, text, privateOf('alice')]))
      })

      test('[E1] rooms are written at once, with the names of those who wrote them before', async () => {
        await log.commit([append(notes, 1)])
        await log.writeEpoch([room(notes, 21), room(privateOf('bob'), 22)], LATER)
        expect(await bytesOf(log, notes)).toEqual([[1]])
        expect(await bytesOf(log, moved(notes))).toEqual([[21]])
        expect((await log.load(moved(notes))).clients).toEqual(new Map([[99, 'system']]))
        expect(await log.attributionOf(moved(notes))).toEqual(room(notes, 21).attribution)
        await log.commit([append(moved(notes), 1, { claims: [7], clocks: [{ client: 7, from: 0, to: 1 }] })])
        expect((await log.load(moved(notes))).bySystem).toEqual(room(notes, 21).attribution)
        expect(await log.commit([append(moved(notes), 2)])).toEqual([3])
      })

      test('[E4] all of them or none', async () => {
        await log.writeEpoch([room(notes, 21)], AT)
        await expect(log.writeEpoch([room(text, 22), room(notes, 23)], AT)).rejects.toThrow()
        expect(await bytesOf(log, moved(text))).toEqual([])
        expect(await bytesOf(log, moved(notes))).toEqual([[21]])
      })

      test('answers whatever is intact of a room, in order, base states and archives included', async () => {
        await log.commit([append(notes, 1, { claims: [7] }), append(notes, 2, { user: 'bob' })])
        await log.compact(notes, { seq: 2, bytes: Uint8Array.of(12) }, AT)
        await log.commit([append(notes, 3, { user: 'carol', at: LATER })])
        const { intact, damaged, clients } = await log.piecesOf(notes)
        expect(intact.map(({ seq, user, bytes }) => [seq, user, ...bytes])).toEqual([
          [2, null, 12],
          [1, 'alice', 1],
          [2, 'bob', 2],
          [3, 'carol', 3],
        ])
        expect([damaged, clients]).toEqual([[], new Map([[7, 'alice']])])
      })

      test('[E3] puts nothing that is whole into quarantine', async () => {
        await log.commit([append(notes, 1)])
        await log.quarantine(notes, AT)
        expect(await bytesOf(log, notes)).toEqual([[1]])
      })

      test('[E8] erases what is of other epochs, and nothing else', async () => {
        const other: RoomKey = { ...notes, documentId: 'document2' }
        await log.commit([append(notes, 1), append(privateOf('alice'), 2), append(other, 3)])
        await log.compact(notes, { seq: 1, bytes: Uint8Array.of(12) }, AT)
        await log.writeEpoch([room(notes, 21)], LATER)
        await log.eraseOtherEpochs('document1', 'e2', { annotationId: 'alice:note' })
        expect(await log.leftNothing()).toBe(true)
        expect(await log.roomsOf('document1', 'e1')).toEqual([])
        expect(await log.attributionOf(notes)).toEqual([])
        expect([await bytesOf(log, moved(notes)), await bytesOf(log, other)]).toEqual([[[21]], [[3]]])
        await reopen()
        expect(await log.commit([append(moved(notes), 4)])).toEqual([2])
      })
    })

    test('knows when a document was last written to, private rooms aside', async () => {
      const later = new Date('2026-03-02T08:00:00Z')
      await log.commit([append(notes, 1), append(text, 2, { at: later })])
      await log.commit([append(privateOf('alice'), 3, { at: new Date('2026-03-03T08:00:00Z') })])
      expect(await log.lastActivity(['document1', 'document2'])).toEqual(new Map([['document1', later]]))
    })
  })
}
