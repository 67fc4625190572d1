import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { BLOCK_NODE, HARD_BREAK_NODE } from '../../../shared/blocks.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { textOfRecord } from '../../../shared/record-text.ts'
import type { Grave, LostPiece, Rescue } from '../../storage/rescue-journal.ts'
import type { DeleteSection } from '../guard/parse.ts'
import { byClient, outside } from '../guard/ranges.ts'
import type { YType } from '../guard/store.ts'
import { deletedItems } from './deleted-items.ts'

export interface Applied {
  /** What the update itself deletes: its writer had seen that. */
  deletions: readonly DeleteSection[]
  /** Who wrote these clocks, in order, without what is nobody's, as what the server wrote. */
  authorsOf(client: number, from: number, to: number): readonly Authored[]
}

/** The clocks [from, to), which one user wrote. */
export interface Authored {
  user: string
  from: number
  to: number
}

/** Of one struct, by clocks: its end may have been seen, and its beginning not. */
type Parts = readonly (readonly [from: number, to: number])[]

/** Roots whose records say nothing that could be missed. */
const WORDLESS = new Set(['reactions'])

/**
 * What an update has swallowed without its writer having seen it: Yjs deletes what lies in a deleted block, and what was
 * written under a key that somebody overwrites, seen or not. To be asked at the end of the transaction, while what was
 * deleted is still to be read. Takes time in proportion to what was deleted; null where nothing was.
 */
export function displacedBy(transaction: Y.Transaction, applied: Applied): Rescue | null {
  if (transaction.deleteSet.clients.size === 0) return null
  const seen = byClient(applied.deletions)
  const graves: Grave[] = []
  const pieces: LostPiece[] = []
  const texts = new Map<Y.XmlElement, Map<Y.Item, Parts>>()
  for (const item of deletedItems(transaction)) {
    if (item.content instanceof Y.ContentType && !insideDeleted(item)) bury(item, graves)
    const unseen = outside(seen.get(item.id.client) ?? [], item.id.clock, item.length)
    if (unseen.length === 0) continue
    if (isRecord(item)) pieces.push(...recordsOf(transaction.doc, item, unseen, applied))
    const block = item.content instanceof Y.ContentString ? blockOf(item) : null
    if (block !== null) texts.set(block, (texts.get(block) ?? new Map<Y.Item, Parts>()).set(item, unseen))
  }
  for (const [block, lost] of texts) gather(block, lost, applied, pieces)
  if (graves.length + pieces.length === 0) return null
  // More are not kept of anybody, and the latest are the last to go.
  return { graves, pieces: pieces.slice(-LIMITS.displacedPieces) }
}

/** Two accounts of one update: what it swallowed, and what it brought too late. */
export function joinRescues(...rescues: (Rescue | null)[]): Rescue | null {
  const some = rescues.filter((rescue) => rescue !== null)
  if (some.length <= 1) return some[0] ?? null
  return {
    graves: some.flatMap(({ graves }) => graves),
    pieces: some.flatMap(({ pieces }) => pieces),
  }
}

function insideDeleted({ parent }: Y.Item): boolean {
  return (parent as YType)._item?.deleted === true
}

function isRecord({ content, parent, parentSub }: Y.Item): boolean {
  return content instanceof Y.ContentAny && parentSub !== null && (parent as YType)._item === null
}

function blockOf(item: Y.Item): Y.XmlElement | null {
  for (let type = item.parent as YType | null; type !== null; type = (type._item?.parent as YType) ?? null)
    if (type instanceof Y.XmlElement && type.nodeName === BLOCK_NODE) return type
  return null
}

/** A deleted block gives its attributes only to who reads past their deletion. */
function idOf(block: Y.XmlElement | null): string {
  const value: unknown = block?._map.get('id')?.content.getContent().at(-1)
  return typeof value === 'string' ? value : ''
}

