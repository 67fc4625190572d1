import type { Target } from '../../shared/annotation.ts'
import { isPassage, textOfBody } from '../../shared/annotation.ts'
import type { RecordId } from '../../shared/ids.ts'
import type { AnnotationQuery } from '../http/ports.ts'
import type { FoundAnnotation } from '../storage/annotation-index.ts'
import type { Codebook } from './codebook.ts'

/** Annotations on one page of a list. */
export const PAGE_SIZE = 100

export interface PageParts {
  /** Address of the document's list, which the ids and links below are made of. */
  base: string
  query: AnnotationQuery
  total: number
  found: readonly FoundAnnotation[]
  codebook: Codebook
  names: ReadonlyMap<string, string>
}

/** A page of annotations in the W3C Web Annotation vocabulary (Data Model §4.2). */
export function annotationPage(parts: PageParts): object {
  const { base, query, total, found } = parts
  const { page } = query
  const last = Math.max(Math.ceil(total / PAGE_SIZE) - 1, 0)
  const at = (number: number) => pageAddress(base, query, number)
  return {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: at(page),
    type: 'AnnotationPage',
    partOf: {
      id: pageAddress(base, query, null),
      type: 'AnnotationCollection',
      total,
      first: at(0),
      last: at(last),
    },
    startIndex: page * PAGE_SIZE,
    ...(page > 0 ? { prev: at(Math.min(page - 1, last)) } : {}),
    ...(page < last ? { next: at(page + 1) } : {}),
    items: found.map((annotation) => annotationItem(annotation, parts)),
  }
}

function annotationItem(annotation: FoundAnnotation, parts: PageParts): object {
  const { id, creator, record, status } = annotation
  const name = parts.names.get(creator)
  return {
    id: idOf(parts.base, id),
    type: 'Annotation',
    motivation: record.motivation,
    creator: { id: `urn:hezhu:user:${creator}`, type: 'Person', ...(name === undefined ? {} : { name }) },
    created: record.created,
    modified: record.modified,
    body: bodiesOf(annotation, parts.codebook),
    target: targetsOf(annotation, parts.base),
    /** Ours: of the thread that this belongs to. */
    status,
  }
}

function bodiesOf({ record }: FoundAnnotation, codebook: Codebook): object[] {
  const textual = (purpose: string, value: string) => ({
    type: 'TextualBody',
    purpose,
    value,
    format: 'text/plain',
  })
  const text = textOfBody(record.body)
  const purpose = record.motivation === 'editing' ? 'commenting' : record.motivation
  return [
    ...(text === '' ? [] : [textual(purpose, text)]),
    ...(record.replacement === undefined ? [] : [textual('editing', record.replacement)]),
    ...codebook.labelsOf(record.tags ?? []).map((label) => textual('tagging', label)),
  ]
}

/** A reply is about the thread's root; whatever else it points at comes after. */
function targetsOf({ record }: FoundAnnotation, base: string): (string | object)[] {
  const root = record.replyTo === undefined ? [] : [idOf(base, record.replyTo)]
  return [...root, ...record.target.map((target) => targetItem(target, base))]
}

/** The block is the source, so that offsets are offsets in its text; a hard break counts one. */
function targetItem(target: Target, base: string): object {
  const room = base.replace(/\/annotations$/, target.source === 'text' ? '/blocks' : `/${target.source}`)
  const block = `${room}#${target.blockId}`
  if (!isPassage(target)) return { type: 'SpecificResource', source: block }
  const { quote, prefix, suffix, start, end, blockId, endBlockId } = target
  const exact = { type: 'TextQuoteSelector', exact: quote, prefix, suffix }
  if (endBlockId === undefined || endBlockId === blockId)
    return {
      type: 'SpecificResource',
      source: block,
      selector: [exact, { type: 'TextPositionSelector', start, end }],
    }
  const edge = (value: string, offset: number) => ({
    type: 'FragmentSelector',
    value,
    refinedBy: { type: 'TextPositionSelector', start: offset, end: offset },
  })
  const range = {
    type: 'RangeSelector',
    startSelector: edge(blockId, start),
    endSelector: edge(endBlockId, end),
  }
  return { type: 'SpecificResource', source: room, selector: [exact, range] }
}

function idOf(base: string, id: RecordId): string {
  return `${base}/${id}`
}

/** The same filters in the same order give the same address. */
function pageAddress(base: string, query: AnnotationQuery, page: number | null): string {
  const search = new URLSearchParams()
  for (const name of ['author', 'tag', 'status', 'block', 'q'] as const) {
    const value = query[name]
    if (value !== undefined) search.set(name, value)
  }
  if (query.since !== undefined) search.set('since', query.since.toISOString())
  if (page !== null) search.set('page', String(page))
  const text = search.toString()
  return text === '' ? base : `${base}?${text}`
}
