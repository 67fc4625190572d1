import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { passageTargetSchema } from '../../shared/annotation.ts'
import { TextRoom } from '../../tests/support/text-room.ts'
import type { Anchor } from '../stores/types.ts'
import { anchorTarget } from './anchor.ts'
import { describeSelection } from './describe.ts'
import { indexText } from './text-index.ts'

const SPEECH = [
  '今天是新春上班第一天，我們召開全省大會。',
  '建設高水準“八八戰略”，要幹字當頭、實字為先，一張藍圖繪到底。',
  '𠮷田先生說：“𠮷利！”他的朋友👩‍👩‍👧也來了。',
  '第一行|第二行|第三行',
]

/** Selects words of a block, as they stand there first. */
function select(room: TextRoom, position: number, words: string) {
  const text = indexText(room).blocks[position]?.text ?? ''
  const start = text.indexOf(words)
  if (start < 0) throw new Error(`${words} is not in ${text}`)
  const blockId = room.id(position)
  const target = describeSelection(room, {
    startBlockId: blockId,
    start,
    endBlockId: blockId,
    end: start + words.length,
  })
  if (!target) throw new Error(`${words} can’t be described`)
  expect(passageTargetSchema.safeParse(target).success).toBe(true)
  return target
}

function selectAcross(room: TextRoom, first: number, start: number, last: number, end: number) {
  const target = describeSelection(room, {
    startBlockId: room.id(first),
    start,
    endBlockId: room.id(last),
    end,
  })
  if (!target) throw new Error('can’t be described')
  return target
}

const at = (room: TextRoom, target: Parameters<typeof anchorTarget>[0]) =>
  anchorTarget(target, indexText(room))

/** What the anchor is on now. */
function words(room: TextRoom, anchor: Anchor): string | undefined {
  if (!('at' in anchor)) return undefined
  const index = indexText(room)
  const first = index.byId.get(anchor.at.blockId)
  const last = index.byId.get(anchor.at.endBlockId)
  if (first === undefined || last === undefined) throw new Error('anchored outside of the text')
  return index.full.slice(
    (index.starts[first] ?? 0) + anchor.at.start,
    (index.starts[last] ?? 0) + anchor.at.end,
  )
}

describe('describing', () => {
  test('[A4] one character is a legal anchor, and a surrogate pair is never split', () => {
    const room = new TextRoom(SPEECH)
    expect(select(room, 0, '今').quote).toBe('今')
    const blockId = room.id(2)
    // From the middle of the first 𠮷 to the middle of the second: both come whole.
    const target = describeSelection(room, { startBlockId: blockId, start: 1, endBlockId: blockId, end: 9 })
    expect(target?.quote).toBe('𠮷田先生說：“𠮷')
    const all = new TextRoom(['𠮷'.repeat(60)])
    const middle = describeSelection(all, {
      startBlockId: all.id(0),
      start: 59,
      endBlockId: all.id(0),
      end: 61,
    })
    expect(middle?.quote).toBe('𠮷𠮷')
    expect(middle?.prefix).toBe('𠮷'.repeat(16))
    const odd = new TextRoom([`甲${'𠮷'.repeat(40)}乙`])
    const end = describeSelection(odd, { startBlockId: odd.id(0), start: 81, endBlockId: odd.id(0), end: 82 })
    expect(end).toMatchObject({ quote: '乙', prefix: '𠮷'.repeat(16), suffix: '' })
  })

  test('[A5] offsets are UTF-16 units, and a hard break counts one', () => {
    const room = new TextRoom(SPEECH)
    expect(select(room, 2, '朋友')).toMatchObject({ start: 15, end: 17 })
    const across = select(room, 3, '行\n第二')
    expect(across).toMatchObject({ start: 2, end: 6, quote: '行\n第二' })
    expect(at(room, across)).toMatchObject({ state: 'exact', at: { start: 2, end: 6 } })
    const onlyBreak = select(room, 3, '\n')
    expect(at(room, onlyBreak)).toMatchObject({ state: 'exact', at: { start: 3, end: 4 } })
  })

  test('a passage over several blocks has an end of its own', () => {
    const room = new TextRoom(SPEECH)
    const target = selectAcross(room, 0, 16, 1, 4)
    expect(target).toMatchObject({ blockId: room.id(0), endBlockId: room.id(1), start: 16, end: 4 })
    expect(target.quote).toBe('省大會。\n建設高水')
    expect(at(room, target).state).toBe('exact')
  })

  test('nothing, the reverse and what is longer than a quote are no passages', () => {
    const room = new TextRoom([...SPEECH, '長'.repeat(20_001)])
    const from = (startBlockId: string, start: number, endBlockId: string, end: number) =>
      describeSelection(room, { startBlockId, start, endBlockId, end })
    expect(from(room.id(0), 3, room.id(0), 3)).toBeUndefined()
    expect(from(room.id(1), 0, room.id(0), 3)).toBeUndefined()
    expect(from('gone-block', 0, room.id(0), 3)).toBeUndefined()
    expect(from(room.id(4), 0, room.id(4), 20_001)).toBeUndefined()
    expect(from(room.id(4), 0, room.id(4), 20_000)?.quote).toHaveLength(20_000)
  })
})

