import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import type { Person } from '../support/person.ts'

const PAGE = '<!doctype html><title>合注</title>'
let server: AppServer
let webRoot: string
let visitor: Person
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'hezhu-web-'))
  await mkdir(join(webRoot, 'assets'))
  const files = {
    'index.html': PAGE,
    'sw.js': '//',
    'icon.svg': '<svg/>',
    '.secret': 'x',
    'assets/main-1a2b.js': '//',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(webRoot, name), text)
  server = await startAppServer({ settings: { webRoot } })
  visitor = server.stranger()
})
afterAll(async () => {
  await server.stop()
  await rm(webRoot, { recursive: true, force: true })
})

const navigate = (path: string) =>
  visitor.asks<string>('GET', path, undefined, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
const fetches = (path: string) => visitor.asks<string>('GET', path, undefined, { accept: '*/*' })

describe('pages', () => {
  test.each(['/', '/join', '/d/abcdefgh1234', '/?lang=en'])(
    '%s is the page, asked for anew each time, also by link previews',
    async (path) => {
      const reply = await navigate(path)
      expect([reply.status, reply.body]).toEqual([200, PAGE])
      expect((await fetches(path)).body).toBe(PAGE)
      expect(reply.headers.get('cache-control')).toBe('no-cache')
    },
  )

  test.each([
    '/nothing',
    '/d/',
    '/d/a/b',
    '/assets/gone.js',
    '/.secret',
    '/..%2fapp.sqlite',
    '/sync/x/notes',
  ])('%s is a 404: the page to who navigates, plain words to all others', async (path) => {
    const [page, other] = [await navigate(path), await fetches(path)]
    expect([page.status, page.body]).toEqual([404, PAGE])
    expect(other.status).toBe(404)
    expect(other.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(other.body).not.toContain('<')
  })

  test('files with a hash are kept for ever, others are not', async () => {
    const cache = async (path: string) => (await fetches(path)).headers.get('cache-control')
    expect(await cache('/assets/main-1a2b.js')).toBe('public, max-age=31536000, immutable')
    expect(await cache('/sw.js')).toBe('no-cache')
    expect(await cache('/icon.svg')).toBe('no-cache')
    expect(await cache('/api/session')).toBe('no-store')
  })

  test('before they are built, it is said how', async () => {
    const bare = await startAppServer({ settings: { webRoot: join(webRoot, 'not-there') } })
    const reply = await bare.stranger().asks<string>('GET', '/', undefined, { accept: 'text/html' })
    expect(reply.status).toBe(503)
    expect(reply.body).toContain('npm run build')
    await bare.stop()
  })
})

describe('headers that bind browsers', () => {
  const DIRECTIVES = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ]
  test('[W8] nothing from elsewhere, no frames, no referrer, no guessing of types, on every answer', async () => {
    for (const path of [
      '/',
      '/assets/main-1a2b.js',
      '/api/session',
      '/api/nothing',
      '/nothing',
      '/healthz',
    ]) {
      const { headers } = await navigate(path)
      expect(headers.get('content-security-policy')?.split(';')).toEqual(DIRECTIVES)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('strict-transport-security')).toBeNull()
    }
  })

  test('over https browsers stay there, and the cookie is for this host over https alone', async () => {
    const secure = await startAppServer({ settings: { https: true } })
    const { id } = await secure.document()
    const reply = await secure
      .stranger()
      .asks('POST', '/api/session/guest', { invite: await secure.invite(id), name: 'Wang' })
    expect(reply.headers.get('strict-transport-security')).toBe('max-age=15552000')
    expect(reply.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
    const [cookie = '', ...more] = reply.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^__Host-hezhu=/)
    const SECURE = ['HttpOnly', 'Max-Age=34560000', 'Path=/', 'SameSite=Lax', 'Secure']
    expect(attributes(cookie)).toEqual(SECURE)

    // So is every other that says who somebody is.
    const li = await secure.member(id, 'reader')
    const { token } = await li.has<{ token: string }>('POST', '/api/session/handover')
    const asked = { email: 'li@hezhu.example', password: 'long enough for this' }
    for (const [path, body, person] of [
      ['continue', { token }, secure.stranger()],
      ['credentials', asked, li],
      ['sign-in', asked, secure.stranger()],
      ['guest', { invite: await secure.invite(id, { role: 'editor' }), name: 'Li' }, li],
    ] as const) {
      const reply = await person.asks('POST', `/api/session/${path}`, body)
      const [made = '', ...others] = reply.headers.getSetCookie()
      expect([path, reply.status, others]).toEqual([path, 200, []])
      expect([path, made.split('=')[0], ...attributes(made)]).toEqual([path, '__Host-hezhu', ...SECURE])
    }
    await secure.stop()
  })

  test('over plain http the cookie is the same without Secure; signing out clears it', async () => {
    const { id } = await server.document()
    const wang = server.stranger()
    const joined = await wang.asks('POST', '/api/session/guest', {
      invite: await server.invite(id),
      name: 'Wang',
    })
    const [cookie = ''] = joined.headers.getSetCookie()
    expect(cookie).toMatch(/^hezhu=/)
    expect(attributes(cookie)).toEqual(['HttpOnly', 'Max-Age=34560000', 'Path=/', 'SameSite=Lax'])
    const left = await wang.asks('DELETE', '/api/session')
    expect([left.status, left.headers.getSetCookie()]).toEqual([
      204,
      ['hezhu=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'],
    ])
    await wang.isRefused('signed-out', 'GET', '/api/session')
    expect((await wang.asks('DELETE', '/api/session')).status).toBe(204)
  })

  function attributes(cookie: string): string[] {
    return cookie.split('; ').slice(1).sort()
  }
})

