import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../shared/api.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { expectProblem, type Person } from '../support/person.ts'
import { RawTcp } from '../support/raw-tcp.ts'

/** What no browser sends, and what is sent too often. */

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

/** The statuses of all answers to these bytes. */
async function statuses(bytes: string): Promise<number[]> {
  const tcp = await RawTcp.to(server)
  await tcp.write(bytes).status()
  await new Promise((resolve) => setTimeout(resolve, 50))
  tcp.end()
  return [...tcp.text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
}
const request = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: x', `Origin: ${server.url}`, ...headers, '', ''].join('\r\n')

describe('addresses', () => {
  test.each([
    'http://evil.example:99999/api/session',
    'http://[/api/session',
    'http://[::1/api/session?page=1',
    'http://evil example/api/session',
    '//[/api/session',
    '/api/session%',
    '/api/documents/%',
    '/api/documents/%ff',
    '/api/documents/%00',
    '/api/documents/__proto__',
    '/api/documents/constructor',
    '/api/documents/..%2f..%2fapp.sqlite/blocks',
    '/..%2f..%2fapp.sqlite',
    '/\\evil.example',
    '*',
    'a',
  ])('[H1] %s is nobody’s fault but the asker’s', async (address) => {
    const [status = 0] = await statuses(request(`GET ${address}`, `Cookie: ${owner.cookie}`))
    expect(status === 0 || (status >= 400 && status < 500) || status === 200, String(status)).toBe(true)
    expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })

  test('[H2] another spelling is another address, and a method is what it is', async () => {
    const spellings = [
      `/API/documents/${id}`,
      `/api/documents/${id}/`,
      `/api//documents/${id}`,
      `//api/documents/${id}`,
      `/api/documents/${id};x`,
      `/api/./documents/../documents/${id}%2f`,
    ]
    for (const spelling of spellings)
      expect(await statuses(request(`GET ${spelling}`, `Cookie: ${owner.cookie}`)), spelling).not.toEqual([
        200,
      ])
    for (const header of [
      'X-HTTP-Method-Override: DELETE',
      'X-Method-Override: DELETE',
      'X-HTTP-Method: DELETE',
    ])
      await statuses(
        request(
          `POST /api/documents/${id}?_method=DELETE`,
          `Cookie: ${owner.cookie}`,
          header,
          'Content-Length: 0',
        ),
      )
    for (const method of ['PUT', 'TRACE', 'PROPFIND', 'CONNECT'])
      expect(
        await statuses(request(`${method} /api/documents/${id}`, `Cookie: ${owner.cookie}`)),
      ).not.toEqual([200])
    expect((await owner.gets(`/api/documents/${id}`)).status).toBe(200)
  })

  test('[H2] nothing is kept by caches, or told to who asks for less', async () => {
    const reply = await owner.gets(`/api/documents/${id}`)
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('etag')).toBeNull()
    const conditional = await server
      .stranger()
      .asks('GET', `/api/documents/${id}`, undefined, { 'if-none-match': '*', range: 'bytes=0-10' })
    expect(conditional.status).toBe(401)
    expect(await statuses(request(`HEAD /api/documents/${id}`))).toEqual([401])
  })
})

