import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Addresses } from './ports.ts'
import { ProblemError } from './problems.ts'

const HALF_A_YEAR = 180 * 24 * 3600

/**
 * Headers that bind browsers: everything from this origin and nothing else, no frames, no referrer. What only means
 * something over https is left out on plain http, which is a real case in a room without certificates.
 */
export function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    strictTransportSecurity: https ? { maxAge: HALF_A_YEAR, includeSubDomains: false } : false,
  })
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a page of another site, or no page at all, says of itself; no page can say anything else. */
const FOREIGN_SITES = new Set(['cross-site', 'none'])

/**
 * Requests that change something come from one of our own pages (docs/SPEC.md, H6). Every browser says by `Origin` where
 * they come from; other programs set it too. Where a browser also sends `Sec-Fetch-Site`, the two must agree.
 */
export function ownOriginOnly(addresses: () => Pick<Addresses, 'origins'>): RequestHandler {
  return (request, _, next) => {
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    const own = origin !== undefined && addresses().origins.includes(origin)
    if (READING.has(request.method) || (own && !FOREIGN_SITES.has(String(site)))) next()
    else next(new ProblemError('foreign-origin'))
  }
}
