import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InviteInfo, MembersResponse, SignInLink } from '../../shared/api.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { joined, sentAway } from '../support/joined.ts'
import type { Person } from '../support/person.ts'

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

const rolesOf = async () => {
  const { members } = await owner.has<MembersResponse>('GET', `/api/documents/${id}/members`)
  return Object.fromEntries(members.map(({ name, role }) => [name, role]))
}
const changes = (person: Person, role: Role) =>
  owner.has('PATCH', `/api/documents/${id}/members/${person.user.id}`, { role })

/** An invite, who came by it first, and how the owner revokes it. */
async function invited(role: Role, name: string) {
  const token = await server.invite(id, { role })
  const { invites } = await owner.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${id}/invites`)
  const person = server.stranger()
  await person.joins(token, name)
  const path = `/api/documents/${id}/invites/${invites[0]?.id}`
  return { token, person, revoke: (query = '') => owner.has('DELETE', `${path}${query}`) }
}

describe('revoking an invite', () => {
  test('[H11] takes back what it gave: sockets close, sessions end, what was written keeps its name', async () => {
    const { token, person: wang, revoke } = await invited('annotator', 'Wang')
    const li = server.stranger()
    await li.joins(token, 'Li')
    const other = await server.member(id, 'reader', 'Other')
    const link = await wang.has<SignInLink>('POST', '/api/session/handover')
    const phone = server.stranger()
    await phone.has('POST', '/api/session/continue', { token: link.token })
    const pending = await wang.has<SignInLink>('POST', '/api/session/handover')
    const sockets = [await joined(server, id, wang), await joined(server, id, phone, 'text')]
    const bystander = await joined(server, id, other)

    await revoke()
    for (const socket of sockets) expect(await socket.closed()).toBe(CLOSE.notFound)
    // A session that was handed over goes back to the same invite.
    for (const gone of [wang, li, phone]) {
      await gone.isRefused('signed-out', 'GET', '/api/session')
      expect(await sentAway(server, id, gone)).toBe(CLOSE.signedOut)
    }
    const continues = { token: pending.token }
    await server.stranger().isRefused('handover-expired', 'POST', '/api/session/continue', continues)
    await server.stranger().cannotJoin('invite-revoked', token, 'Zhao')
    expect(bystander.code).toBe(0)
    expect(await rolesOf()).toEqual({ Owner: 'owner', Other: 'reader' })
    const { former } = await owner.has<MembersResponse>('GET', `/api/documents/${id}/members`)
    expect(former.map(({ name }) => name).sort()).toEqual(['Li', 'Wang'])
    server = await server.restart()
    expect(await rolesOf()).toEqual({ Owner: 'owner', Other: 'reader' })
  })

  test('[H11] at the very moment in which a session is handed over, ends that, too', async () => {
    const { person: wang, revoke } = await invited('annotator', 'Wang')
    const { token } = await wang.has<SignInLink>('POST', '/api/session/handover')
    const { store } = server.parts
    const takes = store.takeHandover
    store.takeHandover = async (...which) => {
      const taken = await takes(...which)
      await revoke()
      return taken
    }
    const phone = server.stranger()
    await phone.isRefused('handover-expired', 'POST', '/api/session/continue', { token })
    store.takeHandover = takes
    await phone.isRefused('signed-out', 'GET', '/api/session')
  })

  test('[H11] closes what the ended sessions had open in other documents, too', async () => {
    const { person: wang, revoke } = await invited('annotator', 'Wang')
    const elsewhere = await server.document()
    await wang.joins(await server.invite(elsewhere.id), 'Wang')
    const socket = await joined(server, elsewhere.id, wang)
    await revoke()
    expect(await socket.closed()).toBe(CLOSE.roleChanged)
    expect(await sentAway(server, elsewhere.id, wang)).toBe(CLOSE.signedOut)
  })

  test('[H11] with people=stay only nobody new comes in', async () => {
    const { token, person: wang, revoke } = await invited('annotator', 'Wang')
    const socket = await joined(server, id, wang)
    await revoke('?people=stay')
    await server.stranger().cannotJoin('invite-revoked', token, 'Li')
    expect((await wang.gets(`/api/documents/${id}`)).status).toBe(200)
    expect(socket.code).toBe(0)
    // One may think better of it.
    await revoke()
    expect(await socket.closed()).toBe(CLOSE.notFound)
  })

  test('[H1] with anything else said it does nothing', async () => {
    const { token } = await invited('annotator', 'Wang')
    const { invites } = await owner.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${id}/invites`)
    for (const query of ['?people=all', '?who=stay'])
      await owner.isRefused('bad-request', 'DELETE', `/api/documents/${id}/invites/${invites[0]?.id}${query}`)
    await server.stranger().joins(token, 'Li')
  })

  test('[H11] leaves who has the role by hand, who is the last owner, and who revokes', async () => {
    const { person: wang, revoke } = await invited('reader', 'Wang')
    await changes(wang, 'editor')
    await changes(wang, 'reader')
    const socket = await joined(server, id, wang)
    await revoke()
    // A guest has nothing but the session: whoever stays keeps it.
    expect((await wang.gets(`/api/documents/${id}`)).status).toBe(200)
    expect(socket.code).toBe(0)
    const { invites } = await owner.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${id}/invites`)
    for (const { id: each } of invites) await owner.has('DELETE', `/api/documents/${id}/invites/${each}`)
    expect(await rolesOf()).toEqual({ Owner: 'owner', Wang: 'reader' })
  })

  test('[H11] gives back the role that was there before, if the invite only raised it', async () => {
    const { person: wang } = await invited('reader', 'Wang')
    const better = await invited('editor', 'Li')
    await wang.joins(better.token, 'Wang')
    const socket = await joined(server, id, wang)
    await better.revoke()
    expect(await socket.closed()).toBe(CLOSE.roleChanged)
    expect(await rolesOf()).toEqual({ Owner: 'owner', Wang: 'reader' })
    expect((await wang.gets(`/api/documents/${id}`)).status).toBe(200)
  })
})

describe('who was removed', () => {
  test('[H14] comes back by a newer link only', async () => {
    const { token, person: wang } = await invited('annotator', 'Wang')
    const unused = await server.invite(id, { role: 'editor' })
    await owner.has('DELETE', `/api/documents/${id}/members/${wang.user.id}`)
    await wang.cannotJoin('invite-revoked', token, 'Wang')
    await wang.cannotJoin('invite-revoked', unused, 'Wang')
    expect((await wang.joins(await server.invite(id, { role: 'reader' }), 'Wang')).role).toBe('reader')
    // A member again, any known link will do.
    expect((await wang.joins(token, 'Wang')).role).toBe('annotator')
  })
})
