import { describeSelection } from '../../anchoring/describe.ts'
import type { SelectedText } from '../../editor/selected-text.ts'
import type { useDocument } from '../../hooks/document-context.tsx'
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
