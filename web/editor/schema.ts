import { type AnyExtension, Node } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Italic } from '@tiptap/extension-italic'
import { Link } from '@tiptap/extension-link'
import { Strike } from '@tiptap/extension-strike'
import { Text } from '@tiptap/extension-text'
import { Underline } from '@tiptap/extension-underline'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'
import {
  BLOCK_ATTRIBUTES,
  BLOCK_KINDS,
  BLOCK_NODE,
  type BlockKind,
  isSafeLink,
  MARKS,
  NODES,
} from '../../shared/blocks.ts'
import { shapeOfElement } from './pasted-shape.ts'

/** Attributes of a block as an editor holds them. What the ydoc does not have is null, so that binding writes nothing. */
export interface BlockAttributes {
  id: string | null
  kind: BlockKind | null
  level: number | null
  indent: number | null
  from: string | null
  merged: string | null
}

export function kindOf(block: ProseMirrorNode): BlockKind {
  return BLOCK_KINDS.find((kind) => kind === block.attrs.kind) ?? 'paragraph'
}

/** The document's title is the page's h1, so a heading of level 1 is an h2. */
function elementOf(block: ProseMirrorNode): string {
  const kind = kindOf(block)
  if (kind === 'heading') return `h${Math.min(Math.max(Number(block.attrs.level) || 1, 1), 3) + 1}`
  return kind === 'quote' ? 'blockquote' : 'p'
}

/** The one block node: drawn as its kind says, indented by a class, numbered by CSS counters. */
const Block = Node.create({
  name: BLOCK_NODE,
  group: 'block',
  content: 'inline*',
  defining: true,
  addAttributes() {
    return Object.fromEntries(BLOCK_ATTRIBUTES.map((name) => [name, { default: null, rendered: false }]))
  },
  parseHTML() {
    return ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'li', 'div', 'pre'].map((tag) => ({
      tag,
      getAttrs: (element) => shapeOfElement(element),
    }))
  },
  renderHTML({ node }) {
    const attributes: Record<string, string> = { class: `block block-${kindOf(node)}` }
    if (typeof node.attrs.id === 'string') attributes['data-block-id'] = node.attrs.id
    const indent = Number(node.attrs.indent) || 0
    if (indent > 0) attributes['data-indent'] = String(Math.min(indent, 8))
    return [elementOf(node), attributes, 0]
  },
})

const LINK_LOOKS = { target: '_blank', rel: 'noopener noreferrer nofollow', class: null }

/**
 * How a link opens and what it looks like is not its writer's to say, nor the page's from which it was pasted: by the classes
 * of this page it could lie over all of it, unseen.
 */
const SafeLink = Link.extend({
  addAttributes() {
    const fixed = Object.entries(LINK_LOOKS).map(([name, value]) => [
      name,
      { default: value, parseHTML: () => value, renderHTML: () => ({}) },
    ])
    return { ...this.parent?.(), ...Object.fromEntries(fixed) }
  },
})

/** Exactly the nodes and marks of shared/blocks.ts: one too few, and opening a text would delete that content for everybody. */
export function textSchemaExtensions(): AnyExtension[] {
  const known: ReadonlySet<string> = new Set([...NODES, ...MARKS])
  const inContract = [
    Block,
    HardBreak,
    Bold,
    Italic,
    Underline,
    Strike,
    SafeLink.configure({
      openOnClick: false,
      autolink: false,
      linkOnPaste: true,
      isAllowedUri: (uri) => isSafeLink(uri),
      HTMLAttributes: LINK_LOOKS,
    }),
  ].filter(({ name }) => known.has(name))
  return [Document.extend({ content: `${BLOCK_NODE}+` }), Text, ...inContract]
}
