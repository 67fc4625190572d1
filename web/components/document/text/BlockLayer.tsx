import type { Editor } from '@tiptap/core'
import { type RefObject, useMemo } from 'react'
import { readingBlock } from '../../../editor/reading-focus.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import type { Present } from '../../../stores/types.ts'
import type { PlacedThread } from '../state/notes.ts'
import { useNotes, usePage, usePageParts } from '../state/page-context.tsx'
import { BlockRow } from './BlockRow.tsx'
import { useHoveredBlock } from './use-hovered-block.ts'
import { useEditorState } from './use-text-editor.ts'

const NO_NOTES: readonly PlacedThread[] = []
const NOBODY: readonly Present[] = []

/**
 * What stands around the paragraphs: numbers, faces, chips. A layer over the text, placed by its geometry and drawn only near
 * the viewport; nothing in it ever moves the text, which keeps the room for it free.
 */
export function BlockLayer(props: {
  editor: Editor
  /** Where the mouse is beside a block. */
  area: RefObject<HTMLElement | null>
  onTap: (blockId: string) => void
}) {
  const session = useDocument()
  const { geometry } = usePageParts()
  const { boxes, near, width } = useStore(geometry)
  const blocks = useStore(session.blocks)
  const present = useStore(session.present)
  const { byBlock } = useNotes()
  const here = useEditorState(props.editor, (editor) => readingBlock(editor.view))
  const hovered = useHoveredBlock(props.area)
  const writing = usePage(({ draft, tagging }) => {
    const subject = draft?.subject ?? tagging
    return subject?.kind === 'block' ? subject.blockId : undefined
  })
  const byId = useMemo(() => new Map(blocks.map((block) => [block.id, block])), [blocks])
  const readers = useMemo(
    () =>
      Map.groupBy(
        present.filter((one) => !one.self),
        (one) => one.at,
      ),
    [present],
  )
  return (
    <div className="block-layer no-print">
      {boxes.map((box) => {
        const block = byId.get(box.id)
        if (!block || !(near.has(box.id) || box.id === here)) return null
        return (
          <BlockRow
            key={box.id}
            block={block}
            top={box.top}
            height={box.height}
            width={width}
            placed={byBlock.get(box.id) ?? NO_NOTES}
            readers={readers.get(box.id) ?? NOBODY}
            here={box.id === here}
            hovered={box.id === hovered}
            writing={box.id === writing}
            onTap={props.onTap}
          />
        )
      })}
    </div>
  )
}
