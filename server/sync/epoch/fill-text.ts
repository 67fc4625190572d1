import * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, BLOCK_NODE, CITATION_NODE } from '../../../shared/blocks.ts'
import type { Decoded } from './decoded.ts'
import type { Filler } from './filler.ts'

type Level = 'block' | 'inline' | 'text'
type List = Y.XmlFragment | Y.XmlElement | Y.XmlText
interface Place {
  list: List
  left: Y.Item | null
}

/**
 * Fillers for rooms of text. What was typed behind something lost goes on where its writer had been typing, if it stood before the
 * same neighbour; else it stands before the neighbour that is known; else in a block of its own at the end.
 */
export function createTextFiller(ydoc: Y.Doc, root: 'text' | 'commentary', decoded: Decoded): Filler {
  const fragment = ydoc.getXmlFragment(root)

  /** What kind of thing this is; a deleted one is what those behind it are. */
  function levelOf(struct: Y.Item, steps = 100): Level {
    const { content } = struct
    if (content instanceof Y.ContentType) {
      const { type } = content
      return type instanceof Y.XmlElement && type.nodeName === BLOCK_NODE ? 'block' : 'inline'
    }
    if (!(content instanceof Y.ContentDeleted) || steps === 0) return 'text'
    const next = decoded.behind(struct.id.client, struct.id.clock + struct.length - 1)
    return next === null ? 'text' : levelOf(next, steps - 1)
  }

  function endOf(list: List): Place {
    let left = list._start
    while (left?.right) left = left.right
    return { list, left }
  }
  /** At the end, with what an editor wants of a block; by the server's own clientID. */
  function newBlock(): Y.XmlElement {
    const block = new Y.XmlElement(BLOCK_NODE)
    fragment.insert(fragment.length, [block])
    return block
  }
  function newText(): Y.XmlText {
    const text = new Y.XmlText()
    newBlock().insert(0, [text])
    return text
  }
  function ofItsOwn(level: Level): Place {
    if (level === 'block') return endOf(fragment)
    return endOf(level === 'inline' ? newBlock() : newText())
  }

  /** Whether a new place begins with this clock. */
  function isNamed(client: number, clock: number): boolean {
    const ends = decoded.behind(client, clock - 1)
    return (ends ?? decoded.before(client, clock) ?? decoded.inside(client, clock)) !== null
  }

  /** Where something stood before which `leader` was put: right behind what that was put behind. */
  function placeBehind(transaction: Y.Transaction, before: Y.Item | null, leader: Y.Item): Place {
    const level = levelOf(leader)
    const { origin } = leader
    const known = origin !== null && origin.clock < Y.getState(ydoc.store, origin.client)
    const left = known ? Y.getItemCleanEnd(transaction, ydoc.store, origin) : null
    if (left instanceof Y.Item && fits(left.parent, level)) return { list: left.parent, left }
    return (before === null ? null : listAt(before, level)) ?? ofItsOwn(level)
  }

  /** Where something stood behind which `follower` was put; `before`: what its writer had written last. */
  function placeBefore(transaction: Y.Transaction, before: Y.Item | null, follower: Y.Item): Place {
    const level = levelOf(follower)
    const here = before === null ? null : listAt(before, level)
    const { rightOrigin } = follower
    const known = rightOrigin !== null && rightOrigin.clock < Y.getState(ydoc.store, rightOrigin.client)
    const right = known ? Y.getItemCleanStart(transaction, rightOrigin) : null
    if (
      here !== null &&
      before !== null &&
      here.left === before &&
      Y.compareIDs(before.rightOrigin, rightOrigin)
    )
      return here
    if (right instanceof Y.Item && fits(right.parent, level)) return { list: right.parent, left: right.left }
    if (here !== null && rightOrigin === null && here.left !== before) return here
    return ofItsOwn(level)
  }

  /** The list of this kind that an item is in, and the one of its entries that holds it; null when that is deleted. */
  function listAt(item: Y.Item, level: Level): Place | null {
    let left: Y.Item | null = item
    while (left !== null && !fits(left.parent, level))
      left = (left.parent as Y.AbstractType<unknown> | null)?._item ?? null
    if (left === null || !fits(left.parent, level) || left.parent._item?.deleted) return null
    return { list: left.parent, left }
  }

  return {
    fill(transaction, client, from, to) {
      const before = from === 0 ? null : lastOf(ydoc, client)
      const child = decoded.inside(client, from)
      if (child !== null) {
        const type = typeFor(child)
        const place = type instanceof Y.XmlText ? endOf(newBlock()) : ofItsOwn('block')
        return put(transaction, place, Y.createID(client, from), new Y.ContentType(type))
      }
      // As much of the gap as can be in one place.
      let end = from + 1
      while (end < to && !isNamed(client, end)) end++
      const [follower, leader] = [decoded.behind(client, end - 1), decoded.before(client, from)]
      const id = Y.createID(client, from)
      const content = new Y.ContentDeleted(end - from)
      if (follower !== null) put(transaction, placeBefore(transaction, before, follower), id, content)
      else if (leader !== null) put(transaction, placeBehind(transaction, before, leader), id, content)
      else new Y.GC(id, end - from).integrate(transaction, 0)
    },
  }
}

function put(
  transaction: Y.Transaction,
  { list, left }: Place,
  id: Y.ID,
  content: Y.ContentType | Y.ContentDeleted,
): void {
  const right = left === null ? list._start : left.right
  const parent = list as Y.AbstractType<unknown>
  new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, parent, null, content).integrate(
    transaction,
    0,
  )
}

function fits(list: unknown, level: Level): list is List {
  if (list instanceof Y.XmlText) return level === 'text'
  if (list instanceof Y.XmlElement) return level === 'inline' && list.nodeName === BLOCK_NODE
  return level === 'block' && list instanceof Y.XmlFragment
}

/** What something lost must have been, if this is inside it. */
function typeFor(child: Y.Item): Y.XmlText | Y.XmlElement {
  const { parentSub, content } = child
  if (parentSub === null)
    return content instanceof Y.ContentType ? new Y.XmlElement(BLOCK_NODE) : new Y.XmlText()
  const ofBlock = (BLOCK_ATTRIBUTES as readonly string[]).includes(parentSub)
  return new Y.XmlElement(ofBlock ? BLOCK_NODE : CITATION_NODE)
}

/** Null when it is garbage. */
function lastOf(ydoc: Y.Doc, client: number): Y.Item | null {
  const last = ydoc.store.clients.get(client)?.at(-1)
  return last instanceof Y.Item ? last : null
}
