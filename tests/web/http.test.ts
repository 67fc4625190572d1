import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { DocumentInfo, MembersResponse, SessionInfo } from '../../shared/api.ts'
import { ApiProblem, api } from '../../web/stores/api.ts'
import { fetchDocumentInfo } from '../../web/stores/document-info.ts'
import { PeopleStore } from '../../web/stores/people-store.ts'
import { fetchSession, forgetSession } from '../../web/stores/session.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'
import 'fake-indexeddb/auto'

/** What the server of this test answers next. */
let answer: (request: IncomingMessage, response: ServerResponse) => void
let server: Server
let base = ''
const kept = new Map<string, string>()

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = globalThis.fetch
  // A page's addresses are relative to its own origin.
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => real(base + path, init))
  vi.stubGlobal('localStorage', {
    get length() {
      return kept.size
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
})
afterAll(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => kept.clear())

function answers(status: number, body: unknown, type = 'application/json'): void {
  answer = (_, response) => {
    response.writeHead(status, { 'content-type': type })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}
const problem = (status: number, code: string) =>
  answers(
    status,
    { type: 'about:blank', title: code, status, code, detail: 'Try again.' },
    'application/problem+json',
  )
const noAnswer = () => {
  answer = (request) => request.socket.destroy()
}
const codeOf = (request: Promise<unknown>) =>
  request.then(
    () => 'no problem',
    (error: unknown) => (error instanceof ApiProblem ? error.code : error),
  )

test('[H1] a problem is known by its code, whatever else goes wrong too', async () => {
  problem(409, 'last-owner')
  expect(await codeOf(api('/documents/x/members/y', { method: 'DELETE' }))).toBe('last-owner')
  noAnswer()
  expect(await codeOf(api('/session'))).toBe('offline')
  answers(502, '<h1>Bad gateway</h1>', 'text/html')
  expect(await codeOf(api('/session'))).toBe('offline')
  answers(500, 'oh', 'text/plain')
  expect(await codeOf(api('/session'))).toBe('internal')
  answers(200, '<title>Welcome to our Wi-Fi</title>', 'text/html')
  expect(await codeOf(api('/session'))).toBe('offline')
})

test('a body goes as JSON, and 204 is nothing', async () => {
  let seen = ''
  answer = (request, response) => {
    request.on('data', (chunk) => {
      seen += chunk
    })
    request.on('end', () => response.writeHead(204).end())
  }
  expect(await api('/documents/x', { method: 'PATCH', body: { title: '講話' } })).toBeUndefined()
  expect(JSON.parse(seen)).toEqual({ title: '講話' })
})

const SESSION: SessionInfo = { user: { id: userId('alice'), name: '愛麗絲' }, mayCreate: true, email: null }
const INFO: DocumentInfo = {
  id: 'document-1',
  title: '講話',
  role: 'annotator',
  schema: 1,
  epoch: 'epoch-1',
  created: '2026-03-01T08:00:00.000Z',
  source: {},
}

test('[W5] without network one is who one was last, until one has signed out', async () => {
  answers(200, SESSION)
  expect(await fetchSession()).toEqual(SESSION)
  noAnswer()
  expect(await fetchSession()).toEqual(SESSION)
  problem(401, 'signed-out')
  expect(await fetchSession()).toBeNull()
  await forgetSession()
  noAnswer()
  expect(await codeOf(fetchSession())).toBe('offline')
})

test('[W5] without network a document is what this browser knew last; deleted, it is forgotten', async () => {
  const ask = () => fetchDocumentInfo('document-1', userId('alice'))
  noAnswer()
  expect(await codeOf(ask())).toBe('offline')
  answers(200, INFO)
  expect(await ask()).toEqual({ info: INFO, kept: false })
  noAnswer()
  expect(await ask()).toEqual({ info: INFO, kept: true })
  expect(await codeOf(fetchDocumentInfo('document-1', userId('bob')))).toBe('offline')
  problem(404, 'not-found')
  expect(await codeOf(ask())).toBe('not-found')
  noAnswer()
  expect(await codeOf(ask())).toBe('offline')
})

test('people keep their names when they have left, and without network', async () => {
  const members = [
    { id: userId('alice'), name: '愛麗絲', role: 'owner' as const, joined: INFO.created },
    { id: userId('bob'), name: '阿保', role: 'annotator' as const, joined: INFO.created },
  ]
  let now = 0
  let asked = 0
  let answerNext: () => Promise<MembersResponse> = async () => ({ members, former: [] })
  const store = () =>
    new PeopleStore({
      keepAs: 'people/document-1',
      self: { ...SESSION.user, role: 'owner' },
      fetchMembers: () => {
        asked++
        return answerNext()
      },
      now: () => now,
    })
  const first = store()
  await until('bob is known', () => first.people.get().get(userId('bob')))
  now += 60_000
  answerNext = async () => ({ members: members.slice(0, 1), former: [{ id: userId('dora'), name: '朵拉' }] })
  first.refresh()
  await until('bob has left', () => first.people.get().get(userId('bob'))?.role === undefined)
  expect(first.people.get().get(userId('bob'))?.name).toBe('阿保')
  // Who left before this browser knew the document has a name all the same.
  expect(first.people.get().get(userId('dora'))).toMatchObject({ name: '朵拉', role: undefined })
  now += 60_000
  const purged = { id: userId('dora'), name: '' }
  answerNext = async () => ({ members: members.slice(0, 1), former: [purged] })
  first.refresh()
  await until('dora’s name has been purged', () => !first.people.get().has(purged.id))
  first.destroy()

  answerNext = () => Promise.reject(new ApiProblem('offline'))
  const later = store()
  expect(later.people.get().get(userId('bob'))).toMatchObject({ name: '阿保', initial: '阿' })
  // Somebody who wrote and whom the server doesn't name is asked for once.
  const before = asked
  now += 60_000
  later.wrote([userId('carol'), userId('bob')])
  later.wrote([userId('carol')])
  expect(asked).toBe(before + 1)
  later.seen([
    {
      id: userId('carol'),
      name: '卡羅',
      role: 'reader',
      color: 'mo',
      initial: '卡',
      self: false,
      at: undefined,
    },
  ])
  expect(later.people.get().get(userId('carol'))?.role).toBe('reader')
  later.destroy()
})