describe('for whoever runs it', () => {
  test('alive and ready; [S13] while it stops, it says so and takes no more work', async () => {
    const { id, owner } = await server.document()
    expect((await visitor.gets('/healthz')).status).toBe(200)
    expect((await visitor.gets('/readyz')).status).toBe(200)
    for (const state of ['starting', 'draining'] as const) {
      server.state = state
      expect((await visitor.gets('/healthz')).status).toBe(200)
      await visitor.isRefused('restarting', 'GET', '/readyz')
      const reply = await owner.isRefused('restarting', 'PATCH', `/api/documents/${id}`, { title: 'x' })
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2'])
    }
    server.state = 'ready'
    expect((await owner.gets(`/api/documents/${id}`)).status).toBe(200)
  })

  test('figures are for this machine', async () => {
    const { owner, id } = await server.document()
    await owner.gets(`/api/documents/${id}`)
    const reply = await visitor.gets<string>('/metrics')
    expect(reply.status).toBe(200)
    expect(reply.body).toContain('hezhu_connections 0')
    expect(reply.body).toContain('route="/api/documents/:id"')
    expect(reply.body).not.toContain(id)
  })

  test.each(['x-forwarded-for', 'X-Forwarded-Host', 'forwarded', 'x-real-ip', 'via'])(
    'who comes through a proxy (%s) is not this machine',
    async (header) => {
      const reply = await visitor.asks('GET', '/metrics', undefined, { [header]: '127.0.0.1' })
      expect(reply.status).toBe(404)
    },
  )

  test('figures are for who has the token, from anywhere', async () => {
    const own = await startAppServer({ settings: { metricsToken: 'a token of many letters' } })
    const asks = (authorization: string) =>
      own.stranger().asks('GET', '/metrics', undefined, { authorization, 'x-forwarded-for': '203.0.113.5' })
    expect((await asks('Bearer a token of many letters')).status).toBe(200)
    expect((await asks('Bearer a token of many lettert')).status).toBe(404)
    expect((await asks('Bearer a token')).status).toBe(404)
    expect((await asks('Basic a token of many letters')).status).toBe(404)
    await own.stop()
  })
})