describe('anchoring', () => {
  test('[A1] what is typed around a passage leaves it exact, also at its very edges', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '幹字當頭')
    room.insert(1, target.start, '「')
    room.insert(1, target.end + 1, '」')
    room.insert(1, 0, '我們要')
    room.addBlock(0, '前言')
    const anchor = at(room, target)
    expect(anchor).toMatchObject({ state: 'exact', at: { blockId: target.blockId, start: target.start + 4 } })
    expect(words(room, anchor)).toBe('幹字當頭')
  })

  test('[A1] a change of kind leaves it exact', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '一張藍圖')
    room.setKind(1, 'heading')
    expect(at(room, target).state).toBe('exact')
  })

  test('[A1] a text replaced by the same text keeps its notes by block and quote', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '一張藍圖')
    const text = (room.block(1).get(0) as Y.XmlText).toString()
    room.delete(1, 0, text.length)
    room.insert(1, 0, text)
    const anchor = at(room, target)
    expect(anchor).toMatchObject({ state: 'exact', at: { start: target.start, end: target.end } })
  })

  test('[A1] in another epoch block and quote count, never the old positions', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '一張藍圖')
    const restored = new TextRoom(SPEECH, 'epoch-2')
    restored.insert(1, 0, '（一）')
    expect(words(restored, at(restored, target))).toBe('一張藍圖')
    expect(at(restored, target).state).toBe('exact')
    restored.delete(1, 0, 10)
    restored.deleteBlock(1)
    expect(at(restored, target).state).toBe('orphan')
  })

  test('[A1] what is split off is followed, also when the split goes through the passage', () => {
    const room = new TextRoom(SPEECH)
    const later = select(room, 1, '一張藍圖繪到底')
    const through = select(room, 1, '幹字當頭、實字為先')
    room.split(1, through.start + 5)
    const moved = at(room, later)
    expect(moved).toMatchObject({ state: 'moved', at: { blockId: room.id(2) } })
    expect(words(room, moved)).toBe('一張藍圖繪到底')
    const both = at(room, through)
    expect(both).toMatchObject({
      state: 'moved',
      at: { blockId: room.id(1), endBlockId: room.id(2), end: 4 },
    })
    expect(words(room, both)?.replace('\n', '')).toBe('幹字當頭、實字為先')
  })

  test('[A1] what is joined is followed, over several steps', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 2, '𠮷利')
    room.join(2)
    expect(at(room, target)).toMatchObject({ state: 'moved', at: { blockId: room.id(1) } })
    room.join(1)
    const anchor = at(room, target)
    expect(anchor).toMatchObject({ state: 'moved', at: { blockId: room.id(0) } })
    expect(words(room, anchor)).toBe('𠮷利')
    const whole = at(room, { source: 'text', epoch: 'epoch-1', blockId: target.blockId })
    expect(whole).toMatchObject({ state: 'moved', at: { blockId: room.id(0), whole: true } })
  })

  test('[A1] a passage over two blocks stays when they are joined', () => {
    const room = new TextRoom(SPEECH)
    const target = selectAcross(room, 0, 16, 1, 4)
    room.join(1)
    const anchor = at(room, target)
    expect(anchor.state).toBe('moved')
    expect(words(room, anchor)).toBe(target.quote.replace('\n', ''))
  })

  test('[A1] cut and pasted elsewhere, it is found by its context', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '實字為先')
    const text = (room.block(1).get(0) as Y.XmlText).toString()
    room.deleteBlock(1)
    room.addBlock(3, text)
    const anchor = at(room, target)
    expect(anchor).toMatchObject({ state: 'moved', at: { blockId: room.id(3) } })
    expect(words(room, anchor)).toBe('實字為先')
  })

  test('[A2] a short quote never jumps to another place that only has the same characters', () => {
    const room = new TextRoom(['甲乙丙丁的戊己庚辛壬癸', '子丑寅卯辰的巳午未申酉戌亥'])
    const target = select(room, 0, '的')
    room.delete(0, target.start, 1)
    const anchor = at(room, target)
    expect(anchor).toMatchObject({ state: 'changed', was: '的', now: '' })
    room.deleteBlock(0)
    expect(at(room, target)).toEqual({ state: 'orphan', was: '的' })
  })

  test('[A2] of two equal places neither is taken', () => {
    const room = new TextRoom(['前', '同一段話說了兩次，一字不差。', '後'])
    const target = select(room, 1, '說了兩次')
    room.deleteBlock(1)
    for (const position of [0, 2]) {
      room.addBlock(position, '說了兩次')
    }
    expect(at(room, target).state).toBe('orphan')
  })

  test('[A1] [A2] a changed passage shows what it was and what it is', () => {
    const room = new TextRoom(SPEECH)
    const target = select(room, 1, '高水準')
    room.insert(1, target.start + 1, '品質')
    expect(at(room, target)).toMatchObject({ state: 'changed', was: '高水準', now: '高品質水準' })
    room.delete(1, target.start, 5)
    expect(at(room, target)).toMatchObject({
      state: 'changed',
      now: '',
      at: { start: target.start, end: target.start },
    })
  })

  test('[A3] a deleted block leaves an orphan, and undo brings it back exactly', () => {
    const room = new TextRoom(SPEECH)
    const undo = new Y.UndoManager(room.fragment)
    const target = select(room, 1, '一張藍圖')
    room.deleteBlock(1)
    expect(at(room, target)).toEqual({ state: 'orphan', was: '一張藍圖' })
    undo.undo()
    expect(at(room, target).state).toBe('exact')
    expect(words(room, at(room, target))).toBe('一張藍圖')
  })

  test('what is left of a passage whose last block is gone is shown as changed', () => {
    const room = new TextRoom(SPEECH)
    const target = selectAcross(room, 0, 13, 1, 4)
    room.deleteBlock(1)
    expect(at(room, target)).toMatchObject({
      state: 'changed',
      now: indexText(room).blocks[0]?.text.slice(13),
    })
  })

  test('[A6] before the text is there everything is pending', () => {
    const target = select(new TextRoom(SPEECH), 1, '一張藍圖')
    expect(anchorTarget(target, undefined)).toEqual({ state: 'pending' })
  })

  test('positions that are no positions are passed over', () => {
    const room = new TextRoom(SPEECH)
    const target = { ...select(room, 1, '一張藍圖'), relStart: 'AAAA', relEnd: '////' }
    expect(at(room, target).state).toBe('exact')
    const rootPosition = Y.encodeRelativePosition(new Y.RelativePosition(null, 'made-up', null, 0))
    at(room, { ...target, relStart: Buffer.from(rootPosition).toString('base64') })
    expect(room.ydoc.share.has('made-up')).toBe(false)
  })

  test('concurrent edits: both replicas anchor alike', () => {
    const ours = new TextRoom(SPEECH)
    const target = select(ours, 1, '幹字當頭、實字為先')
    const theirs = ours.fork()
    ours.insert(1, 0, '各位：')
    ours.setKind(1, 'quote')
    theirs.split(1, 8)
    theirs.insert(0, 3, '陰曆')
    ours.merge(theirs)
    expect(at(ours, target)).toEqual(at(theirs, target))
    expect(words(ours, at(ours, target))).toBe('幹字當頭、實字為先')
  })
})

