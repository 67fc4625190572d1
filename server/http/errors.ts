import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { ProblemCode } from '../../shared/api.ts'
import { StorageFailure } from '../storage/update-log.ts'
import { ProblemError, problemOf } from './problems.ts'

/** Whatever was thrown becomes a problem document; what is our own fault is logged, and not told. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = asProblem(error)
    if (problem.code === 'internal')
      log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    // Half an answer can't be turned into another: express ends the connection.
    if (response.headersSent) next(error)
    else sendProblem(response, problem)
  }
}

function sendProblem(response: Response, error: ProblemError): void {
  const problem = problemOf(error)
  response
    .status(problem.status)
    .set(error.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof StorageFailure)
    return new ProblemError('storage', { headers: { 'Retry-After': '10' } })
  // body-parser and the router say by a status that it was the client's fault.
  const { status, type } = error as { status?: unknown; type?: unknown }
  if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500)
    return new ProblemError(codeOfStatus(status), detailOf(type))
  return new ProblemError('internal')
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 413) return 'too-large'
  return status === 415 ? 'unsupported-format' : 'bad-request'
}

function detailOf(type: unknown): { detail?: string } {
  return type === 'entity.parse.failed' ? { detail: 'The body is no JSON.' } : {}
}
