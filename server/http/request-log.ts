import type { IncomingMessage } from 'node:http'
import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Metrics } from './metrics.ts'

/**
 * One line a request: method, path, status, time. No headers, so no cookie or token; no query, so nobody's search;
 * what a browser keeps in the fragment never gets here.
 */
export function logRequests(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage) => ({ method: request.method, path: request.url?.split('?', 1)[0] }),
      res: (response: Response) => ({ status: response.statusCode }),
      err: (error: Error) => ({ message: error.message }),
    },
    customLogLevel: (_, response) =>
      response.statusCode >= 500 && response.statusCode !== 503 ? 'error' : 'info',
  })
}

/** Times every answer under the route's pattern, so that ids don't make labels. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    response.on('finish', () => {
      const route = typeof response.locals.route === 'string' ? response.locals.route : 'other'
      const labels = { method: request.method, route, status: response.statusCode }
      metrics.request(labels, (performance.now() - started) / 1000)
    })
    next()
  }
}
