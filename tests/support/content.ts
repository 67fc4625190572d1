import { nanoid } from 'nanoid'
import * as Y from 'yjs'
import type { AnnotationRecord } from '../../shared/annotation.ts'
import { bodyFromText } from '../../shared/annotation.ts'
import { recordId } from '../../shared/ids.ts'

/** What the server puts into a new text room: one empty paragraph. */
export function oneBlock(): Uint8Array {
  const ydoc = new Y.Doc()
  const block = new Y.XmlElement('block')
  const attributes = { id: nanoid(12), kind: 'paragraph', level: 0, indent: 0 }
  for (const [name, value] of Object.entries(attributes)) block.setAttribute(name, value as string)
  block.insert(0, [new Y.XmlText()])
  ydoc.getXmlFragment('text').insert(0, [block])
  return Y.encodeStateAsUpdate(ydoc)
}

export function firstText(ydoc: Y.Doc): Y.XmlText {
  const block = ydoc.getXmlFragment('text').get(0) as Y.XmlElement | undefined
  if (block === undefined) throw new Error('the text has not arrived')
  return block.get(0) as Y.XmlText
}

/** The characters alone, without marks. */
export function charactersOf(ydoc: Y.Doc): string {
  const delta = firstText(ydoc).toDelta() as { insert: string }[]
  return delta.map((part) => part.insert).join('')
}

const TIME = '2026-03-01T08:00:00.000Z'

export function comment(text: string, rev = 1): AnnotationRecord {
  return {
    target: [{ source: 'text', epoch: 'epoch-1', blockId: 'block-000001' }],
    motivation: 'commenting',
    body: bodyFromText(text),
    created: TIME,
    modified: TIME,
    rev,
  }
}

export function newKey(user: string): string {
  return recordId(user, nanoid(12))
}
