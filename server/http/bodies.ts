import type { Request, RequestHandler, Response } from 'express'
import express from 'express'
import multer, { MulterError } from 'multer'
import { LIMITS } from '../../shared/limits.ts'
import { ProblemError } from './problems.ts'
import type { Call, Route } from './route.ts'

/** Everything but a new text is small. */
const SMALL_BYTES = 128 * 1024

const smallJson = express.json({ limit: SMALL_BYTES, inflate: false })
const largeJson = express.json({ limit: LIMITS.documentBytes, inflate: false })
const form = multer({
  storage: multer.memoryStorage(),
  // File names are UTF-8, as every browser sends them.
  defParamCharset: 'utf8',
  limits: {
    fileSize: LIMITS.documentBytes,
    files: 1,
    fields: 4,
    parts: 6,
    fieldSize: 100_000,
    headerPairs: 40,
  },
}).single('file')

/** Reads what the route takes. Other content types are refused, not ignored. */
export async function readBody(
  takes: Route['takes'],
  request: Request,
  response: Response,
): Promise<Pick<Call, 'body' | 'file'>> {
  if (takes === undefined) return { body: undefined, file: null }
  if (takes === 'json-or-file' && request.is('multipart/form-data')) {
    await run(form, request, response).catch(refuseForm)
    const { file } = request
    if (file === undefined)
      throw new ProblemError('bad-request', { detail: 'The form has no file in the field "file".' })
    return { body: { ...request.body }, file: { name: file.originalname, bytes: file.buffer } }
  }
  if (request.headers['content-type'] === undefined)
    throw new ProblemError('bad-request', { detail: 'The request has no body, or no Content-Type.' })
  if (request.is('application/json') === false) throw new ProblemError('unsupported-format')
  await run(takes === 'json-or-file' ? largeJson : smallJson, request, response)
  if (request.body === undefined)
    throw new ProblemError('bad-request', { detail: 'The request has no body.' })
  return { body: request.body, file: null }
}

function run(handler: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    handler(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })
}

/** Kept in memory, a form can only fail by what it is. */
function refuseForm(error: unknown): never {
  const large = error instanceof MulterError && /^LIMIT_(FILE_SIZE|FIELD_VALUE)$/.test(error.code)
  throw large
    ? new ProblemError('too-large')
    : new ProblemError('bad-request', {
        detail: 'The form can not be read. It takes one file in the field "file" and a "title".',
      })
}
