import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MemberInfo, MembersResponse } from '../../shared/api.ts'
import { CLOSE, syncPath } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { joined as joinedTo, sentAway as sentAwayFrom } from '../support/joined.ts'
import type { Person } from '../support/person.ts'
import { RawSocket } from '../support/raw-socket.ts'

let server: AppServer
let id: string
let owner: Person
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  const made = await server.document()
  id = made.id
  owner = made.owner
})

const memberPath = (person: Person) => `/api/documents/${id}/members/${person.user.id}`
const rolesOf = async () => {
  const { members } = await owner.has<{ members: MemberInfo[] }>('GET', `/api/documents/${id}/members`)
  return Object.fromEntries(members.map(({ name, role }) => [name, role]))
}

const joined = (person: Person, room?: RoomName) => joinedTo(server, id, person, room)
const sentAway = (person: Person) => sentAwayFrom(server, id, person)

describe('a change of role', () => {
  test('[S8] takes effect at once, and closes that person’s sockets of this document with 4501', async () => {
    const editor = await server.member(id, 'editor')
    const reader = await server.member(id, 'reader')
    const sockets = [await joined(editor), await joined(editor, 'text')]
    const other = await joined(reader)
    const changed = await owner.has<MemberInfo>('PATCH', memberPath(editor), { role: 'reader' })
    expect(changed).toEqual({
      id: editor.user.id,
      name: 'editor',
      role: 'reader',
      joined: expect.stringMatching(/Z$/),
    })
    for (const socket of sockets) expect(await socket.closed()).toBe(CLOSE.roleChanged)
    expect(other.code).toBe(0)
    expect((await joined(editor)).code).toBe(0)
    expect(await rolesOf()).toEqual({ Owner: 'owner', editor: 'reader', reader: 'reader' })
    server = await server.restart()
    expect(await rolesOf()).toEqual({ Owner: 'owner', editor: 'reader', reader: 'reader' })
  })

  test('[S8] by a better invite closes them too, one that changes nothing does not', async () => {
    const reader = await server.member(id, 'reader')
    const first = await joined(reader)
    await reader.joins(await server.invite(id, { role: 'editor' }), 'reader')
    expect(await first.closed()).toBe(CLOSE.roleChanged)
    const second = await joined(reader)
    await owner.has('PATCH', memberPath(reader), { role: 'editor' })
    await reader.joins(await server.invite(id, { role: 'reader' }), 'reader')
    expect(second.code).toBe(0)
  })

  test('[H1] to what is no role, or of who is no member, is refused', async () => {
    const reader = await server.member(id, 'reader')
    await owner.isRefused('bad-request', 'PATCH', memberPath(reader), { role: 'king' })
    await owner.isRefused('bad-request', 'PATCH', memberPath(reader), {})
    await owner.isRefused('not-found', 'PATCH', memberPath(server.stranger()), { role: 'editor' })
    await owner.isRefused('not-found', 'PATCH', `/api/documents/${id}/members/nobody`, { role: 'editor' })
  })
})

describe('removing', () => {
  test('[H2] ends membership at once: the document is gone for that person, sockets close with 4404', async () => {
    const reader = await server.member(id, 'reader')
    const socket = await joined(reader)
    await owner.has('DELETE', memberPath(reader))
    expect(await socket.closed()).toBe(CLOSE.notFound)
    await reader.isRefused('not-found', 'GET', `/api/documents/${id}`)
    expect(await sentAway(reader)).toBe(CLOSE.notFound)
    await owner.isRefused('not-found', 'DELETE', memberPath(reader))
    expect(await rolesOf()).toEqual({ Owner: 'owner' })
    // What was written by somebody who is gone still has a name.
    const { former } = await owner.has<MembersResponse>('GET', `/api/documents/${id}/members`)
    expect(former).toEqual([reader.user])
  })

  test('deleting the document closes everybody’s sockets with 4404', async () => {
    const reader = await server.member(id, 'reader')
    const sockets = [await joined(reader), await joined(owner, 'text')]
    await owner.has('DELETE', `/api/documents/${id}`)
    for (const socket of sockets) expect(await socket.closed()).toBe(CLOSE.notFound)
    expect(await sentAway(owner)).toBe(CLOSE.notFound)
  })
})

describe('the last owner', () => {
  test('[H5] can neither be demoted nor removed, nor leave', async () => {
    await owner.isRefused('last-owner', 'PATCH', memberPath(owner), { role: 'editor' })
    await owner.isRefused('last-owner', 'DELETE', memberPath(owner))
    expect(await rolesOf()).toEqual({ Owner: 'owner' })
  })

  test('[H5] may go when there is another, who then may not', async () => {
    const second = await server.member(id, 'owner', 'Second')
    const socket = await joined(owner)
    await owner.has('DELETE', memberPath(owner))
    expect(await socket.closed()).toBe(CLOSE.notFound)
    await owner.isRefused('not-found', 'GET', `/api/documents/${id}`)
    await second.isRefused('last-owner', 'PATCH', memberPath(second), { role: 'reader' })
  })

  test('[H5] is left when two demote one another at the same moment', async () => {
    const second = await server.member(id, 'owner', 'Second')
    const replies = await Promise.all([
      owner.asks('PATCH', memberPath(second), { role: 'reader' }),
      second.asks('PATCH', memberPath(owner), { role: 'reader' }),
    ])
    const won = replies.map(({ status }) => status)
    // The slower one is an owner no more, or would leave none.
    expect(won.filter((status) => status === 200)).toHaveLength(1)
    const roles = [
      await owner.asks<MemberInfo>('GET', `/api/documents/${id}`),
      await second.asks<MemberInfo>('GET', `/api/documents/${id}`),
    ]
    expect(roles.map(({ body }) => body.role).sort()).toEqual(['owner', 'reader'])
  })
})

describe('sockets', () => {
  test('[S5] [S7] are for members from our own pages: others get 403, 4401 or 4404', async () => {
    const reader = await server.member(id, 'reader')
    const { cookie } = reader
    const at = async (options: { cookie?: string; origin?: string | null }, path = syncPath(id, 'notes')) =>
      new RawSocket(server, path, { origin: server.url, ...options }).closed()
    expect(await at({ cookie, origin: 'http://evil.example' })).toBe(-403)
    expect(await at({ cookie, origin: `${server.url}0` })).toBe(-403)
    expect(await at({ cookie, origin: null })).toBe(-403)
    expect(await at({})).toBe(CLOSE.signedOut)
    expect(await at({ cookie: `${cookie}x` })).toBe(CLOSE.signedOut)
    expect(await at({ cookie: 'hezhu=%E0%A4%A' })).toBe(CLOSE.signedOut)
    expect(await at({ cookie }, syncPath('no-such-document', 'notes'))).toBe(CLOSE.notFound)
    const elsewhere = await server.document()
    expect(await at({ cookie }, syncPath(elsewhere.id, 'notes'))).toBe(CLOSE.notFound)
    const known = new RawSocket(server, syncPath(id, 'notes'), { cookie, origin: server.url })
    await known.open()
  })

  test('signing out ends the sockets; who has no session any more does not get back in', async () => {
    const reader = await server.member(id, 'reader')
    const before = reader.twin()
    const socket = await joined(reader)
    await reader.has('DELETE', '/api/session')
    expect(await socket.closed()).toBe(CLOSE.roleChanged)
    expect(await sentAway(before)).toBe(CLOSE.signedOut)
  })
})
