import * as Y from 'yjs'
import { BLOCK_KINDS, BLOCK_NODE, type BlockKind, HARD_BREAK_NODE } from '../../shared/blocks.ts'
import { BLOCK_ID } from '../../shared/ids.ts'

/** A text as anchoring needs it: the room's name is the source of targets, its first root holds the blocks. */
export interface AnchoringRoom {
  name: string
  epoch: string
  ydoc: Y.Doc
}

/** One block as read from the ydoc; `text` has a hard break as one "\n", so indexes in it are offsets. */
export interface IndexedBlock {
  id: string
  kind: BlockKind
  level: number
  indent: number
  /** The block it was split off, and those that were joined into it. */
  from: string | undefined
  merged: readonly string[]
  text: string
  element: Y.XmlElement
}

/** The whole text at one moment, made once a change. Global offsets count in `full`, where blocks are joined by "\n". */
export interface TextIndex {
  room: AnchoringRoom
  blocks: readonly IndexedBlock[]
  /** Where each block begins in `full`. */
  starts: readonly number[]
  full: string
  byId: ReadonlyMap<string, number>
  byElement: ReadonlyMap<Y.XmlElement, number>
  /** The blocks that have been split off or joined with others. */
  related: readonly number[]
}

/** What has been read already: by element, until the element changes. */
export type KnownBlocks = WeakMap<Y.XmlElement, IndexedBlock>

/** Reads the text. With `known`, only elements that are not in it are read; they are put there. */
export function indexText(room: AnchoringRoom, known: KnownBlocks = new WeakMap()): TextIndex {
  const blocks: IndexedBlock[] = []
  const starts: number[] = []
  const byId = new Map<string, number>()
  const byElement = new Map<Y.XmlElement, number>()
  const related: number[] = []
  let at = 0
  for (const element of room.ydoc.getXmlFragment(room.name).toArray()) {
    if (!(element instanceof Y.XmlElement) || element.nodeName !== BLOCK_NODE) continue
    let block = known.get(element) ?? readBlock(element)
    known.set(element, block)
    // Of two blocks with one id the first has it; the other goes by its place in the ydoc until an editor names it.
    if (block.id === '' || byId.has(block.id)) block = { ...block, id: placeholderId(element) }
    byId.set(block.id, blocks.length)
    byElement.set(element, blocks.length)
    if (block.from !== undefined || block.merged.length > 0) related.push(blocks.length)
    blocks.push(block)
    starts.push(at)
    at += block.text.length + 1
  }
  const full = blocks.map((block) => block.text).join('\n')
  return { room, blocks, starts, full, byId, byElement, related }
}

/** The block that holds a global offset; an offset between two blocks belongs to the first. */
export function blockAt(index: TextIndex, offset: number): number {
  let low = 0
  let high = index.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((index.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function placeholderId(element: Y.XmlElement): string {
  const id = element._item?.id
  return `at-${id?.client ?? 0}-${id?.clock ?? 0}`
}

function readBlock(element: Y.XmlElement): IndexedBlock {
  const attributes = element.getAttributes() as Record<string, unknown>
  const { id, kind, level, indent, from, merged } = attributes
  return {
    id: typeof id === 'string' && BLOCK_ID.test(id) ? id : '',
    kind: BLOCK_KINDS.find((known) => known === kind) ?? 'paragraph',
    level: Number(level) || 0,
    indent: Number(indent) || 0,
    from: typeof from === 'string' ? from : undefined,
    merged: typeof merged === 'string' ? merged.split(' ').filter(Boolean) : [],
    text: element.toArray().map(textOfChild).join(''),
    element,
  }
}

/** Anything that is no text counts one, as it does in an editor; only the hard break has a character of its own. */
function textOfChild(child: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (!(child instanceof Y.XmlText)) return child instanceof Y.XmlElement && isBreak(child) ? '\n' : OBJECT
  const delta = child.toDelta() as { insert: unknown }[]
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : OBJECT)).join('')
}

const OBJECT = '\ufffc'

function isBreak(element: Y.XmlElement): boolean {
  return element.nodeName === HARD_BREAK_NODE
}
