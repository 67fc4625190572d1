import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Express, Request, Response } from 'express'
import express from 'express'

const PAGES = ['/', '/join', '/sign-in', '/continue', '/d/:id']

const NOT_FOUND = '404 — 找不到這個網址 / 找不到这个网址 / There is nothing at this address.\n'
const NOT_BUILT = '503 — The pages are not built yet. Run: npm run build\n'

/** The built pages. Files with a hash in their names are kept for ever; everything else is asked for anew each time. */
export function mountPages(app: Express, webRoot: string | null): void {
  const index = webRoot === null ? null : join(webRoot, 'index.html')
  /** The page draws whatever the address is about, "not found" included; the status is for everybody else. */
  const page = (status: number) => (request: Request, response: Response) => {
    response.set('Cache-Control', 'no-cache').vary('Accept')
    // Scripts and pictures that are missing must not be answered with a page; who asks for a page gets it, whatever he accepts.
    const wanted = status === 200 || request.accepts(['text/plain', 'text/html']) === 'text/html'
    if (!wanted || index === null) response.status(404).type('text/plain').send(NOT_FOUND)
    else if (!existsSync(index)) response.status(503).type('text/plain').send(NOT_BUILT)
    else response.status(status).sendFile(index, { cacheControl: false })
  }

  if (webRoot !== null)
    app.use(
      express.static(webRoot, {
        index: false,
        redirect: false,
        cacheControl: false,
        setHeaders(response, path) {
          const hashed = path.startsWith(join(webRoot, 'assets'))
          response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
        },
      }),
    )
  app.get(PAGES, page(200))
  app.get('/{*rest}', page(404))
}
