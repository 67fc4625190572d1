import { DOMSerializer, type Fragment, type Node as ProseMirrorNode, type Schema } from '@tiptap/pm/model'
import { BLOCK_NODE } from '../../shared/blocks.ts'
import { kindOf } from './schema.ts'

/** Flat blocks as other programs expect them: headings by their own level, list items in properly nested lists. */
export function listSerializer(schema: Schema): DOMSerializer {
  const inline = DOMSerializer.fromSchema(schema)
  const serializer = new DOMSerializer(inline.nodes, inline.marks)
  serializer.serializeFragment = (fragment, options, target) => {
    if (fragment.firstChild?.type.name !== BLOCK_NODE)
      return inline.serializeFragment(fragment, options, target)
    const root = target ?? document.createDocumentFragment()
    const lists: HTMLElement[] = []
    fragment.forEach((block) => {
      const content = inline.serializeFragment(block.content as Fragment, options)
      const list = listOf(block)
      if (!list) {
        lists.length = 0
        const element = document.createElement(elementOf(block))
        element.append(content)
        root.appendChild(element)
        return
      }
      const depth = Math.min(Number(block.attrs.indent) || 0, lists.length) + 1
      lists.length = Math.min(lists.length, depth)
      if (lists.length === depth && lists[depth - 1]?.nodeName !== list.toUpperCase())
        lists.length = depth - 1
      if (lists.length < depth) {
        const element = document.createElement(list)
        const parent = lists.at(-1)
        const inside: globalThis.Node = parent ? (parent.lastElementChild ?? parent) : root
        inside.appendChild(element)
        lists.push(element)
      }
      const item = document.createElement('li')
      item.append(content)
      lists.at(-1)?.append(item)
    })
    return root
  }
  return serializer
}

function listOf(block: ProseMirrorNode): 'ul' | 'ol' | null {
  const kind = kindOf(block)
  return kind === 'bullet' ? 'ul' : kind === 'ordered' ? 'ol' : null
}

function elementOf(block: ProseMirrorNode): string {
  const kind = kindOf(block)
  if (kind === 'heading') return `h${Math.min(Math.max(Number(block.attrs.level) || 1, 1), 3)}`
  return kind === 'quote' ? 'blockquote' : 'p'
}
