import * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, BLOCK_NODE, MARKS, NODES } from '../../shared/blocks.ts'

const nodes: ReadonlySet<string> = new Set(NODES)
const marks: ReadonlySet<string> = new Set(MARKS)
const attributes: ReadonlySet<string> = new Set(BLOCK_ATTRIBUTES)

/**
 * The first node, mark or attribute of a text that this build doesn't know; undefined when it knows all. An editor bound to
 * such a text would delete, for everybody, what it doesn't know: so none is bound.
 */
export function strangeIn(type: Y.XmlFragment | Y.XmlText): string | undefined {
  if (type instanceof Y.XmlText) return strangeMark(type)
  if (type instanceof Y.XmlElement) {
    if (!nodes.has(type.nodeName)) return `node ${type.nodeName}`
    const known = type.nodeName === BLOCK_NODE ? attributes : new Set<string>()
    const attribute = Object.keys(type.getAttributes()).find((name) => !known.has(name))
    if (attribute !== undefined) return `attribute ${attribute}`
  }
  for (const child of type.toArray()) {
    const strange = child instanceof Y.XmlHook ? 'hook' : strangeIn(child as Y.XmlElement | Y.XmlText)
    if (strange !== undefined) return strange
  }
  return undefined
}

/** What a change brought. `type` is where it happened. */
export function strangeInEvent(event: Y.YEvent<Y.AbstractType<unknown>>): string | undefined {
  const { target } = event
  if (target instanceof Y.XmlText || target instanceof Y.XmlElement) return strangeIn(target)
  for (const { content } of event.changes.added) {
    if (!(content instanceof Y.ContentType)) continue
    const strange = strangeIn(content.type as Y.XmlElement | Y.XmlText)
    if (strange !== undefined) return strange
  }
  return undefined
}

function strangeMark(text: Y.XmlText): string | undefined {
  for (const { insert, attributes: formats } of text.toDelta() as {
    insert: unknown
    attributes?: object
  }[]) {
    if (typeof insert !== 'string') return 'embed'
    const mark = Object.keys(formats ?? {}).find((name) => !marks.has(name))
    if (mark !== undefined) return `mark ${mark}`
  }
  return undefined
}
