import * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import { ROOM_ROOTS } from '../../../shared/rooms.ts'
import type { Authors } from './authors.ts'
import type { BlockValue, Entry, Inline, NodeValue, RoomValues, Run } from './values.ts'
import { addRun } from './values.ts'

/** What a room's Y.Doc says, and who wrote it. What is deleted is not there any more. */
export function readValues(ydoc: Y.Doc, room: RoomName, authors: Authors): RoomValues {
  const blocks: BlockValue[] = []
  const records = new Map<string, Entry[]>()
  for (const [name, type] of Object.entries(ROOM_ROOTS[room])) {
    if (type === 'map') records.set(name, entriesOf(ydoc.getMap(name), authors))
    else
      for (const item of childrenOf(ydoc.getXmlFragment(name))) {
        const element = typeIn(item)
        if (element instanceof Y.XmlElement)
          blocks.push({ ...nodeOf(element, item, authors), content: inlineOf(element, authors) })
      }
  }
  return { blocks, records }
}

function nodeOf(element: Y.XmlElement, item: Y.Item, authors: Authors): NodeValue {
  return {
    name: element.nodeName,
    attributes: entriesOf(element, authors),
    author: authors.at(item.id.client, item.id.clock),
  }
}

function inlineOf(block: Y.XmlElement, authors: Authors): Inline[] {
  const content: Inline[] = []
  for (const item of childrenOf(block)) {
    const type = typeIn(item)
    const author = authors.at(item.id.client, item.id.clock)
    if (type instanceof Y.XmlText) content.push({ kind: 'text', runs: runsOf(type, authors), author })
    else if (type instanceof Y.XmlElement) content.push({ kind: 'node', ...nodeOf(type, item, authors) })
  }
  return content
}

/** The text in stretches of one author, one time and one formatting. */
function runsOf(text: Y.XmlText, authors: Authors): Run[] {
  const runs: Run[] = []
  let marks: Record<string, unknown> = {}
  for (const item of childrenOf(text)) {
    const { content } = item
    if (content instanceof Y.ContentFormat) {
      const { [content.key]: _, ...others } = marks
      marks = content.value === null ? others : { ...others, [content.key]: content.value }
    }
    if (!(content instanceof Y.ContentString)) continue
    const { client, clock } = item.id
    const end = clock + item.length
    for (let from = clock; from < end; ) {
      let to = Math.min(end, authors.until(client, from))
      // Both halves of a character are one person's.
      if (to < end && /[\uD800-\uDBFF]/.test(content.str[to - clock - 1] as string)) to++
      const author = authors.at(client, from)
      addRun(runs, { text: content.str.slice(from - clock, to - clock), marks, author })
      from = to
    }
  }
  return runs
}

type Shared = Y.AbstractType<unknown> | Y.XmlElement | Y.XmlFragment | Y.XmlText | Y.Map<unknown>

function entriesOf(type: Shared, authors: Authors): Entry[] {
  const entries: Entry[] = []
  for (const [key, item] of type._map) {
    if (item.deleted) continue
    const { content, id } = item
    if (!(content instanceof Y.ContentAny)) continue
    const last = id.clock + item.length - 1
    entries.push({ key, value: content.arr[item.length - 1], author: authors.at(id.client, last) })
  }
  return entries
}

function* childrenOf(type: Shared): Generator<Y.Item> {
  for (let item = type._start; item !== null; item = item.right) if (!item.deleted) yield item
}

function typeIn(item: Y.Item): unknown {
  return item.content instanceof Y.ContentType ? item.content.type : null
}
