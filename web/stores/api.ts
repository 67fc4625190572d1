import type { ProblemCode } from '../../shared/api.ts'

/**
 * What went wrong with a request: the server's own code, or `offline` when there was no answer from it. `other-version`:
 * the answer is of another version of this page.
 */
export type ApiCode = ProblemCode | 'offline' | 'other-version'

/** A failed request. `code` is what the page translates (web/i18n/problem-text.ts). */
export class ApiProblem extends Error {
  readonly code: ApiCode
  constructor(code: ApiCode, detail?: string) {
    super(detail ?? code)
    this.name = 'ApiProblem'
    this.code = code
  }
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal
}

/** Long enough for a text of 2 MiB on a slow line; without a limit a dead line would never say so. */
const PATIENCE_MS = 30_000

/** Asks the server; resolves with what it answers, undefined for 204. Rejects with an ApiProblem, or as `signal` says. */
export async function api<T>(path: string, { method = 'GET', body, signal }: ApiRequest = {}): Promise<T> {
  const patience = new AbortController()
  const stop = () => patience.abort(signal?.reason)
  const timer = setTimeout(stop, PATIENCE_MS)
  signal?.addEventListener('abort', stop)
  try {
    const response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: patience.signal,
    })
    if (!response.ok) throw await problemOf(response)
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
  } catch (error) {
    if (error instanceof ApiProblem || signal?.aborted) throw error
    // No answer, one cut off on the way, or a captive portal that answers everything with a page of its own.
    throw new ApiProblem('offline')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Only a problem document is the server's word; a gateway's error page says that the server was not reached. */
async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => undefined)) as
    | { code?: unknown; detail?: unknown }
    | undefined
  if (typeof problem?.code === 'string')
    return new ApiProblem(
      problem.code as ProblemCode,
      typeof problem.detail === 'string' ? problem.detail : undefined,
    )
  return new ApiProblem(response.status >= 502 ? 'offline' : 'internal')
}
