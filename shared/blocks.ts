/**
 * The text's schema as data: one flat `block` node, whose kind is an attribute. Changing a node's *type* in Yjs is
 * delete + create and loses what others type meanwhile; changing an attribute loses nothing (docs/adr/0002).
 * web/editor builds the ProseMirror schema from this, the guard refuses what is not in it.
 * Any change here raises SCHEMA_VERSION in protocol.ts.
 */
export const BLOCK_KINDS = ['paragraph', 'heading', 'quote', 'bullet', 'ordered'] as const
export type BlockKind = (typeof BLOCK_KINDS)[number]

export const BLOCK_NODE = 'block'
export const HARD_BREAK_NODE = 'hardBreak'
export const CITATION_NODE = 'citation'
/** The nodes of the text; a citation stands in the commentary only. */
export const NODES = [BLOCK_NODE, HARD_BREAK_NODE] as const

/** Attributes of a block element. `from`: id of the block it was split off; `merged`: ids joined into it, space separated. */
export const BLOCK_ATTRIBUTES = ['id', 'kind', 'level', 'indent', 'from', 'merged'] as const

export const MARKS = ['bold', 'italic', 'underline', 'strike', 'link'] as const
export type MarkName = (typeof MARKS)[number]

export const HEADING_LEVELS = [1, 2, 3] as const
export const MAX_INDENT = 8

/** One block of text as HTTP and import speak of it; `text` has a hard break as "\n". */
export interface Block {
  id: string
  kind: BlockKind
  /** Heading level 1–3; 0 for everything else. */
  level: number
  text: string
}

/** Links that may be stored or rendered: http, https and mailto, absolute; never `//host`, never script. */
export function isSafeLink(href: unknown): href is string {
  return typeof href === 'string' && href.length <= 2_000 && /^(https?:\/\/[^\s/]|mailto:[^\s])/i.test(href)
}
