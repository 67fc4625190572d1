import type { TagOverlay, TagRecord } from '../../shared/annotation.ts'
import { foldTag } from '../../shared/fold.ts'
import type { RecordId } from '../../shared/ids.ts'
import type { IndexedEntry } from '../storage/annotation-index.ts'
import { foldText } from './search-text.ts'

/** Tags merged into each other by mistake must not turn for ever. */
const MOST_MERGES = 20

/** The codebook as it is now, editors' changes laid over, merged tags followed. */
export class Codebook {
  readonly #tags = new Map<RecordId, TagRecord>()

  constructor(entries: readonly IndexedEntry[]) {
    const overlays = new Map<RecordId, { userId: string; value: TagOverlay }[]>()
    for (const { subject, user, value } of entries) {
      if (user === '') continue
      const others = overlays.get(subject) ?? []
      overlays.set(subject, [...others, { userId: user, value: JSON.parse(value) as TagOverlay }])
    }
    for (const { subject, user, value } of entries) {
      if (user !== '') continue
      this.#tags.set(subject, foldTag(JSON.parse(value) as TagRecord, overlays.get(subject) ?? []))
    }
  }

  /** What these tags are called now, each name once; deleted and unknown ones have none. */
  labelsOf(ids: readonly RecordId[]): string[] {
    const labels = new Set<string>()
    for (const id of ids) {
      const tag = this.#tags.get(this.#merged(id))
      if (tag !== undefined && tag.deleted !== true) labels.add(tag.label)
    }
    return [...labels]
  }

  /** Every id that stands for the tag of this id or name, those merged into it included. */
  idsOf(idOrLabel: string): RecordId[] {
    const wanted = new Set<RecordId>([this.#merged(idOrLabel)])
    for (const [id, tag] of this.#tags)
      if (tag.deleted !== true && foldText(tag.label) === foldText(idOrLabel)) wanted.add(this.#merged(id))
    const ids = [...this.#tags.keys()].filter((id) => wanted.has(this.#merged(id)))
    return ids.length > 0 ? ids : [idOrLabel]
  }

  #merged(id: RecordId): RecordId {
    let at = id
    for (let step = 0; step < MOST_MERGES; step++) {
      const next = this.#tags.get(at)?.mergedInto
      if (next === undefined || next === id) break
      at = next
    }
    return at
  }
}
