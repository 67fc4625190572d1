import { z } from 'zod'
import {
  type BlockInfo,
  createDocumentRequest,
  type DocumentInfo,
  type DocumentSummary,
  patchDocumentRequest,
} from '../../../shared/api.ts'
import { CLOSE } from '../../../shared/protocol.ts'
import type { Role } from '../../../shared/roles.ts'
import type { DocumentRecord } from '../../storage/app-store.ts'
import { createBlockCounts } from '../block-counts.ts'
import type { DocumentText } from '../create-document.ts'
import { checkTitle, createDocument } from '../create-document.ts'
import type { HttpParts } from '../parts.ts'
import type { ImportFormat } from '../ports.ts'
import { ProblemError } from '../problems.ts'
import { type Call, parsed, type Route } from '../route.ts'

type Parts = Pick<HttpParts, 'directory' | 'store' | 'rooms' | 'importer' | 'annotations' | 'log'>

const FORMATS: Record<string, ImportFormat> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
}
const formFields = z.strictObject({ title: z.string().max(20_000).optional() })

/** Documents themselves: listed, made, looked at, renamed, deleted; and their text. */
export function documentRoutes(parts: Parts): Route[] {
  const { directory, store, rooms, importer, annotations, log } = parts
  const blocksOf = async (id: string): Promise<BlockInfo[]> => importer.blocksOf(await rooms.read(id, 'text'))
  const countBlocks = createBlockCounts(async (id) => (await blocksOf(id)).length)

  async function summaries(userId: string): Promise<DocumentSummary[]> {
    const found = await store.documentsOf(userId)
    const ids = found.map(({ document }) => document.id)
    const [active, counts] = await Promise.all([rooms.lastActivity(ids), annotations.countsOf(ids)])
    const list = await Promise.all(
      found.map(async ({ document: { id, title, created }, role, members, people }) => {
        const last = active.get(id) ?? created
        // One damaged document must not hide the others.
        const blocks = await countBlocks(id, last).catch((error: unknown) => {
          log.error({ err: error, document: id }, 'text not readable')
          return 0
        })
        const notes = counts.get(id) ?? 0
        return {
          id,
          title,
          role,
          blocks,
          annotations: notes,
          members,
          people,
          lastActivity: last.toISOString(),
        }
      }),
    )
    return list.sort((a, b) => (a.lastActivity < b.lastActivity ? 1 : -1))
  }

  /** A form's file, or the JSON body. */
  function textOf({ body, file }: Call): DocumentText {
    if (file === null) return parsed(createDocumentRequest, body)
    const format = FORMATS[/\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? '']
    if (format === undefined) throw new ProblemError('unsupported-format')
    const text = importer.decodeTextFile(file.bytes)
    if (text === null) throw new ProblemError('unreadable-text')
    return { ...parsed(formFields, body), text, format, fileName: file.name }
  }

  return [
    {
      method: 'get',
      path: '/api/documents',
      needs: 'sign-in',
      handle: async ({ user }) => ({ body: { documents: await summaries(user.id) } }),
    },
    {
      method: 'post',
      path: '/api/documents',
      needs: 'create',
      takes: 'json-or-file',
      async handle(call) {
        const created = await createDocument(parts, textOf(call), call.user.id)
        if (!created.ok) throw new ProblemError(created.problem)
        return { status: 201, body: { id: created.document.id } }
      },
    },
    {
      method: 'get',
      path: '/api/documents/:id',
      needs: 'document:read',
      handle: async ({ document, role }) => ({ body: infoOf(document, role) }),
    },
    {
      method: 'patch',
      path: '/api/documents/:id',
      needs: 'document:rename',
      takes: 'json',
      async handle({ document, role, body }) {
        const checked = checkTitle(parsed(patchDocumentRequest, body).title)
        if (!checked.ok) throw new ProblemError(checked.problem)
        await directory.rename(document.id, checked.title)
        return { body: infoOf({ ...document, title: checked.title }, role) }
      },
    },
    {
      method: 'delete',
      path: '/api/documents/:id',
      needs: 'document:delete',
      async handle({ document }) {
        await directory.remove(document.id)
        rooms.close({ documentId: document.id }, CLOSE.notFound, 'deleted')
        return {}
      },
    },
    {
      method: 'get',
      path: '/api/documents/:id/blocks',
      needs: 'document:read',
      handle: async ({ document }) => ({ body: { blocks: await blocksOf(document.id) } }),
    },
  ]
}

function infoOf({ id, title, schema, epoch, created, source }: DocumentRecord, role: Role): DocumentInfo {
  return { id, title, role, schema, epoch, created: created.toISOString(), source }
}
