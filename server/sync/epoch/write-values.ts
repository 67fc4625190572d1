import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import { ROOM_ROOTS } from '../../../shared/rooms.ts'
import type { AttributedRange } from '../../storage/update-log.ts'
import { roomDoc } from '../room/room-doc.ts'
import { AttributionWriter } from './authors.ts'
import type { Author, BlockValue, Inline, RoomValues, Run } from './values.ts'

/** A room written at once by one clientID, and who is to be named for which of its clocks. */
export interface WrittenRoom {
  bytes: Uint8Array
  client: number
  attribution: AttributedRange[]
}

/**
 * Writes values as the first update of a room. Elements, attributes, marks and the texts between breaks are those that were
 * read, so that binding an editor to it writes nothing.
 */
export function writeValues(room: RoomName, values: RoomValues): WrittenRoom {
  const ydoc = roomDoc(room)
  const { clientID: client } = ydoc
  const attribution = new AttributionWriter(client)
  const clock = () => Y.getState(ydoc.store, client)
  /** Everything that `write` adds is by this author. */
  const by = (author: Author, write: () => void) => {
    const from = clock()
    write()
    attribute(from, clock(), author)
  }
  const attribute: Attribute = (from, to, author) => {
    if (to > from) attribution.add(from, to, author)
  }
  ydoc.transact(() => {
    for (const [name, type] of Object.entries(ROOM_ROOTS[room])) {
      if (type === 'fragment') writeBlocks(ydoc.getXmlFragment(name), values.blocks, by, attribute)
      else
        for (const { key, value, author } of values.records.get(name) ?? [])
          by(author, () => ydoc.getMap(name).set(key, value))
    }
  })
  const bytes = Y.encodeStateAsUpdate(ydoc)
  ydoc.destroy()
  return { bytes, client, attribution: attribution.ranges }
}

type By = (author: Author, write: () => void) => void
type Attribute = (from: number, to: number, author: Author) => void

function writeBlocks(root: Y.XmlFragment, blocks: readonly BlockValue[], by: By, attribute: Attribute): void {
  let before: Y.XmlElement | null = null
  for (const block of blocks) {
    const element = new Y.XmlElement(block.name)
    // Behind the one before: by index the list would be counted again for each.
    const behind: Y.XmlElement | null = before
    by(block.author, () => root.insertAfter(behind, [element]))
    for (const { key, value, author } of block.attributes)
      by(author, () => element.setAttribute(key, value as string))
    let last: Y.XmlText | Y.XmlElement | null = null
    for (const inline of block.content) {
      const type: Y.XmlText | Y.XmlElement = typeOf(inline)
      const left: Y.XmlText | Y.XmlElement | null = last
      by(inline.author, () => element.insertAfter(left, [type]))
      if (inline.kind === 'text') writeRuns(type as Y.XmlText, inline.runs, attribute)
      else
        for (const { key, value, author } of inline.attributes)
          by(author, () => (type as Y.XmlElement).setAttribute(key, value as string))
      last = type
    }
    before = element
  }
}

function typeOf(inline: Inline): Y.XmlText | Y.XmlElement {
  return inline.kind === 'text' ? new Y.XmlText() : new Y.XmlElement(inline.name)
}

/**
 * All at once, stretches of one formatting as one: written one by one they would leave formatting behind that the first
 * client to see it removes again. What stands in the list was written in that order.
 */
function writeRuns(text: Y.XmlText, runs: readonly Run[], attribute: Attribute): void {
  const delta: { insert: string; attributes: Readonly<Record<string, unknown>> }[] = []
  for (const { text: insert, marks } of runs) {
    const last = delta.at(-1)
    if (last !== undefined && isDeepStrictEqual(last.attributes, marks)) last.insert += insert
    else delta.push({ insert, attributes: marks })
  }
  text.applyDelta(delta)
  let at = 0
  let left = runs[0]?.text.length ?? 0
  for (let item = text._start; item !== null; item = item.right) {
    const { clock } = item.id
    const end = clock + item.length
    for (let from = clock; from < end; ) {
      // Formatting belongs to who wrote what it begins or ends with.
      const string = item.content instanceof Y.ContentString
      while (string && left === 0) left = runs[++at]?.text.length ?? Number.POSITIVE_INFINITY
      const length = string ? Math.min(end - from, left) : end - from
      attribute(from, from + length, (runs[at] as Run).author)
      if (string) left -= length
      from += length
    }
  }
}