test('the figures are not for a site whose name has been pointed at this machine', async () => {
  const asked = async (host: string) => {
    const tcp = await RawTcp.to(server)
    const status = await tcp.write(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\n\r\n`).status()
    tcp.end()
    return status
  }
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
    expect(await asked(host), host).toBe(200)
  for (const host of ['evil.example', 'localhost.evil.example:3000', '127.0.0.1.evil.example', ''])
    expect(await asked(host), host).toBe(404)
})

describe('[S7] one request is one request', () => {
  const inner = 'GET /api/session HTTP/1.1\r\nHost: x\r\n\r\n'
  test.each<[string, () => string]>([
    [
      'two lengths',
      () =>
        request('POST /api/session/guest', 'Content-Length: 0', `Content-Length: ${inner.length}`) + inner,
    ],
    [
      'a length and pieces',
      () =>
        `${request('POST /api/session/guest', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}`,
    ],
    [
      'pieces of two kinds',
      () => `${request('POST /api/session/guest', 'Transfer-Encoding: chunked, identity')}0\r\n\r\n${inner}`,
    ],
    ['a name with a space', () => `${request('GET /healthz', `Content-Length : ${inner.length}`)}${inner}`],
    ['a folded header', () => request('GET /healthz', 'X: y', ' Content-Length: 5')],
    ['line ends of another kind', () => `GET /healthz HTTP/1.1\nHost: x\n\n`],
  ])('%s', async (_, bytes) => {
    expect(await statuses(bytes())).toEqual([400])
  })

  test('a piece’s extension, or its end, hides none', async () => {
    const chunked = request(
      'POST /api/session/guest',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    )
    expect(await statuses(`${chunked}0;a\nb\r\n\r\n${inner}`)).toEqual([400])
    expect(await statuses(`${chunked}2\r\n{}x\r\n0\r\n\r\n${inner}`)).toEqual([400])
  })
})

describe('cookies', () => {
  const asWhom = async (cookie: string) =>
    (await server.stranger().asks<{ user?: { id: string } }>('GET', '/api/session', undefined, { cookie }))
      .body.user?.id

  test('[H12] of two of one name both sides take the same, and a strange one is nobody', async () => {
    const wang = await server.member(id, 'annotator', 'Wang')
    const first = await asWhom(`${wang.cookie}; ${owner.cookie}`)
    const stranger = server.stranger()
    await stranger.asks('DELETE', '/api/session', undefined, { cookie: `${wang.cookie}; ${owner.cookie}` })
    // Whoever it was, it is he who is signed out, and nobody else.
    expect(await asWhom(`${wang.cookie}; ${owner.cookie}`)).toBeUndefined()
    expect([wang.user.id, owner.user.id]).toContain(first)
    const other = first === wang.user.id ? owner : wang
    expect(await asWhom(other.cookie)).toBe(other.user.id)
    if (first === owner.user.id) owner = await server.member(id, 'owner')
    for (const cookie of [
      'hezhu',
      'hezhu=',
      'hezhu=%',
      '=hezhu',
      `__Host-${wang.cookie}`,
      `hezhu="${'x'.repeat(32)}.y"`,
    ])
      expect(await asWhom(cookie), cookie).toBeUndefined()
  })
})

describe('what costs much is done so many times', () => {
  test('[H13] setting an e-mail, which tells whether it is taken: twenty times an hour and person', async () => {
    const eve = await server.member(id, 'annotator', 'Eve')
    const sets = () =>
      eve.asks<Problem>('POST', '/api/session/credentials', { email: 'none', password: 'long enough' })
    const codes: string[] = []
    for (let times = 0; times < 21; times++) codes.push((await sets()).body.code)
    expect(new Set(codes.slice(0, 20))).toEqual(new Set(['email-invalid']))
    const reply = await sets()
    expectProblem(reply, 'too-many-tries')
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(1_000)
    const bob = await server.member(id, 'annotator', 'Bob')
    await bob.isRefused('email-invalid', 'POST', '/api/session/credentials', {
      email: 'none',
      password: 'long enough',
    })
  })

  test('[H13] signing in rightly: a hundred times an hour; wrong tries use up none of them', async () => {
    const { credentials } = server.parts
    const check = credentials.check
    let right = false
    credentials.check = async () => (right ? owner.user : null)
    const signIn = () =>
      server
        .stranger()
        .asks<Problem>('POST', '/api/session/sign-in', { email: 'a@hezhu.example', password: 'x' })
    const statuses = async (times: number) => {
      const all: number[] = []
      for (let n = 0; n < times; n++) all.push((await signIn()).status)
      return all
    }
    expect(await statuses(3)).toEqual([403, 403, 403])
    right = true
    const many = await statuses(100)
    expect(many.filter((status) => status === 200)).toHaveLength(97)
    expect(many.at(-1)).toBe(429)
    credentials.check = check
  })

  test('[G10] purging, which copies the databases: thirty times an hour and person', async () => {
    const made = await server.document()
    const purges = () =>
      made.owner.asks<Problem>('POST', `/api/documents/${made.id}/purges`, { annotationId: 'x' })
    const codes: string[] = []
    for (let times = 0; times < 31; times++) codes.push((await purges()).body.code)
    expect(new Set(codes.slice(0, 30))).toEqual(new Set(['not-found']))
    expect(codes[30]).toBe('too-many-tries')
  })
})
