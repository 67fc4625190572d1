import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routeTable } from '../../server/http/app.ts'
import { ProblemError, problemOf } from '../../server/http/problems.ts'
import { PROBLEM_CODES, type Problem } from '../../shared/api.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { expectProblem, type Person } from '../support/person.ts'

let server: AppServer
let id: string
let owner: Person
beforeAll(async () => {
  server = await startAppServer()
  const made = await server.document()
  id = made.id
  owner = made.owner
})
afterAll(() => server.stop())

describe('a body that is not as agreed', () => {
  const json = { 'content-type': 'application/json' }
  const cases: [string, string | undefined, Record<string, string>, Problem['code'], number][] = [
    ['no JSON', '{"title":', json, 'bad-request', 400],
    ['no object', '"text"', json, 'bad-request', 400],
    ['nothing', undefined, {}, 'bad-request', 400],
    ['an empty string', '', json, 'bad-request', 400],
    ['text', 'title=x', { 'content-type': 'text/plain' }, 'unsupported-format', 415],
    [
      'a form of the old kind',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'unsupported-format',
      415,
    ],
    ['a type that is none', '{}', { 'content-type': 'nonsense' }, 'unsupported-format', 415],
    [
      'in a character set nobody has',
      '{}',
      { 'content-type': 'application/json; charset=x-klingon' },
      'unsupported-format',
      415,
    ],
    ['packed', 'x', { ...json, 'content-encoding': 'gzip' }, 'unsupported-format', 415],
    ['a form without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 'bad-request', 400],
    [
      'a form cut off',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx',
      { 'content-type': 'multipart/form-data; boundary=b' },
      'bad-request',
      400,
    ],
    ['nested without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, json, 'bad-request', 400],
    ['with a key that is none of ours', '{"text":"x","__proto__":{"admin":true}}', json, 'bad-request', 400],
  ]
  test.each(cases)('[H1] %s', async (_, body, headers, code, status) => {
    const reply = await owner.asks<Problem>('POST', '/api/documents', body, headers)
    expectProblem(reply, code)
    expect(reply.status).toBe(status)
    expect(reply.body.detail).not.toMatch(/node_modules|\bat \//)
  })

  test('[H1] ten megabytes are refused, and the next request is served', async () => {
    const reply = await owner.asks<Problem>('POST', '/api/documents', { text: 'x'.repeat(10_000_000) })
    expectProblem(reply, 'too-large')
    expect(reply.status).toBe(413)
    const small = await owner.asks<Problem>('PATCH', `/api/documents/${id}`, { title: 'x'.repeat(200_000) })
    expectProblem(small, 'too-large')
    expect((await owner.gets(`/api/documents/${id}`)).status).toBe(200)
  })

  test('[H2] is not even read from who may not do this', async () => {
    const reply = await server.stranger().asks<Problem>('POST', '/api/documents', '{"text":')
    expectProblem(reply, 'signed-out')
  })

  test('a request that ends in the middle costs nobody anything', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `POST /api/documents HTTP/1.1\r\nHost: x\r\nOrigin: ${server.url}\r\nCookie: ${owner.cookie}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"text":',
        )
        setTimeout(() => socket.destroy(), 30)
      })
      socket.on('close', () => resolve())
    })
    expect((await owner.gets('/api/session')).status).toBe(200)
  })
})

describe('queries', () => {
  const at = (query: string) => `/api/documents/${id}/annotations${query}`
  test.each(['?page=-1', '?page=x', '?status=maybe', '?since=yesterday', '?author=a&author=b', '?order=asc'])(
    '[H1] %s is refused',
    async (query) => {
      await owner.isRefused('bad-request', 'GET', at(query))
    },
  )
  test('known filters are taken, empty ones left out', async () => {
    const reply = await owner.gets(at('?author=&status=open&since=2026-03-01T08:00:00Z&page=0&q=%E5%9C%8B'))
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toMatch(/^application\/ld\+json/)
  })
})

describe('where a request comes from', () => {
  const json = { 'content-type': 'application/json' }
  const rename = (headers: Record<string, string>) =>
    owner.asks<Problem>('PATCH', `/api/documents/${id}`, '{"title":"新"}', { ...json, ...headers })

  test.each([
    ['another site', 'http://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['https, where this is http', 'https://127.0.0.1'],
    ['a page without an address', 'null'],
    ['nowhere', ''],
  ])('[H6] %s may not change anything', async (_, origin) => {
    expectProblem(await rename({ origin }), 'foreign-origin')
  })

  test('[H6] each of our own addresses may; a browser that says "cross-site" may not', async () => {
    for (const origin of server.parts.addresses().origins) expect((await rename({ origin })).status).toBe(200)
    const { url } = server
    expect((await rename({ origin: url, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expectProblem(await rename({ origin: url, 'sec-fetch-site': 'cross-site' }), 'foreign-origin')
  })

  test('[H6] holds for joining and signing out as well, whoever asks', async () => {
    const invite = await server.invite(id)
    const asks = [
      ['POST', '/api/session/guest', JSON.stringify({ invite, name: 'x' })],
      ['DELETE', '/api/session', undefined],
      ['POST', '/api/documents', '{"text":"x"}'],
    ] as const
    for (const [method, path, body] of asks) {
      const headers = { ...(body === undefined ? {} : json), origin: 'http://evil.example' }
      expectProblem(await owner.asks<Problem>(method, path, body, headers), 'foreign-origin')
    }
    expect((await owner.gets('/api/session')).status).toBe(200)
  })

  test('[H6] holds for every route that changes something, before anything else is looked at', async () => {
    const path = (pattern: string) => pattern.replace(':id', id).replace(/:\w+/g, owner.user.id)
    const changing = routeTable(server.parts).filter(({ method }) => method !== 'get')
    expect(changing.length).toBeGreaterThan(10)
    const foreign: Record<string, string>[] = [
      { origin: 'http://evil.example' },
      { origin: '' },
      { origin: server.url, 'sec-fetch-site': 'cross-site' },
      { origin: server.url, 'sec-fetch-site': 'none' },
      { origin: `${server.url}.evil.example`, 'sec-fetch-site': 'same-origin' },
    ]
    for (const { method, path: pattern } of changing)
      for (const headers of foreign)
        expectProblem(
          await owner.asks<Problem>(method.toUpperCase(), path(pattern), undefined, headers),
          'foreign-origin',
        )
    expect((await owner.gets(`/api/documents/${id}`)).status).toBe(200)
  })

  test('reading is not asked for its origin, and no other site is let read', async () => {
    const reply = await owner.asks('GET', '/api/session', undefined, { origin: 'http://evil.example' })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('access-control-allow-origin')).toBeNull()
    expect(reply.headers.get('cross-origin-resource-policy')).toBe('same-origin')
  })
})

describe('an error of our own', () => {
  test('[H1] is told as such, logged, and nothing of it shown', async () => {
    const broken = await startAppServer()
    const made = await broken.document()
    broken.parts.store.members = () => Promise.reject(new Error('a secret of the database'))
    const reply = await made.owner.isRefused('internal', 'GET', `/api/documents/${made.id}/members`)
    expect(reply.status).toBe(500)
    expect(JSON.stringify(reply.body)).not.toContain('secret')
    expect(broken.log.join('')).toContain('a secret of the database')
    await broken.stop()
  })

  test('cookies, tokens and searches are not in the log', async () => {
    const invite = await server.invite(id)
    const wang = server.stranger()
    await wang.joins(invite, 'Wang')
    await wang.gets(`/api/documents/${id}/annotations?q=${encodeURIComponent('祕密')}`)
    const log = server.log.join('')
    expect(log).toContain('/api/session/guest')
    for (const hidden of [invite, wang.cookie.split('=')[1] ?? 'none', encodeURIComponent('祕密'), '祕密'])
      expect(log).not.toContain(hidden)
  })
})

describe('problem codes', () => {
  test('[H1] every one has a status and a way out', async () => {
    for (const code of PROBLEM_CODES) {
      const problem = problemOf(new ProblemError(code))
      expect(problem).toMatchObject({ type: 'about:blank', code })
      expect(problem.status).toBeGreaterThanOrEqual(400)
      expect(problem.title).not.toBe('')
      expect(problem.detail).toMatch(/\.$/)
    }
  })
})
