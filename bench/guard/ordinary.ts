import * as Y from 'yjs'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { comment } from '../../tests/support/content.ts'
import type { GuardedRoom } from '../../tests/support/guarded-room.ts'
import { largeText, manyNotes } from '../../tests/support/large-document.ts'
import { userId } from '../../tests/support/test-access.ts'
import { median } from './median.ts'

/** What one kind of edit costs through the guard, and with Yjs alone; microseconds, medians. */
export interface EditCost {
  edit: string
  guarded: number
  plain: number
}

const ALICE = { name: 'alice', role: 'editor' as const }
const ID = userId('alice')
const CLIENT = 77
const ROUNDS = 4_000

type Edit = [what: string, make: (ydoc: Y.Doc, n: number) => void]

const annotations = (ydoc: Y.Doc) => ydoc.getMap('annotations')
const NOTES: Edit[] = [
  ['a note', (ydoc, n) => annotations(ydoc).set(`${ID}:note-${n}-xx`, passage(`第 ${n} 則`))],
  ['a reply', (ydoc, n) => annotations(ydoc).set(`${ID}:reply-${n}-x`, reply(n))],
  ['a tag', (ydoc, n) => annotations(ydoc).set(`${ID}:tagged-${n}-x`, tagged())],
  ['a change of a note', (ydoc, n) => annotations(ydoc).set(`${ID}:note-${n}-xx`, passage('改', 2))],
  ['a deleted note', (ydoc, n) => annotations(ydoc).set(`${ID}:note-${n}-xx`, tombstone())],
]
const TEXT: Edit[] = [
  ['a character typed', (ydoc, n) => textAt(ydoc, 900).insert(50 + n, '字')],
  ['a character deleted', (ydoc, n) => textAt(ydoc, n % 800).delete(40, 1)],
  [
    'a word made bold',
    (ydoc, n) => textAt(ydoc, n % 800).format(10, 4, n % 1_600 < 800 ? { bold: {} } : { italic: {} }),
  ],
  ['a block split', split],
  ['a block deleted', (ydoc) => ydoc.getXmlFragment('text').delete(1_000, 1)],
]

/** Every edit goes to both at once, in turns of who is first, so that a busy machine is busy for both. */
export function ordinaryEdits(): EditCost[] {
  return [...inRoom(manyNotes(), NOTES), ...inRoom(largeText(), TEXT)]
}

function inRoom(room: GuardedRoom, edits: Edit[]): EditCost[] {
  const state = Y.encodeStateAsUpdate(room.ydoc)
  const writer = new Y.Doc()
  writer.clientID = CLIENT
  const plain = new Y.Doc()
  for (const ydoc of [writer, plain]) {
    for (const [name, root] of room.ydoc.share) {
      if (root instanceof Y.Map) ydoc.getMap(name)
      else ydoc.getXmlFragment(name)
    }
  }
  Y.applyUpdate(writer, state)
  Y.applyUpdate(plain, state)
  room.owners.set(CLIENT, ID)
  return edits.map(([edit, make]) => {
    const updates: Uint8Array[] = []
    const take = (bytes: Uint8Array) => void updates.push(bytes)
    writer.on('update', take)
    for (let n = 0; n < ROUNDS; n++) writer.transact(() => make(writer, n))
    writer.off('update', take)
    const guarded: number[] = []
    const alone: number[] = []
    for (const [n, bytes] of updates.entries()) {
      const turns = [
        () => guarded.push(timed(() => guard(room, bytes))),
        () => alone.push(timed(() => Y.applyUpdate(plain, bytes))),
      ]
      for (const turn of n % 2 === 0 ? turns : turns.reverse()) turn()
    }
    return { edit, guarded: median(guarded), plain: median(alone) }
  })
}

function guard(room: GuardedRoom, bytes: Uint8Array): void {
  const verdict = room.judge(bytes, ALICE)
  if (verdict.verdict !== 'accept') throw new Error(`An ordinary edit got ${JSON.stringify(verdict)}.`)
  if (verdict.update !== null) applyUpdates(room.ydoc, [verdict.update])
}

function timed(run: () => void): number {
  const start = performance.now()
  run()
  return (performance.now() - start) * 1_000
}

const TARGET = {
  source: 'text',
  epoch: 'epoch-1',
  blockId: 'block-000001',
  start: 3,
  end: 9,
  quote: '文文文文文文',
  prefix: '文文文',
  suffix: '文'.repeat(32),
  relStart: 'AAEMbWlzc2luZwA=',
  relEnd: 'AAEMbWlzc2luZwE=',
}
function passage(text: string, rev = 1) {
  return { ...comment(text, rev), target: [TARGET] }
}
function reply(n: number) {
  return { ...comment('同意，見上文。'), target: [], motivation: 'replying', replyTo: `${ID}:note-${n}-xx` }
}
function tagged() {
  const { body: _, ...rest } = passage('')
  return { ...rest, motivation: 'tagging', tags: [`${ID}:tag-00001`] }
}
function tombstone() {
  const { body: _, ...rest } = passage('', 3)
  return { ...rest, deleted: true }
}

function textAt(ydoc: Y.Doc, block: number): Y.XmlText {
  return (ydoc.getXmlFragment('text').get(block) as Y.XmlElement).get(0) as Y.XmlText
}
/** As y-tiptap writes it: what is behind the caret goes, and comes again in a new block. */
function split(ydoc: Y.Doc, n: number): void {
  const text = textAt(ydoc, 1_100 + (n % 200))
  const at = text.length >> 1
  const rest = text
    .toString()
    .replace(/<[^>]*>/g, '')
    .slice(at)
  text.delete(at, text.length - at)
  const block = new Y.XmlElement('block')
  const attributes = { id: `split-${n}-xx`, kind: 'paragraph', level: 0, indent: 0 }
  for (const [name, value] of Object.entries(attributes)) block.setAttribute(name, value as string)
  block.insert(0, [new Y.XmlText(rest === '' ? '。' : rest)])
  ydoc.getXmlFragment('text').insert(1_101 + (n % 200), [block])
}
