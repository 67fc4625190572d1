import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomFrom } from '../../../tests/support/random.ts'
import { TextRoom } from '../../../tests/support/text-room.ts'
import { restoreBlocks } from './restore.ts'

/** `id text` of each block; a hard break is "|". */
const shown = ({ fragment }: TextRoom) =>
  (fragment.toArray() as Y.XmlElement[]).map((block) => `${block.getAttribute('id')} ${textOf(block)}`)
const textOf = (block: Y.XmlElement) =>
  block
    .toArray()
    .map((child) =>
      child instanceof Y.XmlText
        ? (child.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')
        : '|',
    )
    .join('')
/** Brings back what the text held then, and answers whether that changed anything. */
function restores(now: TextRoom, then: TextRoom): boolean {
  let changed = false
  now.ydoc.once('update', () => {
    changed = true
  })
  now.ydoc.transact(() => restoreBlocks(now.fragment, then.fragment))
  return changed
}

describe('[R5] restoring', () => {
  test('brings missing blocks back to their places, with ids, kinds and marks', () => {
    const now = new TextRoom(['一', '二|半', '三', '四'])
    now.setKind(1, 'quote')
    ;(now.block(3).get(0) as Y.XmlText).format(0, 1, { bold: {} })
    const then = now.fork()
    for (const position of [3, 1, 0]) now.deleteBlock(position)
    restores(now, then)
    expect(now.fragment.toString()).toBe(then.fragment.toString())
  })

  test('leaves what has been written since in other blocks', () => {
    const now = new TextRoom(['一', '二', '三'])
    const then = now.fork()
    const later = now.fork()
    now.deleteBlock(0)
    now.deleteBlock(1)
    later.addBlock(3, '新')
    now.merge(later)
    restores(now, then)
    expect(shown(now)).toEqual(['block-000001 一', 'block-000002 二', 'block-000003 三', 'block-001004 新'])
  })

  test('gives changed blocks their text back by the least difference, with its marks', () => {
    const now = new TextRoom(['今年是馬年😀，萬事如意', '二|半'])
    ;(now.block(0).get(0) as Y.XmlText).format(3, 2, { bold: {} })
    const then = now.fork()
    const kept = (now.block(0).get(0) as Y.XmlText)._start?.id
    now.delete(0, 2, 7)
    now.insert(0, 3, '亂')
    now.delete(1, 0, 1)
    restores(now, then)
    expect(now.fragment.toString()).toBe(then.fragment.toString())
    expect((now.block(0).get(0) as Y.XmlText)._start?.id).toEqual(kept)
    expect(now.ydoc.store.clients.get(now.ydoc.clientID)?.length).toBeLessThan(60)
  })

  test('tears no character apart', () => {
    const now = new TextRoom(['好😀'])
    const then = now.fork()
    now.delete(0, 1, 2)
    now.insert(0, 1, '😁')
    restores(now, then)
    expect(shown(now)).toEqual(['block-000001 好😀'])
  })

  test('undoes a join: the first half is short again, the second is back', () => {
    const now = new TextRoom(['今年', '是馬年'])
    const then = now.fork()
    now.join(1)
    restores(now, then)
    expect(shown(now)).toEqual(['block-000001 今年', 'block-000002 是馬年'])
  })

  test('writes nothing where nothing is missing', () => {
    const now = new TextRoom(['一|二', '三'])
    const then = now.fork()
    now.addBlock(1, '新')
    expect(restores(now, then)).toBe(false)
  })

  test('blocks without an id come back as well, once', () => {
    const now = new TextRoom(['一', '一'])
    for (const position of [0, 1]) now.block(position).removeAttribute('id')
    now.insert(1, 1, '二')
    const then = now.fork()
    now.deleteBlock(1)
    restores(now, then)
    expect(shown(now)).toEqual(['undefined 一', 'undefined 一二'])
    expect(restores(now, then)).toBe(false)
  })

  test('of a text changed at random brings back every block as it was, in order, and loses no new one', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomFrom(seed)
      const now = new TextRoom(['一二三|四五', '六七八九十', '甲乙丙', '丁戊|己', '庚辛壬癸'])
      const then = now.fork()
      const before = shown(then)
      for (let step = 0; step < 12; step++) {
        const position = random.below(now.fragment.length)
        const dice = random.below(6)
        if (now.fragment.length === 0 || dice === 0) now.addBlock(position, `新${step}`)
        else if (dice < 3) now.deleteBlock(position)
        else if (dice === 3) now.insert(position, 0, '加')
        else if (dice === 4 && position > 0) now.join(position)
        else if (textOf(now.block(position)).length > 2) now.delete(position, 0, 1)
      }
      const written = new Set(
        shown(now).filter((block) => !before.some((old) => old.slice(0, 12) === block.slice(0, 12))),
      )
      restores(now, then)
      const after = shown(now)
      expect(
        after.filter((block) => before.includes(block)),
        `seed ${seed}`,
      ).toEqual(before)
      expect(
        after.filter((block) => written.has(block)),
        `seed ${seed}`,
      ).toHaveLength(written.size)
      expect(after, `seed ${seed}`).toHaveLength(before.length + written.size)
    }
  })
})
