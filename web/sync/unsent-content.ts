import * as Y from 'yjs'
import { type AnnotationRecord, textOfBody } from '../../shared/annotation.ts'
import { BLOCK_NODE, HARD_BREAK_NODE } from '../../shared/blocks.ts'
import { keyParts } from '../../shared/ids.ts'
import type { RescuedText } from './local-schema.ts'
import type { UnsentWork } from './outbox.ts'
import { valueAt } from './set-keys.ts'

/** What unsent work says, in a form that its author can read and that can be sent again. */
export interface UnsentContent {
  /** `<root>/<key>` → the record as it is here; removed ones are left out. */
  values: Record<string, unknown>
  texts: RescuedText[]
  labels: Record<string, string>
}

/**
 * Reads unsent work. `ydoc` is the replica it was made in; what isn't in there (it was waiting for something that never
 * came) is read from the updates alone, as far as it can be.
 */
export function readUnsent(ydoc: Y.Doc, work: readonly UnsentWork[]): UnsentContent {
  const values: Record<string, unknown> = {}
  for (const { update, keys } of work)
    for (const key of keys) {
      const value = valueAt(ydoc, key) ?? (keys.length === 1 ? lastValueIn(update) : undefined)
      if (value !== undefined) values[key] = value
    }
  const texts = new Map<Y.XmlElement | undefined, string[]>()
  // What was typed in one go is one piece, so that it can be found again: a single character stands in many places.
  let last: { block: Y.XmlElement | undefined; end: Y.ID } | undefined
  for (const { update, keys } of work) {
    if (keys.length > 0) continue
    const { structs, ds } = Y.decodeUpdate(update)
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const block = blockAt(ydoc, struct.id)
      const added = texts.get(block) ?? []
      if (struct.content instanceof Y.ContentString) {
        const goesOn = last?.block === block && Y.compareIDs(struct.origin, last?.end ?? null)
        if (goesOn && added.length > 0) added.push(`${added.pop()}${struct.content.str}`)
        else added.push(struct.content.str)
        last = { block, end: Y.createID(struct.id.client, struct.id.clock + struct.length - 1) }
      }
      if (block || added.length > 0) texts.set(block, added)
    }
    for (const [client, ranges] of ds.clients)
      for (const { clock } of ranges) {
        const block = blockAt(ydoc, Y.createID(client, clock))
        if (block && !texts.has(block)) texts.set(block, [])
      }
  }
  const labels = labelsFor(ydoc, values)
  return {
    values,
    labels,
    texts: [...texts].map(([block, added]) => textOf(block, added)).filter(saysSomething),
  }
}

const LABEL_CHARS = 80

/** What records speak of, in words that can be read when the document isn't there any more. */
export function labelsFor(ydoc: Y.Doc, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [path, value] of Object.entries(values)) {
    const { tags = [], replyTo } = value as { tags?: string[]; replyTo?: string }
    const [subject = ''] = keyParts(path.slice(path.indexOf('/') + 1))
    for (const id of [...tags, replyTo, subject]) {
      if (id === undefined || `annotations/${id}` in values) continue
      const label = labelOf(ydoc, id)
      if (label) labels[id] = label
    }
  }
  return labels
}

function labelOf(ydoc: Y.Doc, id: string): string | undefined {
  const tag = ydoc.getMap('codebook').get(id) as { label?: string } | undefined
  if (tag?.label) return tag.label
  const note = ydoc.getMap('annotations').get(id) as Partial<AnnotationRecord> | undefined
  const words =
    textOfBody(note?.body) || note?.target?.map((one) => ('quote' in one ? one.quote : '')).join('')
  return words?.slice(0, LABEL_CHARS)
}

/** A block's text; a hard break is "\n". */
export function blockText(block: Y.XmlElement): string {
  let text = ''
  for (const child of block.toArray()) {
    if (child instanceof Y.XmlText)
      for (const { insert } of child.toDelta() as { insert: unknown }[])
        text += typeof insert === 'string' ? insert : ''
    else if (child instanceof Y.XmlElement && child.nodeName === HARD_BREAK_NODE) text += '\n'
  }
  return text
}

function textOf(block: Y.XmlElement | undefined, added: readonly string[]): RescuedText {
  if (!block) return { blockId: '', here: added.join('\n'), added }
  const gone = block._item?.deleted ?? true
  return {
    blockId: String(block.getAttribute('id') ?? ''),
    here: gone ? added.join('') : blockText(block),
    added,
  }
}

function saysSomething({ here, added }: RescuedText): boolean {
  return here !== '' || (added ?? []).length > 0
}

/** The block in which a struct has become an item; undefined when it isn't in the replica, or in no block. */
function blockAt(ydoc: Y.Doc, id: Y.ID): Y.XmlElement | undefined {
  if (Y.getState(ydoc.store, id.client) <= id.clock) return undefined
  const item = Y.getItem(ydoc.store, id)
  if (!(item instanceof Y.Item)) return undefined
  let at: unknown = item.content instanceof Y.ContentType ? item.content.type : item.parent
  let block: Y.XmlElement | undefined
  while (at instanceof Y.AbstractType) {
    if (at instanceof Y.XmlElement && at.nodeName === BLOCK_NODE) block = at
    at = at._item?.parent
  }
  return block
}

function lastValueIn(update: Uint8Array): unknown {
  const contents = Y.decodeUpdate(update).structs.map((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentAny
      ? struct.content.arr.at(-1)
      : undefined,
  )
  return contents.findLast((value) => value !== undefined)
}
