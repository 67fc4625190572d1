import { isPassage, type Target } from '../../../../shared/annotation.ts'
import type { RecordId } from '../../../../shared/ids.ts'
import type { Anchor, Annotation, DocumentSession, Thread } from '../../../stores/types.ts'
import type { Subject } from '../state/page-state.ts'

/** Whether a stored target, as anchored now, is exactly this subject. */
function isOn(target: Target, anchor: Anchor | undefined, subject: Subject): boolean {
  if (!anchor || !('at' in anchor)) return false
  const { at } = anchor
  if (subject.kind === 'block') return at.whole && at.blockId === subject.blockId
  const { startBlockId, start, endBlockId, end } = subject.selected
  return (
    isPassage(target) &&
    at.blockId === startBlockId &&
    at.endBlockId === endBlockId &&
    at.start === start &&
    at.end === end
  )
}

/** This person's own bare tagging of exactly this subject, if there is one: further tags go there. */
export function ownTagging(
  threads: readonly Thread[],
  anchors: ReadonlyMap<RecordId, readonly Anchor[]>,
  userId: string,
  subject: Subject,
): Annotation | undefined {
  return threads.find(
    ({ root }) =>
      root.creator === userId &&
      !root.deleted &&
      root.motivation === 'tagging' &&
      root.target.length === 1 &&
      root.target[0] !== undefined &&
      isOn(root.target[0], anchors.get(root.id)?.[0], subject),
  )?.root
}

/** Puts a tag of one's own on a subject, or takes it off; a tagging without tags, words and replies goes. */
export function toggleTag(
  session: Pick<DocumentSession, 'annotate' | 'edit' | 'remove' | 'threads' | 'anchors' | 'user'>,
  subject: Subject,
  tag: RecordId,
): void {
  const own = ownTagging(session.threads.get(), session.anchors.get(), session.user.id, subject)
  if (!own) {
    session.annotate({ target: [subject.target], motivation: 'tagging', tags: [tag] })
    return
  }
  const tags = own.tags.includes(tag) ? own.tags.filter((one) => one !== tag) : [...own.tags, tag]
  if (tags.length > 0 || own.body) session.edit(own.id, { tags })
  else session.remove(own.id)
}

/** The subject an annotation is about as it is anchored now: what tagging "the same place" means. */
export function subjectOf(annotation: Annotation, anchor: Anchor): Subject | undefined {
  const target = annotation.target[0]
  if (!target || !('at' in anchor)) return undefined
  const { blockId, endBlockId, start, end, whole } = anchor.at
  if (whole) return { kind: 'block', blockId, target }
  return { kind: 'passage', selected: { startBlockId: blockId, start, endBlockId, end }, target }
}

/** What a target was about when it was made; empty for a whole block. */
export function quoteOf(target: Target | undefined): string {
  return target && isPassage(target) ? target.quote : ''
}
