import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { UserInfo } from '../../shared/api.ts'
import type { Action, Role } from '../../shared/roles.ts'
import type { DocumentRecord } from '../storage/app-store.ts'
import { ProblemError } from './problems.ts'

/** A request as routes see it. */
export interface Call {
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Where it comes from, for limits. */
  address: string
  /** Parsed JSON, or the fields of a form; undefined when there is none. */
  body: unknown
  file: { name: string; bytes: Uint8Array } | null
}
export interface SignedInCall extends Call {
  user: UserInfo
}
/** A call about the document `:id`, by a member whose role allows it. */
export interface DocumentCall extends SignedInCall {
  document: DocumentRecord
  role: Role
}

/** What a route answers; without a body 204. */
export interface Answer {
  status?: number
  body?: unknown
  type?: string
  cookies?: string[]
}

type Spot = {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: `/api/${string}`
  /** What body it takes, if any. */
  takes?: 'json' | 'json-or-file'
}
/**
 * A route says in data what it needs, and is refused before its handler and body are looked at: `nothing`; `sign-in`;
 * `create`, to be signed in and allowed to create documents here; else an action of the rule book (shared/roles.ts) on the
 * document `:id`, which does not exist for who is no member of it.
 */
export type Route =
  | (Spot & { needs: 'nothing'; handle(call: Call): Promise<Answer> })
  | (Spot & { needs: 'sign-in' | 'create'; handle(call: SignedInCall): Promise<Answer> })
  | (Spot & { needs: Action; handle(call: DocumentCall): Promise<Answer> })

/** The value as the schema wants it; else a `bad-request` that names the first thing that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new ProblemError('bad-request', {
    detail: `${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`,
  })
}
