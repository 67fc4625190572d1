import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../../../shared/limits.ts'
import { TextRoom } from '../../../tests/support/text-room.ts'
import { applyUpdates } from './apply.ts'
import type { Tripped } from './tripwire.ts'
import { pointBefore, Tripwire } from './tripwire.ts'

/** A text on the server with a tripwire, and people who change it one after the other. */
function wired(...lines: string[]) {
  const theirs = new TextRoom(lines)
  const server = new Y.Doc()
  const rows = [Y.encodeStateAsUpdate(theirs.ydoc)]
  applyUpdates(server, rows)
  const wire = new Tripwire()
  let now = 1_750_000_000_000
  return {
    theirs,
    passes: (seconds: number) => {
      now += seconds * 1_000
    },
    /** What the wire says of what somebody does. */
    does(user: string, act: (room: TextRoom) => void): Tripped | null {
      const vector = Y.encodeStateVector(theirs.ydoc)
      theirs.ydoc.transact(() => act(theirs))
      const bytes = Y.encodeStateAsUpdate(theirs.ydoc, vector)
      let tripped = null as Tripped | null
      applyUpdates(server, [bytes], (transaction) => {
        tripped = wire.look(transaction, user, now, () => [...rows])
      })
      rows.push(bytes)
      return tripped
    },
  }
}
const LINE = '今年是馬年萬事如意步步高升'.repeat(10)
const LONG = '字'.repeat(30_000)
/** The text that a point would bring back. */
function textBefore(tripped: Tripped | null): string {
  const ydoc = new Y.Doc()
  if (tripped !== null) Y.applyUpdate(ydoc, pointBefore('alice', tripped).bytes)
  return ydoc
    .getXmlFragment('text')
    .toString()
    .replace(/<[^>]*>/g, '')
}

describe('[R4] the tripwire', () => {
  test('is not touched by typing, nor by ordinary deletions', () => {
    const { does } = wired(LINE, LINE)
    expect(does('alice', (room) => room.insert(0, 3, '不'))).toBeNull()
    expect(does('alice', (room) => room.delete(0, 3, 40))).toBeNull()
  })

  test('is touched by more than 30 % at once, and tells of how much', () => {
    const { does } = wired(LINE, LINE)
    const tripped = does('alice', (room) => room.delete(0, 3, 79))
    expect(tripped).toMatchObject({ deletedChars: 79, totalChars: 260 })
    expect(textBefore(tripped)).toBe(LINE + LINE)
  })

  test('not by exactly 30 %', () => {
    const { does } = wired(LINE, LINE)
    expect(does('alice', (room) => room.delete(0, 3, 78))).toBeNull()
  })

  test('by more than 5,000 characters, however long the text', () => {
    const { does, passes } = wired(LONG)
    expect(does('alice', (room) => room.delete(0, 0, LIMITS.tripwireChars))).toBeNull()
    passes(120)
    expect(does('alice', (room) => room.delete(0, 0, LIMITS.tripwireChars + 1))).not.toBeNull()
  })

  test('by a deleted block, all of whose text goes with it', () => {
    const { does } = wired(LINE, LINE, LINE)
    expect(does('alice', (room) => room.deleteBlock(1))).toMatchObject({ deletedChars: 130, totalChars: 390 })
  })

  test('not by a few words, even if they are all there is', () => {
    const { does } = wired('今年是馬年')
    expect(does('alice', (room) => room.delete(0, 0, 5))).toBeNull()
  })

  test('not by joining and splitting, which write elsewhere what they delete', () => {
    const { does } = wired(LINE, LINE)
    expect(does('alice', (room) => room.join(1))).toBeNull()
    expect(does('alice', (room) => room.split(0, 20))).toBeNull()
  })

  test('but by moving everything into one block, which takes the text apart', () => {
    const { does } = wired(LINE, LINE)
    const moved = does('eve', (room) => {
      room.deleteBlock(1)
      room.deleteBlock(0)
      room.addBlock(0, LINE + LINE)
    })
    expect(moved).toMatchObject({ deletedChars: 2 * LINE.length })
  })

  test('and by a replacement with something else of the same length', () => {
    const { does } = wired(LINE, LINE)
    const replaced = does('alice', (room) => {
      room.delete(0, 0, LINE.length)
      room.insert(0, 0, '亂'.repeat(LINE.length))
    })
    expect(replaced).toMatchObject({ deletedChars: LINE.length })
  })

  test('by one user’s nibbling within a minute; the point is from before the first bite', () => {
    const { does, passes } = wired(LINE, LINE)
    let tripped: Tripped | null = null
    let bites = 0
    for (; tripped === null && bites < 100; bites++) {
      tripped = does('eve', (room) => room.delete(0, 0, 1))
      passes(0.5)
    }
    expect(bites).toBe(79)
    expect(tripped).toMatchObject({ deletedChars: 79, totalChars: 260 })
    expect(textBefore(tripped)).toBe(LINE + LINE)
  })

  test('not by the same slowly, nor by two who each delete a little', () => {
    const slowly = wired(LINE, LINE)
    for (let n = 0; n < 40; n++) {
      expect(slowly.does('alice', (room) => room.delete(0, 0, 1))).toBeNull()
      slowly.passes(2)
    }
    const two = wired(LINE, LINE)
    for (let n = 0; n < 40; n++)
      for (const user of ['alice', 'bob']) expect(two.does(user, (room) => room.delete(0, 0, 1))).toBeNull()
  })

  test('counts what has been typed since it last looked', () => {
    const { does, passes } = wired(LINE)
    expect(does('alice', (room) => room.delete(0, 0, 25))).toBeNull()
    passes(120)
    does('bob', (room) => room.insert(0, 0, LINE.repeat(9)))
    expect(does('alice', (room) => room.delete(0, 0, 100))).toBeNull()
  })

  test('once for what one does in one go: the first point holds what goes right after it', () => {
    const { does, passes } = wired(LINE, LINE, LINE)
    expect(does('eve', (room) => room.deleteBlock(2))).not.toBeNull()
    passes(1)
    expect(does('eve', (room) => room.deleteBlock(1))).toBeNull()
    passes(10)
    expect(does('eve', (room) => room.deleteBlock(0))).not.toBeNull()
  })
})
