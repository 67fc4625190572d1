import type { RecordId } from '../../../../shared/ids.ts'
import type { Annotation, Thread } from '../../../stores/types.ts'

/** Something another person wrote while this page was open. */
export interface Arrival {
  thread: RecordId
  annotation: Annotation
}

/** What others have written that is not among `known`; notes all that is there as known. */
export function arrivalsIn(threads: readonly Thread[], known: Set<RecordId>, userId: string): Arrival[] {
  const arrivals: Arrival[] = []
  for (const { id, root, replies } of threads) {
    for (const annotation of [root, ...replies]) {
      if (known.has(annotation.id)) continue
      known.add(annotation.id)
      if (annotation.creator !== userId && !annotation.deleted) arrivals.push({ thread: id, annotation })
    }
  }
  return arrivals
}
