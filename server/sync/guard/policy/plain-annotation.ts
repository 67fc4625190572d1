import { MOTIVATIONS } from '../../../../shared/annotation.ts'
import { BLOCK_ID, isRecordId } from '../../../../shared/ids.ts'
import { LIMITS } from '../../../../shared/limits.ts'

/**
 * True only for what `annotationSchema` takes, too; false says nothing. Nearly all that people write is so plain that this
 * sees it, in an eighth of the time; the schema stays the law, and the tests hold the one against the other.
 */
export function isPlainAnnotation(value: unknown): boolean {
  if (!isObject(value)) return false
  for (const key in value) {
    if (!Object.hasOwn(FIELDS, key) || !(FIELDS[key] as Check)(value[key])) return false
  }
  return NEEDED.every((key) => value[key] !== undefined)
}

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const NEEDED = ['target', 'motivation', 'created', 'modified', 'rev'] as const
const MOTIVATION = new Set<unknown>(MOTIVATIONS)
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/
const SOURCE = /^(text|commentary(-[A-Za-z0-9_-]{1,40})?)$/
const BASE64 = /^[A-Za-z0-9+/=]{1,400}$/

const FIELDS: Record<string, Check> = {
  target: (value) => isArray(value, LIMITS.targets) && all(value, isTarget),
  motivation: (value) => MOTIVATION.has(value),
  body: isPlainBody,
  tags: (value) => isArray(value, LIMITS.tagsPerAnnotation) && all(value, isId),
  replyTo: isId,
  created: isTime,
  modified: isTime,
  rev: (value) => isWhole(value, 1, 1_000_000_000),
  deleted: (value) => value === true,
}

const TARGET_FIELDS: Record<string, Check> = {
  source: (value) => isText(value, 1, 60) && SOURCE.test(value as string),
  epoch: (value) => isText(value, 1, 40),
  blockId: isBlockId,
  endBlockId: isBlockId,
  start: isOffset,
  end: isOffset,
  quote: (value) => isText(value, 1, LIMITS.quoteChars),
  prefix: (value) => isText(value, 0, LIMITS.contextChars * 2),
  suffix: (value) => isText(value, 0, LIMITS.contextChars * 2),
  relStart: (value) => typeof value === 'string' && BASE64.test(value),
  relEnd: (value) => typeof value === 'string' && BASE64.test(value),
}
const BLOCK_TARGET = ['source', 'epoch', 'blockId'] as const
const PASSAGE = [...BLOCK_TARGET, 'start', 'end', 'quote', 'prefix', 'suffix', 'relStart', 'relEnd'] as const

function isTarget(value: unknown): boolean {
  if (!isObject(value)) return false
  let fields = 0
  for (const key in value) {
    if (!Object.hasOwn(TARGET_FIELDS, key) || !(TARGET_FIELDS[key] as Check)(value[key])) return false
    fields++
  }
  if (fields === BLOCK_TARGET.length) return BLOCK_TARGET.every((key) => key in value)
  return PASSAGE.every((key) => key in value)
}

/** Paragraphs of text without marks, and so few that they can't be too large as JSON, however they are escaped. */
function isPlainBody(value: unknown): boolean {
  if (!isObject(value) || value.type !== 'doc' || !hasOnly(value, 'content') || !isArray(value.content, 500))
    return false
  let size = 100
  for (const paragraph of value.content) {
    if (!isObject(paragraph) || paragraph.type !== 'paragraph' || !hasOnly(paragraph, 'content')) return false
    size += 50
    if (!('content' in paragraph)) continue
    if (!isArray(paragraph.content, 2_000)) return false
    for (const inline of paragraph.content) {
      if (!isObject(inline) || inline.type !== 'text' || !hasOnly(inline, 'text')) return false
      if (!isText(inline.text, 1, LIMITS.bodyChars)) return false
      size += 50 + 6 * (inline.text as string).length
    }
  }
  return size <= LIMITS.bodyBytes
}

/** No field but `type` and this one. */
function hasOnly(value: Fields, field: string): boolean {
  for (const key in value) if (key !== 'type' && key !== field) return false
  return true
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function isArray(value: unknown, most: number): value is unknown[] {
  return Array.isArray(value) && value.length <= most
}
/** Of holes, too. */
function all(values: readonly unknown[], check: Check): boolean {
  for (let at = 0; at < values.length; at++) if (!check(values[at])) return false
  return true
}
function isId(value: unknown): boolean {
  return typeof value === 'string' && isRecordId(value)
}
function isText(value: unknown, least: number, most: number): boolean {
  return typeof value === 'string' && value.length >= least && value.length <= most
}
function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}
function isOffset(value: unknown): boolean {
  return isWhole(value, 0, LIMITS.documentChars * 2)
}
function isBlockId(value: unknown): boolean {
  return typeof value === 'string' && BLOCK_ID.test(value)
}
function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value) && Number.isFinite(Date.parse(value))
}
