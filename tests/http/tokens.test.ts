import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SessionInfo } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { joined } from '../support/joined.ts'
import type { Person } from '../support/person.ts'

const SECOND = 1 / 3600

let server: AppServer
let id: string
let owner: Person
let wang: Person
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  const made = await server.document()
  id = made.id
  owner = made.owner
  wang = await server.member(id, 'reader', 'Wang')
})

const visits = (person: Person) => person.asks<SessionInfo>('GET', '/api/session')
const isSignedIn = async (person: Person) => (await person.gets('/api/documents')).status === 200
const setsRole = (role: Role) => owner.has('PATCH', `/api/documents/${id}/members/${wang.user.id}`, { role })

describe('a role that an owner changes', () => {
  test('[H10] brings another token at the next visit; the old one lasts a minute after that is used', async () => {
    expect((await visits(wang)).headers.getSetCookie()).toEqual([])
    await setsRole('editor')
    const before = wang.twin()
    const visit = await visits(wang)
    expect(visit.body.user).toEqual(wang.user)
    expect(visit.headers.getSetCookie()).toHaveLength(1)
    expect(wang.cookie).not.toBe(before.cookie)
    // Two tabs, one cookie: whatever was on its way with the old one is answered.
    const late = await visits(before)
    expect([late.status, late.headers.getSetCookie()]).toEqual([200, []])

    expect(await isSignedIn(wang)).toBe(true)
    server.passes(59 * SECOND)
    expect(await isSignedIn(before)).toBe(true)
    server.passes(2 * SECOND)
    await before.isRefused('signed-out', 'GET', '/api/session')
    expect((await visits(wang)).headers.getSetCookie()).toEqual([])
    expect(await isSignedIn(wang)).toBe(true)
  })

  test('[H10] of many visits at once one gets it, and nobody falls out', async () => {
    await setsRole('editor')
    const before = wang.twin()
    const tabs = Array.from({ length: 6 }, () => wang.twin())
    const replies = await Promise.all([wang, ...tabs].map(visits))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(replies.flatMap(({ headers }) => headers.getSetCookie())).toHaveLength(1)
    for (const tab of [wang, ...tabs]) expect(await isSignedIn(tab)).toBe(true)
    expect(await isSignedIn(before)).toBe(true)
  })

  test('[H10] an answer that gets lost costs nobody the name', async () => {
    await setsRole('editor')
    const lost = wang.twin()
    await visits(lost)
    expect(lost.cookie).not.toBe(wang.cookie)
    server.passes(24)
    expect(await isSignedIn(wang)).toBe(true)
    // The next change brings another.
    await setsRole('annotator')
    const before = wang.twin()
    await visits(wang)
    expect(await isSignedIn(wang)).toBe(true)
    server.passes(61 * SECOND)
    expect(await isSignedIn(before)).toBe(false)
  })

  test('[H10] each device gets its own; the one who changed it, and others, none', async () => {
    const link = await wang.has<{ token: string }>('POST', '/api/session/handover')
    const phone = server.stranger()
    await phone.has('POST', '/api/session/continue', { token: link.token })
    await setsRole('editor')
    await setsRole('editor')
    for (const device of [wang, phone]) expect((await visits(device)).headers.getSetCookie()).toHaveLength(1)
    expect((await visits(owner)).headers.getSetCookie()).toEqual([])
    expect(await isSignedIn(wang)).toBe(true)
    expect(await isSignedIn(phone)).toBe(true)
  })

  test('signing out ends the old and the new one', async () => {
    await setsRole('editor')
    const before = wang.twin()
    await visits(wang)
    const both = [wang.twin(), before]
    await wang.has('DELETE', '/api/session')
    for (const each of both) expect(await isSignedIn(each)).toBe(false)
  })

  test('a link made before is good after, as the browser is the same', async () => {
    const { token } = await wang.has<{ token: string }>('POST', '/api/session/handover')
    await setsRole('editor')
    await visits(wang)
    await isSignedIn(wang)
    const phone = server.stranger()
    expect((await phone.has<SessionInfo>('POST', '/api/session/continue', { token })).user).toEqual(wang.user)
  })
})

describe('what an invite gives to who is signed in', () => {
  test('[H10] comes with another token, and the old one ends when that is used', async () => {
    const before = wang.twin()
    await wang.joins(await server.invite(id, { role: 'editor' }), 'Wang')
    expect(wang.cookie).not.toBe(before.cookie)
    expect(await isSignedIn(before)).toBe(true)
    await joined(server, id, wang)
    await before.isRefused('signed-out', 'GET', '/api/session')
    expect(await isSignedIn(wang)).toBe(true)
  })

  test('[H10] a link that gives nothing changes nothing', async () => {
    const { cookie } = wang
    await wang.joins(await server.invite(id, { role: 'reader' }), 'Wang')
    expect(wang.cookie).toBe(cookie)
  })
})