test('ten thousand anchors over two hundred thousand characters take one pass each', () => {
  const room = new TextRoom(
    Array.from({ length: 1_000 }, (_, n) => `${n}：${'天地玄黃宇宙洪荒'.repeat(25)}`.slice(0, 200)),
  )
  const index = indexText(room)
  expect(index.full.length).toBeGreaterThan(190_000)
  const targets = Array.from({ length: 200 }, (_, n) => {
    const blockId = room.id((n * 5) % 1_000)
    const target = describeSelection(room, { startBlockId: blockId, start: 1, endBlockId: blockId, end: 9 })
    if (!target) throw new Error('can’t be described')
    return target
  })
  let exact = 0
  for (let n = 0; n < 10_000; n++) {
    const target = targets[n % targets.length]
    if (target && anchorTarget(target, index).state === 'exact') exact++
  }
  expect(exact).toBe(10_000)
})

test('[A2] in a text that repeats itself a lost note does not jump to a look-alike', () => {
  const lines = Array.from({ length: 60 }, (_, n) => `第${n}段：天地玄黃宇宙洪荒，日月盈昃辰宿列張。`)
  const room = new TextRoom(lines)
  const targets = lines.slice(0, 40).map((line, n) => select(room, n, line.slice(5, 9)))
  for (const target of targets) expect(at(room, target).state).toBe('exact')
  room.fragment.delete(0, 40)
  for (const target of targets) expect(at(room, target).state).toBe('orphan')
})
