import { z } from 'zod'
import { isSafeLink } from './blocks.ts'
import { BLOCK_ID, isRecordId, USER_ID } from './ids.ts'
import { LIMITS } from './limits.ts'

/**
 * Records of the `notes` and `private` rooms: flat maps of plain JSON, one writer a key (ids.ts).
 * These schemas are the guard's law and the web's reader.
 */

/** W3C Web Annotation motivations that we use. */
export const MOTIVATIONS = [
  'commenting',
  'questioning',
  'tagging',
  'highlighting',
  'replying',
  'assessing',
  'editing',
] as const
export type Motivation = (typeof MOTIVATIONS)[number]

/** A moment that exists: formatting a thirteenth month throws, in every page that shows it. */
const isoTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/)
  .refine((time) => Number.isFinite(Date.parse(time)))
const rev = z.number().int().min(1).max(1_000_000_000)
const offset = z
  .number()
  .int()
  .min(0)
  .max(LIMITS.documentChars * 2)
const epoch = z.string().min(1).max(40)
const blockId = z.string().regex(BLOCK_ID)
const source = z.string().regex(/^(text|commentary(-[A-Za-z0-9_-]{1,40})?)$/)
/** base64 of `Y.encodeRelativePosition` */
const relativePosition = z
  .string()
  .max(400)
  .regex(/^[A-Za-z0-9+/=]+$/)
const recordIdSchema = z.string().refine(isRecordId)

/** A whole block. */
const blockTargetSchema = z.strictObject({ source, epoch, blockId })
/** A passage: `start` is an offset in `blockId`, `end` in `endBlockId ?? blockId`; UTF-16, a hard break counts 1. */
export const passageTargetSchema = z.strictObject({
  source,
  epoch,
  blockId,
  endBlockId: blockId.optional(),
  start: offset,
  end: offset,
  quote: z.string().min(1).max(LIMITS.quoteChars),
  prefix: z.string().max(LIMITS.contextChars * 2),
  suffix: z.string().max(LIMITS.contextChars * 2),
  relStart: relativePosition,
  relEnd: relativePosition,
})
export const targetSchema = z.union([passageTargetSchema, blockTargetSchema])
export type PassageTarget = z.infer<typeof passageTargetSchema>
export type Target = z.infer<typeof targetSchema>

export function isPassage(target: Target): target is PassageTarget {
  return 'quote' in target
}

/** Body: ProseMirror JSON of a small schema. */
const markSchema = z.union([
  z.strictObject({ type: z.enum(['bold', 'italic']) }),
  z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.string().refine(isSafeLink) }) }),
])
const inlineSchema = z.union([
  z.strictObject({
    type: z.literal('text'),
    text: z.string().min(1).max(LIMITS.bodyChars),
    marks: z.array(markSchema).max(3).optional(),
  }),
  z.strictObject({ type: z.literal('hardBreak') }),
  z.strictObject({
    type: z.literal('mention'),
    attrs: z.strictObject({ id: z.string().regex(USER_ID), label: z.string().max(LIMITS.nameChars * 2) }),
  }),
])
const paragraphSchema = z.strictObject({
  type: z.literal('paragraph'),
  content: z.array(inlineSchema).max(2_000).optional(),
})
const quoteSchema = z.strictObject({
  type: z.literal('quote'),
  content: z.array(paragraphSchema).min(1).max(200),
})
const listItemSchema = z.strictObject({
  type: z.literal('listItem'),
  content: z.array(paragraphSchema).min(1).max(50),
})
const listSchema = z.strictObject({
  type: z.enum(['bulletList', 'orderedList']),
  content: z.array(listItemSchema).min(1).max(200),
})
export const bodySchema = z
  .strictObject({
    type: z.literal('doc'),
    content: z.array(z.union([paragraphSchema, quoteSchema, listSchema])).max(500),
  })
  .refine((body) => JSON.stringify(body).length <= LIMITS.bodyBytes, { message: 'body-too-large' })
export type Body = z.infer<typeof bodySchema>