/** All that ever was in a deleted type, by clocks. */
function bury(top: Y.Item, graves: Grave[]): void {
  const place = idOf(blockOf(top) ?? blockIn(top))
  const found: { client: number; from: number; to: number }[] = []
  const stack = [top]
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    found.push({ client: item.id.client, from: item.id.clock, to: item.id.clock + item.length })
    if (!(item.content instanceof Y.ContentType)) continue
    const { type } = item.content
    for (let child = type._start; child !== null; child = child.right) stack.push(child)
    for (let value of type._map.values() as Iterable<Y.Item | null>)
      for (; value !== null; value = value.left) stack.push(value)
  }
  found.sort((a, b) => a.client - b.client || a.from - b.from)
  let last: Grave | undefined
  for (const range of found) {
    if (last !== undefined && last.client === range.client && last.to === range.from) last.to = range.to
    else if (graves.length >= LIMITS.gravesPerUpdate) return
    else {
      last = { ...range, place }
      graves.push(last)
    }
  }
}

function blockIn({ content }: Y.Item): Y.XmlElement | null {
  const type: unknown = content instanceof Y.ContentType ? content.type : null
  return type instanceof Y.XmlElement && type.nodeName === BLOCK_NODE ? type : null
}

/** Values that a person's other device had not seen: whichever lost. What says the same as the one that won is not lost. */
function recordsOf(ydoc: Y.Doc, item: Y.Item, unseen: Parts, { authorsOf }: Applied): LostPiece[] {
  const { client, clock } = item.id
  const map = item.parent as Y.Map<unknown>
  const root = [...ydoc.share].find(([, type]) => type === (map as unknown))?.[0] ?? ''
  const key = item.parentSub as string
  if (WORDLESS.has(root)) return []
  const authored = unseen.flatMap(([from, to]) => authorsOf(client, from, to))
  return authored.flatMap(({ user, from, to }) =>
    (item.content as Y.ContentAny).arr.slice(from - clock, to - clock).flatMap((value, at): LostPiece[] => {
      if (isDeepStrictEqual(value, map.get(key))) return []
      const text = textOfRecord(root, value)
      const last = { client, clock: from + at }
      return [{ user, kind: 'record', place: `${root}/${key}`, text, value, after: null, last }]
    }),
  )
}

/** The text that was lost in a block, in reading order, one piece a run of one author. */
function gather(
  block: Y.XmlElement,
  lost: ReadonlyMap<Y.Item, Parts>,
  { authorsOf }: Applied,
  pieces: LostPiece[],
): void {
  const place = idOf(block)
  let open = null as LostPiece | null
  let breaks = ''
  for (const item of inReadingOrder(block)) {
    if (isBreak(item)) breaks += '\n'
    if (!(item.content instanceof Y.ContentString)) continue
    const { client, clock } = item.id
    const authored = (lost.get(item) ?? []).flatMap(([from, to]) => authorsOf(client, from, to))
    if (open !== null && open.user === authored[0]?.user) open.text += breaks
    else open = null
    breaks = ''
    let next = clock
    for (const { user, from, to } of authored) {
      // Between them stands what was seen, or somebody else's.
      if (from > next || open?.user !== user) {
        const before = item.origin ?? (item.parent as YType)._item?.id ?? null
        const after = from > clock ? { client, clock: from - 1 } : before
        const crowded = pieces.length >= LIMITS.displacedScattered
        const last = crowded
          ? pieces.findLast((piece) => piece.kind === 'text' && piece.user === user)
          : undefined
        open = last ?? { user, kind: 'text', place, text: '', after, last: item.id }
        if (last === undefined) pieces.push(open)
        else last.text += '\n'
      }
      open.text += item.content.str.slice(from - clock, to - clock)
      open.last = { client, clock: to - 1 }
      next = to
    }
    if (next < clock + item.length) open = null
  }
}

function* inReadingOrder(block: Y.XmlElement): Generator<Y.Item> {
  for (let child = block._start; child !== null; child = child.right) {
    yield child
    if (!(child.content instanceof Y.ContentType) || !(child.content.type instanceof Y.XmlText)) continue
    for (let item = child.content.type._start; item !== null; item = item.right) yield item
  }
}

function isBreak({ content }: Y.Item): boolean {
  const type: unknown = content instanceof Y.ContentType ? content.type : null
  return type instanceof Y.XmlElement && type.nodeName === HARD_BREAK_NODE
}
