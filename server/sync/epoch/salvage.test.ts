import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { comment } from '../../../tests/support/content.ts'
import { emptyRoom, jsonOf } from '../../../tests/support/guarded-room.ts'
import type { Random } from '../../../tests/support/random.ts'
import { randomFrom } from '../../../tests/support/random.ts'
import { userId } from '../../../tests/support/test-access.ts'
import type { AttributedRange } from '../../storage/update-log.ts'
import { applyUpdates } from '../room/apply.ts'
import { Authors } from './authors.ts'
import { completeBlocks } from './complete-blocks.ts'
import { readValues } from './read-values.ts'
import { salvage } from './salvage.ts'
import { writeValues } from './write-values.ts'

const NOBODY = new Map<number, string>()
const NOW = new Date(0)
const SEEDS = 40

interface Row {
  bytes: Uint8Array
  ranges: AttributedRange[]
  /** What was typed in it, if anything. */
  token: string | null
}

/** Three people write, now and then out of step with one another; one row for each thing they do. */
function session(
  random: Random,
  room: 'text' | 'notes',
  act: (ydoc: Y.Doc, user: string, token: string) => boolean,
) {
  const server = emptyRoom(room)
  const rows: Row[] = []
  const people = ['alice', 'bob', 'carol'].map((name) => ({ user: userId(name), ydoc: emptyRoom(room) }))
  for (let step = 0; step < 80; step++) {
    const { user, ydoc } = random.pick(people)
    if (rows.length < 3 || random.chance(0.6)) applyUpdates(ydoc, [Y.encodeStateAsUpdate(server)])
    const from = Y.getState(ydoc.store, ydoc.clientID)
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array) => void updates.push(update)
    ydoc.on('update', keep)
    // One character each, so that nothing can come between.
    const token = String.fromCodePoint(0x4e00 + step)
    let typed = false
    ydoc.transact(() => {
      typed = act(ydoc, user, token)
    })
    ydoc.off('update', keep)
    const [bytes] = updates
    if (bytes === undefined) continue
    const to = Y.getState(ydoc.store, ydoc.clientID)
    const ranges = to > from ? [{ client: ydoc.clientID, from, to, user, at: new Date(step) }] : []
    rows.push({ bytes, ranges, token: typed ? token : null })
    applyUpdates(server, [bytes])
  }
  expect(server.store.pendingStructs).toBeNull()
  return { rows, server }
}

/** Some rows are gone: one here and there, or several one after the other. */
function thinned(random: Random, rows: readonly Row[]) {
  const lost = new Set<Row>()
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(rows.length)
    for (const row of rows.slice(at, at + 1 + random.below(3))) lost.add(row)
  }
  return { lost, kept: rows.filter((row) => !lost.has(row)) }
}
function salvaged(room: 'text' | 'notes', kept: readonly Row[], rows: readonly Row[]) {
  const attribution = rows
    .flatMap(({ ranges }) => ranges)
    .sort((a, b) => a.client - b.client || a.from - b.from)
  const saved = salvage(
    room,
    kept.map(({ bytes }) => bytes),
    attribution,
    NOBODY,
  )
  expect(saved.ydoc.store.pendingStructs).toBeNull()
  return { ...saved, values: readValues(saved.ydoc, room, new Authors(attribution, NOBODY, NOW)) }
}

describe('[E2] of a text, whichever rows are lost', () => {
  /** Types, makes blocks, splits and joins them as editors do, changes their kind and marks. */
  const edits = (random: Random) => (ydoc: Y.Doc, _: string, token: string) => {
    const fragment = ydoc.getXmlFragment('text')
    const blockOf = (text: string) => {
      const block = new Y.XmlElement('block')
      const attributes = { id: `block-${random.below(1e9)}`, kind: 'paragraph', level: 0, indent: 0 }
      for (const [key, value] of Object.entries(attributes)) block.setAttribute(key, value as string)
      block.insert(0, [new Y.XmlText(text)])
      return block
    }
    const what = random.below(10)
    if (fragment.length === 0 || what === 0) {
      fragment.insert(random.below(fragment.length + 1), [blockOf(token)])
      return true
    }
    const at = random.below(fragment.length)
    const block = fragment.get(at) as Y.XmlElement
    const text = block.get(0) as Y.XmlText
    const characters = text.toJSON().replace(/<[^>]+>/g, '')
    if (what === 1) block.setAttribute('kind', random.pick(['quote', 'heading']))
    else if (what === 2 && text.length > 0) text.format(0, random.below(text.length) + 1, { bold: {} })
    else if (what === 3 && text.length > 0) {
      const cut = random.below(text.length)
      text.delete(cut, text.length - cut)
      fragment.insert(at + 1, [blockOf(characters.slice(cut))])
    } else {
      text.insert(random.chance(0.5) ? text.length : random.below(text.length + 1), token)
      return true
    }
    return false
  }

  test('everything that was typed in the others is there', () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = randomFrom(seed)
      const { rows, server } = session(random, 'text', edits(random))
      const { lost, kept } = thinned(random, rows)
      const { values, ydoc } = salvaged('text', kept, rows)
      const whole = JSON.stringify(jsonOf(server)).replace(/<[^>]+>/g, '')
      const left = JSON.stringify(jsonOf(ydoc)).replace(/<[^>]+>/g, '')
      const missing = kept.flatMap(({ token }) =>
        token !== null && whole.includes(token) && !left.includes(token) ? [token] : [],
      )
      expect(
        missing,
        `seed ${seed}, without ${rows.flatMap((row, n) => (lost.has(row) ? [n] : []))}`,
      ).toEqual([])
      const complete = { ...values, blocks: completeBlocks('text', values.blocks, () => 'block-new-1', NOW) }
      expect(writeValues('text', complete).bytes.length).toBeGreaterThan(2)
    }
  })

  test('without a loss it is what it was', () => {
    const random = randomFrom(7)
    const { rows, server } = session(random, 'text', edits(random))
    const { ydoc, lost, recovered } = salvaged('text', rows, rows)
    expect(jsonOf(ydoc)).toEqual(jsonOf(server))
    expect([lost, recovered]).toEqual([[], { characters: 0, records: 0 }])
  })
})

test('[E2] of records, whichever rows are lost, every last word that is left is there', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = randomFrom(seed)
    const last = new Map<string, { row: number; rev: number }>()
    let count = 0
    const { rows } = session(random, 'notes', (ydoc, user, token) => {
      const map = ydoc.getMap('annotations')
      const own = [...map.keys()].filter((key) => key.startsWith(user))
      const fresh = own.length === 0 || random.chance(0.5)
      const key = fresh ? `${user}:note-${String(count).padStart(4, '0')}` : random.pick(own)
      const known = map.get(key) as { rev: number; created: string } | undefined
      const rev = (known?.rev ?? 0) + 1
      const created = known?.created ?? new Date(1_700_000_000_000 + count).toISOString()
      map.set(key, { ...comment(token, rev), created })
      last.set(key, { row: count++, rev })
      return true
    })
    const { kept } = thinned(random, rows)
    const { ydoc } = salvaged('notes', kept, rows)
    const notes = JSON.stringify(jsonOf(ydoc))
    const missing = [...last].flatMap(([key, { row }]) => {
      const token = rows[row]?.token ?? ''
      return kept.includes(rows[row] as Row) && !notes.includes(token) ? [key] : []
    })
    expect(missing, `seed ${seed}`).toEqual([])
  }
})
