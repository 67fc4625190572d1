import type { Express } from 'express'
import express from 'express'
import { answerErrors } from './errors.ts'
import { mountRoutes } from './mount.ts'
import { mountOperations } from './operations.ts'
import { mountPages } from './pages.ts'
import type { HttpParts } from './parts.ts'
import { ProblemError } from './problems.ts'
import { logRequests, measureRequests } from './request-log.ts'
import type { Route } from './route.ts'
import { annotationRoutes } from './routes/annotations.ts'
import { displacedRoutes } from './routes/displaced.ts'
import { documentRoutes } from './routes/documents.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { inviteRoutes } from './routes/invites.ts'
import { memberRoutes } from './routes/members.ts'
import { purgeRoutes } from './routes/purges.ts'
import { restorePointRoutes } from './routes/restore-points.ts'
import { returningRoutes } from './routes/returning.ts'
import { sessionRoutes } from './routes/session.ts'
import { ownOriginOnly, securityHeaders } from './security.ts'

/** Every route there is. Each says what it needs; what is not here is not served. */
export function routeTable(parts: HttpParts): Route[] {
  return [
    ...sessionRoutes(parts),
    ...returningRoutes(parts),
    ...documentRoutes(parts),
    ...inviteRoutes(parts),
    ...memberRoutes(parts),
    ...annotationRoutes(parts),
    ...displacedRoutes(parts),
    ...restorePointRoutes(parts),
    ...incidentRoutes(parts),
    ...purgeRoutes(parts),
  ]
}

/** The HTTP side of the server: the API, the pages, and what operators ask (docs/PROTOCOL.md). */
export function createHttp(parts: HttpParts): Express {
  const { addresses, log, metrics, settings, state } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  app.set('trust proxy', settings.trustProxy)

  app.use(measureRequests(metrics), logRequests(log), securityHeaders(settings.https))
  mountOperations(app, parts)
  app.use('/api', (_, response, next) => {
    response.set('Cache-Control', 'no-store')
    const now = state()
    if (now === 'starting' || now === 'draining')
      throw new ProblemError('restarting', { headers: { 'Retry-After': '2' } })
    next()
  })
  app.use(ownOriginOnly(addresses))
  mountRoutes(app, routeTable(parts), parts)
  app.use('/api', () => {
    throw new ProblemError('not-found')
  })
  mountPages(app, settings.webRoot)
  // Whatever is left is no address of ours, in no method.
  app.use(() => {
    throw new ProblemError('not-found')
  })
  app.use(answerErrors(log))
  return app
}
