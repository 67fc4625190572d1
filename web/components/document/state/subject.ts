import { anchorTarget } from '../../../anchoring/anchor.ts'
import { describeSelection } from '../../../anchoring/describe.ts'
import { indexText } from '../../../anchoring/text-index.ts'
import type { SelectedText } from '../../../editor/selected-text.ts'
import type { useDocument } from '../../../hooks/document-context.tsx'
import type { Subject } from './page-state.ts'

type OpenDocument = ReturnType<typeof useDocument>

/** A selected passage as a subject: described at once, while it is what it is. */
export function passageSubject(session: OpenDocument, selected: SelectedText): Subject | undefined {
  const target = describeSelection(session.textRoom, selected)
  return target ? { kind: 'passage', selected, target } : undefined
}

export function blockSubject(session: OpenDocument, blockId: string): Subject {
  return { kind: 'block', blockId, target: { source: 'text', epoch: session.info.epoch, blockId } }
}

/** A subject where it is now: others may have changed the text since it was chosen. One that is nowhere stays as it was. */
export function liveSubject(session: OpenDocument, subject: Subject): Subject {
  if (subject.kind === 'block') return subject
  const anchor = anchorTarget(subject.target, indexText(session.textRoom))
  if (!('at' in anchor)) return subject
  const { blockId: startBlockId, start, endBlockId, end } = anchor.at
  return { ...subject, selected: { startBlockId, start, endBlockId, end } }
}
