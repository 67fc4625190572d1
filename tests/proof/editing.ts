import type { MarkType, Node as ProseMirrorNode } from '@tiptap/pm/model'
import { Fragment, Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { enter, setBlocks } from '../../web/editor/keys.ts'
import type { Random } from '../support/random.ts'
import { editorSchema, type HeadlessEditor } from './headless-editor.ts'

const MARKS: readonly [MarkType, Record<string, unknown>][] = (
  [
    ['bold', {}],
    ['italic', {}],
    ['underline', {}],
    ['strike', {}],
    ['link', { href: 'https://a.example' }],
    ['link', { href: 'https://b.example' }],
  ] as const
).map(([name, attributes]) => [editorSchema.marks[name] as MarkType, attributes])
const KINDS = ['paragraph', 'heading', 'quote', 'bullet', 'ordered'] as const

interface Place {
  block: ProseMirrorNode
  /** Positions before the block and of a place in its text. */
  before: number
  at: number
}

/**
 * One edit of somebody at the editor, as ProseMirror transactions. `structural` ones move text from one block to another,
 * which a concurrent edit of the same text does not always survive: it is displaced; the others lose nothing.
 */
export function edit(
  editor: HeadlessEditor,
  random: Random,
  newWord: () => string,
  structural: boolean,
): string {
  const dice = random.below(structural ? 20 : 11)
  const place = anywhere(editor.state.doc, random)
  const { block, before, at } = place
  if (dice < 5) return types(editor, random, place, newWord())
  if (dice < 7) return deletes(editor, random, place)
  if (dice < 9) return marks(editor, random)
  if (dice === 9) {
    select(editor, at)
    const kind = random.pick(KINDS)
    const level = kind === 'heading' ? 1 + random.below(3) : 0
    setBlocks(editor.state, (tr) => editor.dispatch(tr), { kind, level })
    return `makes it a ${kind}`
  }
  if (dice === 10) {
    select(editor, at)
    setBlocks(editor.state, (tr) => editor.dispatch(tr), { indent: (now) => now + random.pick([1, -1]) })
    return 'indents'
  }
  if (dice === 11) {
    // At the start of a block that has text it puts an empty one before.
    select(editor, before + 1)
    if (block.content.size > 0) enter(editor.state, (tr) => editor.dispatch(tr))
    return 'presses Enter before a block'
  }
  if (dice < 14) {
    select(editor, at)
    if (!enter(editor.state, (tr) => editor.dispatch(tr))) editor.dispatch(editor.state.tr.split(at))
    return 'splits'
  }
  if (dice < 16) {
    if (before > 0) editor.dispatch(editor.state.tr.join(before))
    return 'joins'
  }
  if (dice === 16) {
    const other = anywhere(editor.state.doc, random).at
    editor.dispatch(editor.state.tr.delete(Math.min(at, other), Math.max(at, other)))
    return 'deletes over blocks'
  }
  if (dice === 17) {
    editor.dispatch(editor.state.tr.insert(at, editorSchema.node('hardBreak')))
    return 'breaks the line'
  }
  return pastes(editor, random, at, newWord)
}

function types(editor: HeadlessEditor, random: Random, { at }: Place, word: string): string {
  const { tr } = editor.state
  const mark = random.chance(0.2) ? [random.pick(MARKS)] : []
  if (mark.length === 0) tr.insertText(word, at)
  else
    tr.insert(
      at,
      editorSchema.text(
        word,
        mark.map(([type, attributes]) => type.create(attributes)),
      ),
    )
  editor.dispatch(tr)
  return `types ${word}`
}

/** Of what a block began with the first character stays: an empty block's text is made anew by who types next. */
function deletes(editor: HeadlessEditor, random: Random, { block, before, at: anywhere }: Place): string {
  const at = Math.max(anywhere, Math.min(before + 2, before + 1 + block.content.size))
  const rest = before + 1 + block.content.size - at
  const end = at + Math.min(rest, 1 + random.below(4))
  const gone = editor.state.doc.textBetween(at, end)
  editor.dispatch(editor.state.tr.delete(at, end))
  return `deletes ${gone}`
}

function marks(editor: HeadlessEditor, random: Random): string {
  const [a, b] = [anywhere(editor.state.doc, random).at, anywhere(editor.state.doc, random).at]
  const [from, to] = [Math.min(a, b), Math.max(a, b)]
  const [type, attributes] = random.pick(MARKS)
  const { tr } = editor.state
  editor.dispatch(
    random.chance(0.3) ? tr.removeMark(from, to, type) : tr.addMark(from, to, type.create(attributes)),
  )
  return `marks ${type.name}`
}

function pastes(editor: HeadlessEditor, random: Random, at: number, newWord: () => string): string {
  const blocks = Array.from({ length: 1 + random.below(3) }, () =>
    editorSchema.node('block', { kind: random.pick(KINDS) }, editorSchema.text(newWord())),
  )
  // Open at both ends, as what was copied out of the middle of a text.
  const open = random.chance(0.7) ? 1 : 0
  editor.dispatch(editor.state.tr.replaceRange(at, at, new Slice(Fragment.from(blocks), open, open)))
  return `pastes ${blocks.length}`
}

function select(editor: HeadlessEditor, at: number): void {
  editor.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, at)))
}

function anywhere(doc: ProseMirrorNode, random: Random): Place {
  const index = random.below(doc.childCount)
  const block = doc.child(index)
  let before = 0
  for (let n = 0; n < index; n++) before += doc.child(n).nodeSize
  return { block, before, at: before + 1 + random.below(block.content.size + 1) }
}
