import type { Editor } from '@tiptap/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { blockStarts } from '../../../editor/positions.ts'
import { blockElement } from '../../../editor/reading-focus.ts'
import { useDocument } from '../../../hooks/document-context.tsx'
import { useStore } from '../../../hooks/use-store.ts'
import { type FloatingAnchor, FloatingPanel } from '../../../ui/FloatingPanel.tsx'
import { usePage, usePageParts } from '../state/page-context.tsx'
import type { Subject } from '../state/page-state.ts'
import { liveSubject } from '../state/subject.ts'
import { TagPicker } from './TagPicker.tsx'
import { ownTagging, toggleTag } from './tagging.ts'

/** Choosing tags for a passage or a block, at that place. One's own can be taken off again in the same way. */
export function Tagging({ editor }: { editor: Editor }) {
  const session = useDocument()
  const { page } = usePageParts()
  const tagging = usePage((value) => value.tagging)
  const { t } = useTranslation('text')
  const anchor = useMemo(
    () => tagging && anchorOf(editor, () => liveSubject(session, tagging)),
    [editor, session, tagging],
  )
  if (!tagging || !anchor) return null
  const close = () => page.set({ tagging: undefined })
  return (
    <FloatingPanel
      open
      onClose={close}
      label={t(tagging.kind === 'block' ? 'tagging.block' : 'tagging.passage')}
      anchor={anchor}
      finalFocus={() => blockElement(editor.view, blockOf(tagging))}
      className="tag-popover"
    >
      <SubjectTags subject={tagging} onClose={close} />
    </FloatingPanel>
  )
}

function SubjectTags({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const session = useDocument()
  const threads = useStore(session.threads)
  const anchors = useStore(session.anchors)
  const own = ownTagging(threads, anchors, session.user.id, liveSubject(session, subject))
  return (
    <TagPicker
      chosen={own?.tags ?? []}
      onToggle={(tag) => toggleTag(session, liveSubject(session, subject), tag)}
      onClose={onClose}
    />
  )
}

function blockOf(subject: Subject): string {
  return subject.kind === 'block' ? subject.blockId : subject.selected.endBlockId
}

/** The passage's last line, or the row below the block. */
function anchorOf({ view }: Editor, now: () => Subject): FloatingAnchor {
  const getBoundingClientRect = () => {
    const subject = now()
    const block = blockElement(view, blockOf(subject))?.getBoundingClientRect()
    if (!block) return new DOMRect(window.innerWidth / 2, window.innerHeight / 3, 0, 0)
    if (subject.kind === 'block') return new DOMRect(block.left, block.bottom, 120, 18)
    const { endBlockId, startBlockId, start, end } = subject.selected
    const starts = blockStarts(view.state.doc)
    const last = starts.get(endBlockId)
    if (!last) return block
    const size = last.node.content.size
    const to = view.coordsAtPos(last.pos + 1 + Math.min(end, size), -1)
    const from = view.coordsAtPos(last.pos + 1 + (startBlockId === endBlockId ? Math.min(start, size) : 0), 1)
    // On one line: below the whole of it. Over several: below the end of the last.
    const left = from.bottom === to.bottom ? from.left : block.left
    return new DOMRect(left, to.top, Math.max(to.right - left, 1), to.bottom - to.top)
  }
  return { getBoundingClientRect, contextElement: view.dom }
}
