import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routeTable } from '../../server/http/app.ts'
import type { InviteInfo, Problem } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { ROLES } from '../../shared/roles.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import type { Person, Reply } from '../support/person.ts'
import { expectProblem } from '../support/person.ts'

/** docs/PROTOCOL.md once more, by hand: what each request needs, a body that is right, and the answer to who may. */
type Least = 'anybody' | 'signed in' | 'an owner of something' | Role
const CONTRACT: Record<string, { least: Least; body?: object | (() => object); status: number }> = {
  'POST /api/session/guest': { least: 'anybody', body: { invite: 'x', name: 'x' }, status: 404 },
  'GET /api/session': { least: 'signed in', status: 200 },
  'DELETE /api/session': { least: 'anybody', status: 204 },
  'POST /api/session/handover': { least: 'signed in', status: 201 },
  'POST /api/session/continue': { least: 'anybody', body: { token: 'x' }, status: 404 },
  'POST /api/session/credentials': {
    least: 'signed in',
    body: { email: 'none', password: 'long enough' },
    status: 422,
  },
  'POST /api/session/sign-in': {
    least: 'anybody',
    // Of one account only so many are tried.
    body: () => ({ email: `${crypto.randomUUID()}@hezhu.example`, password: 'x' }),
    status: 403,
  },
  'GET /api/documents': { least: 'signed in', status: 200 },
  'POST /api/documents': { least: 'an owner of something', body: { text: '文' }, status: 201 },
  'GET /api/documents/:id': { least: 'reader', status: 200 },
  'PATCH /api/documents/:id': { least: 'owner', body: { title: '新' }, status: 200 },
  'DELETE /api/documents/:id': { least: 'owner', status: 204 },
  'GET /api/documents/:id/blocks': { least: 'reader', status: 200 },
  'GET /api/documents/:id/annotations': { least: 'reader', status: 200 },
  'GET /api/documents/:id/displaced': { least: 'reader', status: 200 },
  'DELETE /api/documents/:id/displaced/:displacedId': { least: 'reader', status: 404 },
  'GET /api/documents/:id/restore-points': { least: 'editor', status: 200 },
  'GET /api/documents/:id/restore-points/:pointId': { least: 'editor', status: 404 },
  'POST /api/documents/:id/restore-points/:pointId/restore': { least: 'editor', status: 404 },
  'POST /api/documents/:id/invites': { least: 'owner', body: { role: 'reader' }, status: 201 },
  'GET /api/documents/:id/invites': { least: 'owner', status: 200 },
  'DELETE /api/documents/:id/invites/:inviteId': { least: 'owner', status: 204 },
  'GET /api/documents/:id/members': { least: 'reader', status: 200 },
  'PATCH /api/documents/:id/members/:userId': { least: 'owner', body: { role: 'editor' }, status: 200 },
  'DELETE /api/documents/:id/members/:userId': { least: 'owner', status: 204 },
  'POST /api/documents/:id/members/:userId/link': { least: 'owner', status: 201 },
  'POST /api/documents/:id/purges': { least: 'owner', body: { annotationId: 'x' }, status: 404 },
  'GET /api/documents/:id/purges': { least: 'owner', status: 200 },
  'GET /api/documents/:id/incidents': { least: 'owner', status: 200 },
  'DELETE /api/documents/:id/incidents/:incidentId': { least: 'owner', status: 204 },
}

let server: AppServer
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())

