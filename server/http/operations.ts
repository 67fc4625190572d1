import { timingSafeEqual } from 'node:crypto'
import type { Express, Request } from 'express'
import { Router } from 'express'
import type { HttpParts } from './parts.ts'
import { ProblemError } from './problems.ts'

/** For whoever runs the server: is it alive, may it be sent people, how is it doing. */
export function mountOperations(
  app: Express,
  parts: Pick<HttpParts, 'state' | 'metrics' | 'settings'>,
): void {
  const { state, metrics, settings } = parts
  const router = Router()
  router.get('/healthz', (_, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', (_, response) => {
    const now = state()
    if (now !== 'ready') throw new ProblemError(now === 'unwritable' ? 'storage' : 'restarting')
    response.json({ status: 'ready' })
  })
  router.get('/metrics', async (request, response) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const known = settings.metricsToken !== null && token !== undefined && same(token, settings.metricsToken)
    // Not to be told apart from an address that does not exist.
    if (!known && !fromThisMachine(request)) throw new ProblemError('not-found')
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  app.use(router)
}

/**
 * The socket's own other end: what headers say anybody can say. A proxy on this machine brings strangers, and says so; a
 * page of a site whose name has been pointed at this machine says whose page it is.
 */
function fromThisMachine(request: Request): boolean {
  const { headers, socket } = request
  const forwarded = ['forwarded', 'via', 'x-real-ip'].some((name) => headers[name] !== undefined)
  if (forwarded || Object.keys(headers).some((name) => name.startsWith('x-forwarded-'))) return false
  if (!/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(headers.host ?? '')) return false
  return /^(::1|(::ffff:)?127(\.\d+){3})$/i.test(socket.remoteAddress ?? '')
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
