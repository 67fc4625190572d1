import type { Editor } from '@tiptap/core'
import { type BlockKind, isSafeLink, MARKS, type MarkName } from '../../shared/blocks.ts'
import { setBlocks } from './keys.ts'
import { kindOf } from './schema.ts'

/** A block's kind as one chooses it; headings by their level. */
export type Shape = Exclude<BlockKind, 'heading'> | 'heading1' | 'heading2' | 'heading3'

/** What the tools over the text show of the place where the caret is. */
export interface ToolState {
  /** Undefined: several kinds are selected. */
  shape: Shape | undefined
  marks: readonly MarkName[]
  /** Whether Tab would move it: only list items step in and out. */
  mayIndent: boolean
  mayOutdent: boolean
  mayUndo: boolean
  mayRedo: boolean
  /** The link at the caret. */
  href: string | undefined
}

export function toolState(editor: Editor): ToolState {
  const { state } = editor
  const shapes = new Set<Shape>()
  let mayIndent = false
  let mayOutdent = false
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node) => {
    if (!node.isTextblock) return true
    const kind = kindOf(node)
    shapes.add(kind === 'heading' ? headingShape(Number(node.attrs.level)) : kind)
    if (kind === 'bullet' || kind === 'ordered') {
      mayIndent = true
      mayOutdent ||= Number(node.attrs.indent) > 0
    }
    return false
  })
  const href: unknown = editor.getAttributes('link').href
  return {
    shape: shapes.size === 1 ? [...shapes][0] : undefined,
    marks: MARKS.filter((mark) => editor.isActive(mark)),
    mayIndent,
    mayOutdent,
    mayUndo: editor.can().undo(),
    mayRedo: editor.can().redo(),
    href: typeof href === 'string' ? href : undefined,
  }
}

function headingShape(level: number): Shape {
  return level === 2 ? 'heading2' : level === 3 ? 'heading3' : 'heading1'
}

export function setShape(editor: Editor, shape: Shape): void {
  const heading = /^heading([123])$/.exec(shape)
  const kind = heading ? 'heading' : (shape as BlockKind)
  const listed = kind === 'bullet' || kind === 'ordered'
  setBlocks(editor.state, editor.view.dispatch, {
    kind,
    level: heading ? Number(heading[1]) : 0,
    // Only list items are indented.
    ...(listed ? {} : { indent: () => 0 }),
  })
  editor.view.focus()
}

export function toggleMark(editor: Editor, mark: Exclude<MarkName, 'link'>): void {
  editor.chain().focus().toggleMark(mark).run()
}

export function indent(editor: Editor, by: 1 | -1): void {
  setBlocks(editor.state, editor.view.dispatch, { indent: (now) => now + by })
  editor.view.focus()
}

/** An address as people type it, as one that may be stored; null when it can't be one. */
export function addressOf(typed: string): string | null {
  const address = typed.trim()
  if (isSafeLink(address)) return address
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`
  // A name with a dot and no scheme is meant as a page.
  const page = `https://${address}`
  return /^[^\s/:.]+\.[^\s]+$/.test(address) && isSafeLink(page) ? page : null
}

/** Links the selection, or the whole link at the caret; an empty address takes the link away. */
export function setLink(editor: Editor, href: string): void {
  const chain = editor.chain().focus().extendMarkRange('link')
  if (href === '') chain.unsetLink().run()
  else chain.setLink({ href }).run()
}
