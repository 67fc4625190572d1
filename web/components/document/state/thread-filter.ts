import type { RecordId } from '../../../../shared/ids.ts'
import type { Thread } from '../../../stores/types.ts'

/** Which threads the margin shows. */
export interface ThreadFilter {
  status: 'open' | 'resolved' | 'all'
  mine: boolean
  tag: RecordId | undefined
}

export const EVERYTHING_OPEN: ThreadFilter = { status: 'open', mine: false, tag: undefined }
export const EVERYTHING: ThreadFilter = { status: 'all', mine: false, tag: undefined }

/** Status apart: what passes is highlighted in the text, settled threads faintly. */
export function isAbout(thread: Thread, filter: ThreadFilter, userId: string): boolean {
  if (filter.mine && !takesPart(thread, userId)) return false
  if (filter.tag !== undefined && !tagsOf(thread).has(filter.tag)) return false
  return true
}

export function passes(thread: Thread, filter: ThreadFilter, userId: string): boolean {
  return (filter.status === 'all' || thread.status === filter.status) && isAbout(thread, filter, userId)
}

/** Whoever began it or replied takes part. */
function takesPart(thread: Thread, userId: string): boolean {
  return thread.root.creator === userId || thread.replies.some((reply) => reply.creator === userId)
}

function tagsOf(thread: Thread): Set<RecordId> {
  return new Set([...thread.root.tags, ...thread.replies.flatMap((reply) => reply.tags)])
}

/** Only a tag on a passage: no words, no replies. Drawn as one line. */
export function isBareTag(thread: Thread): boolean {
  return thread.root.motivation === 'tagging' && thread.root.body === undefined && thread.replies.length === 0
}
