import { nanoid } from 'nanoid'
import type { ProblemCode } from '../../shared/api.ts'
import type { Block } from '../../shared/blocks.ts'
import { LIMITS } from '../../shared/limits.ts'
import { checkName } from '../../shared/names.ts'
import type { Directory } from '../auth/ports.ts'
import type { DocumentRecord } from '../storage/app-store.ts'
import type { Importer, ImportFormat, Rooms } from './ports.ts'

export interface DocumentText {
  text: string
  format: ImportFormat
  /** Blank counts as none. */
  title?: string
  fileName?: string
}

/**
 * Makes a document out of a text, with stable ids, once, before anybody can see it (docs/SPEC.md, I3). Nothing remains of
 * one whose room can't be written. Without an owner it waits for somebody with an owner's invite.
 */
export async function createDocument(
  parts: { directory: Directory; rooms: Rooms; importer: Importer },
  input: DocumentText,
  ownerId: string | null,
): Promise<{ ok: true; document: DocumentRecord } | { ok: false; problem: ProblemCode }> {
  const given = input.title === undefined ? null : checkTitle(input.title)
  if (given?.ok === false && given.problem !== 'title-empty') return given
  const imported = await parts.importer.importDocument({ text: input.text, format: input.format })
  if (!imported.ok) return imported
  const { blocks, source } = imported.document
  const title = given?.ok
    ? given.title
    : (shortTitle(imported.document.title) ??
      firstLine(blocks) ??
      shortTitle(baseName(input.fileName)) ??
      '…')

  const id = nanoid(12)
  const update = parts.importer.textRoomUpdate(blocks)
  const document = await parts.directory.create({ id, title, epoch: nanoid(12), source }, ownerId, () =>
    parts.rooms.create(id, 'text', update),
  )
  return { ok: true, document }
}

/** What a document is to be called, checked as names are. */
export function checkTitle(
  input: string,
):
  | { ok: true; title: string }
  | { ok: false; problem: 'title-empty' | 'title-too-long' | 'name-control-characters' } {
  const checked = checkName(input.toWellFormed(), LIMITS.titleChars)
  if (checked.ok) return { ok: true, title: checked.name }
  if (checked.problem === 'name-empty') return { ok: false, problem: 'title-empty' }
  if (checked.problem === 'name-too-long') return { ok: false, problem: 'title-too-long' }
  return { ok: false, problem: checked.problem }
}

/** How much of a line still reads as a title in a list. */
const SHORT = 60

function firstLine(blocks: readonly Block[]): string | null {
  for (const { text } of blocks) {
    const title = shortTitle(text.trim().split('\n', 1)[0] ?? null)
    if (title !== null) return title
  }
  return null
}

/** A title that nobody typed: cleared of what a title may not have, and shortened; null when nothing is left. */
function shortTitle(text: string | null): string | null {
  if (text === null) return null
  const visible = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  const clean = visible.normalize('NFC').replace(/\s+/g, ' ').trim()
  const characters = Array.from(
    new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(clean.slice(0, 2_000)),
  )
  const short = characters.slice(0, SHORT).map(({ segment }) => segment)
  const checked = checkTitle(characters.length > SHORT ? `${short.join('')}…` : short.join(''))
  return checked.ok ? checked.title : null
}

function baseName(fileName: string | undefined): string | null {
  return fileName === undefined ? null : (fileName.split(/[/\\]/).at(-1) ?? '').replace(/\.[A-Za-z]+$/, '')
}
