import * as Y from 'yjs'
import type { Block } from '../../shared/blocks.ts'
import { BLOCK_NODE, HARD_BREAK_NODE } from '../../shared/blocks.ts'
import { ROOM_ROOTS } from '../../shared/rooms.ts'
import type { Marks, Run } from './draft.ts'

/** A block to be written: an imported one, or one that is nothing but its text. */
export type WritableBlock = Block & { indent?: number; runs?: readonly Run[] }

/**
 * The first update of a new text room. Elements, attributes and marks are exactly those the editor makes of them, so that
 * binding one to this text writes nothing. The same blocks give the same update, but for the clientID.
 */
export function textRoomUpdate(blocks: readonly WritableBlock[]): Uint8Array {
  const ydoc = new Y.Doc()
  const [root] = Object.keys(ROOM_ROOTS.text)
  const fragment = ydoc.getXmlFragment(root)
  ydoc.transact(() => fragment.insert(0, blocks.map(elementOf)))
  const update = Y.encodeStateAsUpdate(ydoc)
  ydoc.destroy()
  return update
}

function elementOf(block: WritableBlock): Y.XmlElement {
  const element = new Y.XmlElement(BLOCK_NODE)
  const { id, kind, level, indent = 0 } = block
  // Yjs types attributes as strings and stores any value; the editor keeps numbers as numbers.
  for (const [name, value] of Object.entries({ id, kind, level, indent }))
    element.setAttribute(name, value as string)
  element.insert(0, contentOf(runsOf(block)))
  return element
}

/** Marks count only while they are marks of this text. */
function runsOf(block: WritableBlock): readonly Run[] {
  const { runs, text } = block
  return runs?.map((run) => run.text).join('') === text ? runs : [{ text, marks: {} }]
}

/** Texts with breaks between them; no text beside a break is empty, as in what an editor writes. */
function contentOf(runs: readonly Run[]): (Y.XmlText | Y.XmlElement)[] {
  const content: (Y.XmlText | Y.XmlElement)[] = []
  let delta: { insert: string; attributes: Record<string, object> }[] = []
  const flush = () => {
    if (delta.length === 0) return
    const text = new Y.XmlText()
    text.applyDelta(delta)
    content.push(text)
    delta = []
  }
  for (const run of runs) {
    run.text.split('\n').forEach((line, index) => {
      if (index > 0) {
        flush()
        content.push(new Y.XmlElement(HARD_BREAK_NODE))
      }
      if (line !== '') delta.push({ insert: line, attributes: attributesOf(run.marks) })
    })
  }
  flush()
  return content.length === 0 ? [new Y.XmlText()] : content
}

/** As the editor's mark types spell them (web/editor/schema.ts). */
function attributesOf({ link, ...simple }: Marks): Record<string, object> {
  const attributes: Record<string, object> = {}
  for (const name of Object.keys(simple)) attributes[name] = {}
  if (link !== undefined) {
    attributes.link = {
      href: link,
      target: '_blank',
      rel: 'noopener noreferrer nofollow',
      class: null,
      title: null,
    }
  }
  return attributes
}
