import {
  BLOCK_ATTRIBUTES,
  BLOCK_KINDS,
  BLOCK_NODE,
  CITATION_NODE,
  HARD_BREAK_NODE,
  HEADING_LEVELS,
  isSafeLink,
  MARKS,
  MAX_INDENT,
} from '../../../../shared/blocks.ts'
import { BLOCK_ID } from '../../../../shared/ids.ts'
import type { Content } from '../parse.ts'
import { TYPE } from '../parse.ts'
import type { Insert, Policy } from './question.ts'

/** The schema of shared/blocks.ts as Yjs spells it: fragment › block › text and inline elements. */
export function richTextPolicy(options: { citations: boolean }): Policy {
  const inline = new Set<string>(options.citations ? [HARD_BREAK_NODE, CITATION_NODE] : [HARD_BREAK_NODE])
  return {
    writes: true,
    insert(insert) {
      if (insert.content.kind === 'deleted') return null
      if (insert.parentRef === TYPE.xmlText)
        return insert.sub === null ? textContent(insert.content) : 'bad-structure'
      if (insert.parentRef === TYPE.xmlFragment && insert.depth === 0 && insert.sub === null) {
        return isElement(insert.content, (name) => name === BLOCK_NODE) ? null : 'unknown-node'
      }
      if (insert.parentRef === TYPE.xmlElement) {
        if (insert.sub !== null) return attribute(insert)
        if (insert.parentName !== BLOCK_NODE || insert.depth !== 1) return 'bad-structure'
        if (insert.content.kind === 'type' && insert.content.ref === TYPE.xmlText) return null
        return isElement(insert.content, (name) => inline.has(name)) ? null : 'unknown-node'
      }
      return 'bad-structure'
    },
    remove: () => null,
  }
}

function isElement(content: Content, allowed: (name: string) => boolean): boolean {
  return (
    content.kind === 'type' &&
    content.ref === TYPE.xmlElement &&
    content.name !== null &&
    allowed(content.name)
  )
}

function textContent(content: Content): string | null {
  if (content.kind === 'string') return null
  if (content.kind !== 'format') return 'bad-structure'
  // Exactly these. An editor that meets another name deletes the whole text it stands in, for everybody; and the names
  // with a hash that y-tiptap gives to marks which may overlap themselves do not occur, since none of ours may.
  const { name } = content
  if (!(MARKS as readonly string[]).includes(name)) return 'unknown-mark'
  if (content.value === null) return null
  return markValue(name, content.value) ? null : 'bad-mark'
}

const LINK_ATTRIBUTES = new Set(['href', 'target', 'rel', 'class', 'title'])

function markValue(name: string, value: unknown): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return value === true
  const attributes = Object.entries(value as Record<string, unknown>)
  if (name !== 'link') return attributes.length === 0
  return attributes.every(([key, entry]) => {
    if (!LINK_ATTRIBUTES.has(key)) return false
    if (key === 'href') return isSafeLink(entry)
    return entry === null || (typeof entry === 'string' && entry.length <= 200)
  })
}

const idOrNull = (value: unknown) => value === null || (typeof value === 'string' && BLOCK_ID.test(value))
const wholeUpTo = (most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
const BLOCK_VALUES: Record<(typeof BLOCK_ATTRIBUTES)[number], (value: unknown) => boolean> = {
  id: idOrNull,
  kind: (value) => (BLOCK_KINDS as readonly unknown[]).includes(value),
  level: wholeUpTo(Math.max(...HEADING_LEVELS)),
  indent: wholeUpTo(MAX_INDENT),
  from: idOrNull,
  merged: (value) =>
    value === null ||
    (typeof value === 'string' && value.length <= 4_000 && value.split(' ').every((id) => BLOCK_ID.test(id))),
}
const CITATION_ATTRIBUTES = new Set(['target', 'annotation', 'quote', 'label'])

function attribute(insert: Insert): string | null {
  if (insert.content.kind !== 'any') return 'bad-structure'
  const key = insert.sub as string
  const values = insert.content.values
  if (insert.parentName === BLOCK_NODE && (BLOCK_ATTRIBUTES as readonly string[]).includes(key)) {
    const valid = BLOCK_VALUES[key as (typeof BLOCK_ATTRIBUTES)[number]]
    return values.every(valid) ? null : 'bad-attribute'
  }
  if (insert.parentName === CITATION_NODE && CITATION_ATTRIBUTES.has(key)) {
    return values.every((value) => value === null || (typeof value === 'string' && value.length <= 30_000))
      ? null
      : 'bad-attribute'
  }
  return 'unknown-attribute'
}
