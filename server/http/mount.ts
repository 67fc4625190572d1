import type { Express, Request, Response } from 'express'
import { DOCUMENT_ID } from '../../shared/ids.ts'
import { can } from '../../shared/roles.ts'
import { readBody } from './bodies.ts'
import type { HttpParts } from './parts.ts'
import { ProblemError } from './problems.ts'
import type { Answer, Call, Route } from './route.ts'
import { createShare, type Share } from './share.ts'

type Parts = Pick<HttpParts, 'signIn' | 'directory' | 'store' | 'settings'>

/** Who may create documents here: `owners` are those who own one, or did before it was deleted. */
export async function mayCreate(parts: Pick<Parts, 'store' | 'settings'>, userId: string): Promise<boolean> {
  return parts.settings.mayCreate === 'everyone' || parts.store.everOwned(userId)
}

/** Puts the routes into express. What is not in the table does not exist; what a route needs is checked before anything else. */
export function mountRoutes(app: Express, routes: readonly Route[], parts: Parts): void {
  const share = createShare()
  for (const route of routes)
    app[route.method](route.path, async (request: Request, response: Response) => {
      response.locals.route = route.path
      send(response, await answer(route, request, response, parts, share))
    })
}

/** An answer as it is sent. */
interface Written extends Omit<Answer, 'body'> {
  text: string | null
}
const written = ({ body, ...answer }: Answer): Written => ({
  ...answer,
  text: body === undefined ? null : JSON.stringify(body),
})

async function answer(
  route: Route,
  request: Request,
  response: Response,
  parts: Parts,
  share: Share,
): Promise<Written> {
  const { signIn, directory } = parts
  const call = async (): Promise<Call> => ({
    params: request.params as Record<string, string>,
    // Not by `URL`: what stands before the question mark may be an address that is none.
    query: new URLSearchParams(/\?([^#]*)/.exec(request.url)?.[1] ?? ''),
    headers: request.headers,
    address: request.ip ?? '',
    ...(await readBody(route.takes, request, response)),
  })
  if (route.needs === 'nothing') return written(await route.handle(await call()))

  const user = await signIn.userOf(request.headers)
  if (user === null) throw new ProblemError('signed-out')
  const settle = share.begin(user.id)
  let length = 0
  try {
    const answered = written(await handled())
    length = answered.text?.length ?? 0
    return answered
  } finally {
    settle(length)
  }

  async function handled(): Promise<Answer> {
    if (user === null || route.needs === 'nothing') throw new ProblemError('signed-out')
    if (route.needs === 'sign-in') return route.handle({ ...(await call()), user })
    if (route.needs === 'create') {
      if (!(await mayCreate(parts, user.id))) throw new ProblemError('forbidden')
      return route.handle({ ...(await call()), user })
    }
    const id = request.params.id
    const document = typeof id === 'string' && DOCUMENT_ID.test(id) ? directory.documentOf(id) : null
    const role = document === null ? null : directory.roleOf(document.id, user.id)
    if (document === null || role === null) throw new ProblemError('not-found')
    if (!can(role, route.needs)) throw new ProblemError('forbidden')
    return route.handle({ ...(await call()), user, document, role })
  }
}

function send(
  response: Response,
  { status = 200, text, type = 'application/json', cookies = [] }: Written,
): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie)
  if (text === null) response.status(204).end()
  else response.status(status).type(type).send(text)
}
