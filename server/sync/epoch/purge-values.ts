import type { AnnotationRecord, Body, DecisionRecord, TagRecord } from '../../../shared/annotation.ts'
import { CITATION_NODE } from '../../../shared/blocks.ts'
import { creatorOf, keyParts } from '../../../shared/ids.ts'
import type { RoomKey } from '../../storage/update-log.ts'
import { NOBODY } from '../../storage/update-log.ts'
import type { Author, BlockValue, Entry, Inline, RoomValues } from './values.ts'

/** What is to be gone for good: one note, or all that one person wrote but the text itself. */
export type Purge = { annotationId: string } | { userId: string }

type Rooms = ReadonlyMap<RoomKey, RoomValues>

/**
 * The rooms without what is purged, how many records were taken out or emptied, and which annotations. Of a note with replies by others, and of a
 * tag that others use, as much stays as those need: a tombstone without words, a bare label.
 */
export function purgeValues(
  rooms: Rooms,
  purge: Purge,
): { rooms: Rooms; records: number; annotations: string[] } {
  const user = 'userId' in purge ? purge.userId : null
  const isPurged = (id: string) => ('userId' in purge ? creatorOf(id) === user : id === purge.annotationId)
  const shared = [...rooms].filter(([key]) => key.userId === '').map(([, values]) => values)
  const needed = neededByOthers(shared, isPurged)
  let records = 0
  const annotations: string[] = []

  const entryOf = (root: string, entry: Entry): Entry | null => {
    const [subject = '', ...rest] = keyParts(entry.key)
    const writer = rest.length === 0 ? creatorOf(subject) : rest.at(-1)
    const replaced = (value: unknown): Entry => ({ ...entry, value })
    if (root === 'annotations') {
      if (!isPurged(entry.key)) return user === null ? entry : replaced(withoutMentions(entry.value, user))
      return needed.annotations.has(entry.key) ? replaced(tombstone(entry.value as AnnotationRecord)) : null
    }
    if (root === 'codebook') {
      if (user === null) return entry
      const owned = creatorOf(subject) === user
      if (owned && !needed.tags.has(subject)) return null
      if (writer !== user) return entry
      return rest.length === 0 ? replaced(bareTag(entry.value as TagRecord)) : null
    }
    if (user !== null && writer === user) return null
    if (root === 'decisions') return replaced(withoutNotes(entry.value as DecisionRecord, isPurged))
    return isPurged(subject) ? null : entry
  }

  const changed = new Map<RoomKey, RoomValues>()
  for (const [key, values] of rooms) {
    for (const entry of values.records.get('annotations') ?? [])
      if (isPurged(entry.key)) annotations.push(entry.key)
    if (user !== null && key.userId === user) {
      records += [...values.records.values()].flat().length
      continue
    }
    const kept = new Map<string, Entry[]>()
    for (const [root, entries] of values.records) {
      const left: Entry[] = []
      for (const entry of entries) {
        const after = entryOf(root, entry)
        if (after === null || after.value !== entry.value) records++
        if (after !== null) left.push(after)
      }
      kept.set(root, left)
    }
    const blocks = values.blocks.map((block) => withoutCitations(block, isPurged, () => records++))
    const without: RoomValues = { blocks, records: kept }
    changed.set(key, user === null ? without : nameless(without, user))
  }
  return { rooms: changed, records, annotations }
}

/** What is purged, but others' records hang on. */
function neededByOthers(shared: readonly RoomValues[], isPurged: (id: string) => boolean) {
  const annotations = new Set<string>()
  const tags = new Set<string>()
  for (const { records } of shared) {
    for (const { key, value } of records.get('annotations') ?? []) {
      const { replyTo, deleted, tags: own = [] } = value as AnnotationRecord
      if (isPurged(key) || deleted === true) continue
      if (replyTo !== undefined) annotations.add(replyTo)
      for (const tag of own) tags.add(tag)
    }
    for (const { key, value } of records.get('codebook') ?? []) {
      const { parent, mergedInto } = value as TagRecord
      if (isPurged(keyParts(key)[0] ?? '')) continue
      for (const tag of [parent, mergedInto]) if (tag !== undefined) tags.add(tag)
    }
    for (const { key } of records.get('decisions') ?? []) tags.add(keyParts(key)[1] ?? '')
  }
  return { annotations, tags }
}

/** Where it stood, and nothing of what it said or quoted. */
function tombstone({
  target,
  motivation,
  created,
  modified,
  rev,
  replyTo,
}: AnnotationRecord): AnnotationRecord {
  return {
    target: target.map(({ source, epoch, blockId }) => ({ source, epoch, blockId })),
    motivation,
    ...(replyTo === undefined ? {} : { replyTo }),
    created,
    modified,
    rev,
    deleted: true,
  }
}

function bareTag({ label, color, pattern, created, modified, rev, ...rest }: TagRecord): TagRecord {
  const { order, parent, mergedInto, deleted } = rest
  const place = { order, parent, mergedInto, deleted }
  const given = Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined))
  return { label, color, pattern, ...given, created, modified, rev }
}

/** The same value where there is nothing to leave out. */
function withoutNotes(decision: DecisionRecord, isPurged: (id: string) => boolean): DecisionRecord {
  const { annotations } = decision
  if (annotations === undefined || !annotations.some(isPurged)) return decision
  return { ...decision, annotations: annotations.filter((id) => !isPurged(id)) }
}

/** The name that stands where others mention somebody. */
function withoutMentions(value: unknown, user: string): unknown {
  const { body } = value as { body?: Body }
  if (body === undefined || !JSON.stringify(body).includes(user)) return value
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit)
    if (typeof node !== 'object' || node === null) return node
    const { type, attrs } = node as { type?: unknown; attrs?: { id?: unknown } }
    if (type === 'mention' && attrs?.id === user) return { ...node, attrs: { ...attrs, label: '' } }
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, visit(inner)]))
  }
  return { ...(value as object), body: visit(body) }
}

/** A citation stays where somebody put it, without the words it repeats. */
function withoutCitations(
  block: BlockValue,
  isPurged: (id: string) => boolean,
  found: () => void,
): BlockValue {
  const content = block.content.map((inline): Inline => {
    if (inline.kind !== 'node' || inline.name !== CITATION_NODE) return inline
    const cited = inline.attributes.find(({ key }) => key === 'annotation')?.value
    if (typeof cited !== 'string' || !isPurged(cited)) return inline
    found()
    return { ...inline, attributes: inline.attributes.filter(({ key }) => key === 'annotation') }
  })
  return { ...block, content }
}

function nameless({ blocks, records }: RoomValues, user: string): RoomValues {
  const named = (author: Author): Author => (author.user === user ? { ...author, user: NOBODY } : author)
  const entry = (each: Entry): Entry => ({ ...each, author: named(each.author) })
  const inline = (each: Inline): Inline =>
    each.kind === 'text'
      ? {
          ...each,
          author: named(each.author),
          runs: each.runs.map((run) => ({ ...run, author: named(run.author) })),
        }
      : { ...each, author: named(each.author), attributes: each.attributes.map(entry) }
  return {
    blocks: blocks.map((block) => ({
      ...block,
      author: named(block.author),
      attributes: block.attributes.map(entry),
      content: block.content.map(inline),
    })),
    records: new Map([...records].map(([root, entries]) => [root, entries.map(entry)])),
  }
}