/** A document with somebody of each role, an invite, and somebody to be changed; beside it another one with the same. */
async function house() {
  const { id, owner } = await server.document()
  const people = { owner } as Record<Role, Person>
  for (const role of ROLES) people[role] ??= await server.member(id, role)
  const { user: victim } = await server.member(id, 'reader', 'victim')
  await server.invite(id)
  const incident = {
    id: `incident-${id}`,
    documentId: id,
    at: new Date(),
    kind: 'repaired',
    detail: {},
  } as const
  await server.parts.store.addIncident(incident)
  const { invites } = await owner.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${id}/invites`)
  const place = (path: string) =>
    path
      .replace(':id', id)
      .replace(':userId', victim.id)
      .replace(':inviteId', invites[0]?.id ?? '')
      .replace(':incidentId', incident.id)
  return { id, people, place }
}

describe('the route table', () => {
  test('[H2] is the contract: no route more, none less', () => {
    const routes = routeTable(server.parts).map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(routes.sort()).toEqual(Object.keys(CONTRACT).sort())
  })

  test.each(Object.entries(CONTRACT))('[H2] %s', async (route, { least, body, status }) => {
    const [method = '', pattern = ''] = route.split(' ')
    const { people, place } = await house()
    const path = place(pattern)
    const asks = (person: Person) =>
      person.asks<Problem>(method, path, typeof body === 'function' ? body() : body)
    const inDocument = pattern.includes(':id')

    const stranger = await asks(server.stranger())
    if (least === 'anybody') expect(stranger.status).toBe(status)
    else expectRefusal(stranger, 401, 'signed-out')

    const elsewhere = await server.document('別的')
    const reader = await asks(await server.member(elsewhere.id, 'reader'))
    if (inDocument) expectRefusal(reader, 404, 'not-found')
    const owner = await asks(elsewhere.owner)
    if (inDocument) expectRefusal(owner, 404, 'not-found')
    else expect(owner.status).toBe(status)

    // The owner last: some of these can be done only once.
    for (const role of ROLES) {
      const reply = await asks(people[role])
      if (allowed(role, least)) expect(reply.status, `${role}: ${JSON.stringify(reply.body)}`).toBe(status)
      else expectRefusal(reply, 403, 'forbidden')
    }
  })

  function allowed(role: Role, least: Least): boolean {
    if (least === 'anybody' || least === 'signed in') return true
    return ROLES.indexOf(role) >= ROLES.indexOf(least === 'an owner of something' ? 'owner' : least)
  }

  function expectRefusal(reply: Reply<Problem>, status: number, code: Problem['code']): void {
    expectProblem(reply, code)
    expect(reply.status).toBe(status)
  }
})

describe('an id of another document', () => {
  test('[H2] is nobody there, even to who owns both', async () => {
    const first = await house()
    const second = await server.document('第二')
    await first.people.owner.joins(await server.invite(second.id, { role: 'owner' }), 'Owner')
    const both = first.people.owner
    const { invites } = await both.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${first.id}/invites`)
    const crossed = [
      ['DELETE', `invites/${invites[0]?.id}`, undefined],
      ['PATCH', `members/${first.people.reader.user.id}`, { role: 'owner' }],
      ['DELETE', `members/${first.people.reader.user.id}`, undefined],
      ['POST', `members/${first.people.reader.user.id}/link`, undefined],
      ['DELETE', `incidents/incident-${first.id}`, undefined],
    ] as const
    for (const [method, rest, body] of crossed)
      await both.isRefused('not-found', method, `/api/documents/${second.id}/${rest}`, body)
    const after = await both.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${first.id}/invites`)
    expect(after).toEqual({ invites })
    expect((await first.people.reader.gets(`/api/documents/${first.id}`)).status).toBe(200)
  })

  test.each([
    '/api/documents/nothing-here',
    '/api/documents/..%2f..%2fapp.sqlite',
    '/api/documents/%00',
    `/api/documents/${'x'.repeat(5_000)}`,
    '/api/documents/__proto__/members',
  ])('[H2] %s is not there', async (path) => {
    const { owner } = await server.document()
    await owner.isRefused('not-found', 'GET', path)
  })
})

describe('what is not in the table', () => {
  test.each([
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['GET', '/api/Session'],
    ['GET', '/api/session/'],
    ['PUT', '/api/session'],
    ['OPTIONS', '/api/documents'],
    ['POST', '/api/auth/sign-in/anonymous'],
    ['POST', '/api/auth/sign-in/email'],
    ['POST', '/api/auth/sign-up/email'],
    ['POST', '/api/auth/giveCookie'],
    ['POST', '/api/auth/give-cookie'],
    ['GET', '/api/auth/list-sessions'],
    ['GET', '/api/auth/get-session'],
    ['GET', '/api/auth/ok'],
    ['POST', '/'],
    ['DELETE', '/join'],
  ])('[H2] %s %s does not exist', async (method, path) => {
    await server.stranger().isRefused('not-found', method, path, method === 'POST' ? {} : undefined)
  })

  test('[H1] a path that can not be read is told', async () => {
    await server.stranger().isRefused('bad-request', 'GET', '/api/documents/%E0%A4%A/blocks')
  })
})