export const annotationSchema = z.strictObject({
  /** Empty only for replies, which are about their root. */
  target: z.array(targetSchema).max(LIMITS.targets),
  motivation: z.enum(MOTIVATIONS),
  body: bodySchema.optional(),
  /** Ids of codebook tags: this author's tags on the target. */
  tags: z.array(recordIdSchema).max(LIMITS.tagsPerAnnotation).optional(),
  /** The thread's root. */
  replyTo: recordIdSchema.optional(),
  /** Proposed text, for motivation `editing`. */
  replacement: z.string().max(LIMITS.quoteChars).optional(),
  created: isoTime,
  modified: isoTime,
  rev,
  /** A tombstone keeps its place so that replies keep their parent; its body is gone. */
  deleted: z.literal(true).optional(),
})
export type AnnotationRecord = z.infer<typeof annotationSchema>

export const statusSchema = z.strictObject({
  status: z.enum(['open', 'resolved']),
  reason: z.string().max(LIMITS.reasonChars).optional(),
  at: isoTime,
  rev,
})
export type StatusRecord = z.infer<typeof statusSchema>

export const reactionSchema = z.strictObject({ at: isoTime })

/** Pigments of Chinese painting; each tag also has a line pattern, so that colour never stands alone. */
export const PIGMENTS = ['zhusha', 'cihuang', 'shilu', 'huaqing', 'zheshi', 'yanzhi', 'zi', 'mo'] as const
export type Pigment = (typeof PIGMENTS)[number]
export const PATTERNS = ['solid', 'dotted', 'wavy', 'dashed', 'double'] as const
export type Pattern = (typeof PATTERNS)[number]

const tagText = z.string().max(LIMITS.tagTextChars)
export const tagSchema = z.strictObject({
  label: z.string().min(1).max(LIMITS.tagLabelChars),
  color: z.enum(PIGMENTS),
  pattern: z.enum(PATTERNS),
  definition: tagText.optional(),
  useWhen: tagText.optional(),
  useNotWhen: tagText.optional(),
  examples: z.array(tagText).max(10).optional(),
  parent: recordIdSchema.optional(),
  order: z.number().finite().optional(),
  mergedInto: recordIdSchema.optional(),
  created: isoTime,
  modified: isoTime,
  rev,
  deleted: z.literal(true).optional(),
})
export type TagRecord = z.infer<typeof tagSchema>
/** An editor's change of another's tag: any of its fields, under `<tagId>|<userId>`. */
export const tagOverlaySchema = tagSchema.partial().required({ modified: true, rev: true })
export type TagOverlay = z.infer<typeof tagOverlaySchema>

export const decisionSchema = z.strictObject({
  verdict: z.enum(['accept', 'reject', 'ask']),
  annotations: z.array(recordIdSchema).max(200).optional(),
  reason: z.string().max(LIMITS.reasonChars).optional(),
  at: isoTime,
  rev,
})
export type DecisionRecord = z.infer<typeof decisionSchema>
export const moderationSchema = z.strictObject({
  hidden: z.boolean(),
  reason: z.string().max(LIMITS.reasonChars).optional(),
  at: isoTime,
  rev,
})

/** A body made of plain text: one paragraph a line. */
export function bodyFromText(text: string): Body {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  return {
    type: 'doc',
    content: lines.map((line) =>
      line === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text: line }] },
    ),
  }
}

/** The plain text of a body, one line a paragraph; for editing, search, export and screen readers. */
export function textOfBody(body: Body | undefined): string {
  if (!body) return ''
  const lines: string[] = []
  const visit = (node: {
    type: string
    content?: unknown[]
    text?: string
    attrs?: { label?: string }
  }): string => {
    if (node.type === 'text') return node.text ?? ''
    if (node.type === 'hardBreak') return '\n'
    if (node.type === 'mention') return `@${node.attrs?.label ?? ''}`
    const inner = (node.content ?? []).map((child) => visit(child as Parameters<typeof visit>[0])).join('')
    if (node.type === 'paragraph') lines.push(inner)
    return inner
  }
  for (const block of body.content) visit(block as Parameters<typeof visit>[0])
  return lines.join('\n')
}
