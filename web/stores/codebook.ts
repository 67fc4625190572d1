import type { TagOverlay, TagRecord } from '../../shared/annotation.ts'
import { tagOverlaySchema, tagSchema } from '../../shared/annotation.ts'
import { type Entry, foldTag } from '../../shared/fold.ts'
import { creatorOf, isRecordId, type RecordId } from '../../shared/ids.ts'
import { readRecord, subjectAndWriter } from './records.ts'
import type { Tag } from './types.ts'

/** The codebook as it is now: tags with their overlays, merges followed, doubles of one label made one. */
export interface Codebook {
  tags: readonly Omit<Tag, 'uses'>[]
  /** The living tag behind an id; undefined when it was deleted. An id that isn't known (yet) stands for itself. */
  resolve(id: RecordId): RecordId | undefined
  byLabel: ReadonlyMap<string, RecordId>
}

/** How labels are compared (docs/SPEC.md, N6): case, width and spaces don't count. */
export function foldLabel(label: string): string {
  return label.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

export function readCodebook(entries: Iterable<[key: string, value: unknown]>): Codebook {
  const records = new Map<RecordId, TagRecord>()
  const overlays = new Map<RecordId, Entry<TagOverlay>[]>()
  for (const [key, value] of entries) {
    const split = subjectAndWriter(key)
    if (split) {
      const overlay = readRecord(tagOverlaySchema, value)
      if (overlay)
        overlays.set(split.subject, [
          ...(overlays.get(split.subject) ?? []),
          { userId: split.userId, value: overlay },
        ])
    } else if (isRecordId(key)) {
      const record = readRecord(tagSchema, value)
      if (record) records.set(key, record)
    }
  }
  const folded = new Map<RecordId, TagRecord>()
  for (const [id, record] of records) folded.set(id, foldTag(record, overlays.get(id) ?? []))

  const living = [...folded]
    .filter(([, tag]) => !tag.deleted && tag.mergedInto === undefined)
    .sort(([idA, a], [idB, b]) => compare(a.created, b.created) || compare(idA, idB))
  // Two people who made one tag at the same time have made two records: the older one stands for both.
  const byLabel = new Map<string, RecordId>()
  const doubles = new Map<RecordId, RecordId>()
  for (const [id, tag] of living) {
    const label = foldLabel(tag.label)
    const first = byLabel.get(label)
    if (first === undefined) byLabel.set(label, id)
    else doubles.set(id, first)
  }
  const tags = living
    .filter(([id]) => !doubles.has(id))
    .map(([id, tag]) => ({ order: tag.order ?? Number.POSITIVE_INFINITY, tag: tagOf(id, tag) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ tag }) => tag)
  const resolve = (id: RecordId): RecordId | undefined => {
    let at = id
    // A ring of merges has no end; nobody's tag goes through more steps than there are tags.
    for (let steps = 0; steps <= folded.size; steps++) {
      const tag = folded.get(at)
      if (!tag) return at
      if (tag.deleted) return undefined
      if (tag.mergedInto === undefined) return doubles.get(at) ?? at
      at = tag.mergedInto
    }
    return undefined
  }
  return { tags, byLabel, resolve }
}

function tagOf(id: RecordId, tag: TagRecord): Omit<Tag, 'uses'> {
  const { label, color, pattern, definition, parent } = tag
  return {
    id,
    creator: creatorOf(id) ?? '',
    label,
    color,
    pattern,
    ...(definition === undefined ? {} : { definition }),
    ...(parent === undefined ? {} : { parent }),
  }
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
