import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentInfo, DocumentSummary, InviteInfo, MemberInfo, SessionInfo } from '../../shared/api.ts'
import { USER_ID } from '../../shared/ids.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import type { Person } from '../support/person.ts'

let server: AppServer
let id: string
let owner: Person
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())

const membersOf = async (documentId = id) =>
  (await owner.has<{ members: MemberInfo[] }>('GET', `/api/documents/${documentId}/members`)).members
const rolesOf = async () => Object.fromEntries((await membersOf()).map(({ name, role }) => [name, role]))
const inviteList = async () =>
  (await owner.has<{ invites: InviteInfo[] }>('GET', `/api/documents/${id}/invites`)).invites

async function freshDocument() {
  const made = await server.document()
  id = made.id
  owner = made.owner
}

describe('joining by an invite', () => {
  beforeAll(freshDocument)

  test('a link and a name are enough; the cookie says who it is from then on', async () => {
    const wang = server.stranger()
    await wang.isRefused('signed-out', 'GET', '/api/session')
    const joined = await wang.joins(await server.invite(id), ' 王  小明 ')
    expect(joined).toEqual({
      user: { id: expect.stringMatching(USER_ID), name: '王 小明' },
      document: { id, title: '第一段' },
      role: 'annotator',
    })
    expect(await wang.has<SessionInfo>('GET', '/api/session')).toEqual({
      user: joined.user,
      mayCreate: false,
      email: null,
    })
    expect((await wang.has<DocumentInfo>('GET', `/api/documents/${id}`)).role).toBe('annotator')
    const { documents } = await wang.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
    expect(documents.map((document) => document.id)).toEqual([id])
  })

  test('[H8] forty people behind one router join at once, each as somebody of his own', async () => {
    const invite = await server.invite(id, { maxUses: 40 })
    const people = Array.from({ length: 40 }, () => server.stranger())
    const joined = await Promise.all(people.map((person, index) => person.joins(invite, `學員 ${index + 1}`)))
    expect(new Set(joined.map(({ user }) => user.id)).size).toBe(40)
    const members = new Set((await membersOf()).map((member) => member.id))
    for (const { user } of joined) expect(members).toContain(user.id)
    await server.stranger().cannotJoin('invite-used-up', invite, 'one too many')
  })

  test('[H3] two people at the last use: one gets in, of the other nothing remains', async () => {
    const invite = await server.invite(id, { maxUses: 1 })
    const before = (await membersOf()).length
    const people = Array.from({ length: 6 }, () => server.stranger())
    const replies = await Promise.all(
      people.map((person) => person.asks('POST', '/api/session/guest', { invite, name: 'quick' })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410, 410])
    expect((await membersOf()).length).toBe(before + 1)
    const signedIn = await Promise.all(people.map((person) => person.gets('/api/session')))
    expect(signedIn.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test.each([
    ['of no character', '', 'name-empty'],
    ['of blanks', ' \u3000\t ', 'name-empty'],
    ['of 41 characters', '名'.repeat(41), 'name-too-long'],
    ['of 10,000 characters', '長'.repeat(10_000), 'name-too-long'],
    ['of 100,000 characters', '長'.repeat(100_000), 'too-large'],
    ['with a control character', 'a\u0000b', 'name-control-characters'],
    ['that reads backwards', 'nimda\u202e', 'name-control-characters'],
    ['with a hyphen that nobody sees', 'ad\u00admin', 'name-control-characters'],
    ['with a mark that nobody sees', 'ad\u034fmin', 'name-control-characters'],
    ['of fillers', '\u3164\u3164', 'name-control-characters'],
    ['of dots that are none', '\u2800', 'name-control-characters'],
    ['of tags', '\u{e0061}\u{e0062}', 'name-control-characters'],
    ['of joiners', '\u200d\u200d', 'name-empty'],
    ['of accents upon nothing', '\u0301\u0327\ufe0f', 'name-empty'],
  ] as const)('[H1] a name %s is refused and uses nothing', async (_, name, code) => {
    const invite = await server.invite(id, { maxUses: 1 })
    await server.stranger().cannotJoin(code, invite, name)
    const { id: inviteId } = (await inviteList())[0] as InviteInfo
    expect((await inviteList()).find((each) => each.id === inviteId)?.uses).toBe(0)
  })

  test.each([
    ['40 Han beyond the first plane', '𠮷'.repeat(40)],
    ['a family', '👩‍👩‍👧‍👦'],
    ['a heart', '❤️'],
    ['Han in one of its forms', '葛\u{e0100}飾'],
    ['what looks like code', "<b>'; DROP TABLE users; --"],
  ])('a name may be %s', async (_, name) => {
    const joined = await server.stranger().joins(await server.invite(id), name)
    expect(joined.user.name).toBe(name)
  })

  test('[H1] a body that is not as agreed is told', async () => {
    for (const body of [
      {},
      { invite: 5, name: 'x' },
      { invite: 'x' },
      { invite: 'x', name: 'x', admin: true },
      [],
    ])
      await server.stranger().isRefused('bad-request', 'POST', '/api/session/guest', body)
  })
})

describe('an invite', () => {
  beforeAll(freshDocument)

  test('[H3] its token is 256 bits in the fragment, told once, and nowhere in the database', async () => {
    const made = await owner.has<{ id: string; token: string; url: string; urls: string[] }>(
      'POST',
      `/api/documents/${id}/invites`,
      { role: 'reader' },
    )
    expect(made.token).toMatch(/^[\w-]{43}$/)
    expect(Buffer.from(made.token, 'base64url')).toHaveLength(32)
    expect(made.url).toBe(`${server.url}/join#${made.token}`)
    expect(made.urls).toEqual(
      server.parts.addresses().origins.map((origin) => `${origin}/join#${made.token}`),
    )
    const list = await inviteList()
    expect(list.find((each) => each.id === made.id)).toMatchObject({
      role: 'reader',
      uses: 0,
      revoked: false,
    })
    expect(JSON.stringify(list)).not.toContain(made.token)
    const hours =
      (new Date(list[0]?.expires ?? '').getTime() - new Date(list[0]?.created ?? '').getTime()) / 3600_000
    expect(hours).toBe(24 * 7)
    for (const file of ['app.sqlite', 'app.sqlite-wal']) {
      const bytes = await readFile(`${server.directory}/${file}`)
      expect(bytes.includes(made.token), file).toBe(false)
    }
    expect((await server.stranger().joins(made.token, 'Li')).role).toBe('reader')
  })

  test.each([
    [{}],
    [{ role: 'king' }],
    [{ role: 'reader', maxUses: 0 }],
    [{ role: 'reader', maxUses: 1.5 }],
    [{ role: 'reader', expiresInHours: -1 }],
    [{ role: 'reader', expiresInHours: 1e9 }],
  ])('[H1] is not made of %j', async (body) => {
    await owner.isRefused('bad-request', 'POST', `/api/documents/${id}/invites`, body)
  })

  test('[H3] [H8] unknown, cut off, expired, revoked or used up, it lets nobody in and says why', async () => {
    const good = await server.invite(id)
    await server.stranger().cannotJoin('invite-unknown', good.slice(0, -1), 'Eve')
    await server
      .stranger()
      .cannotJoin('invite-unknown', `${good.slice(0, -1)}${good.endsWith('A') ? 'E' : 'A'}`, 'Eve')

    const revoked = await server.invite(id)
    const { id: inviteId } = (await inviteList())[0] as InviteInfo
    await owner.has('DELETE', `/api/documents/${id}/invites/${inviteId}`)
    await server.stranger().cannotJoin('invite-revoked', revoked, 'Eve')
    await owner.has('DELETE', `/api/documents/${id}/invites/${inviteId}`)
    await owner.isRefused('not-found', 'DELETE', `/api/documents/${id}/invites/none`)

    const once = await server.invite(id, { maxUses: 1 })
    await server.stranger().joins(once, 'first')
    await server.stranger().cannotJoin('invite-used-up', once, 'second')

    const short = await server.invite(id, { hours: 1 })
    server.passes(1)
    await server.stranger().cannotJoin('invite-expired', short, 'Eve')
    expect(await rolesOf()).toEqual({ Owner: 'owner', Li: 'reader', first: 'annotator' })
  })
})

describe('a second invite in the same browser', () => {
  beforeAll(freshDocument)

  test('[H4] is the same user, who keeps the name, and has the higher role', async () => {
    const wang = server.stranger()
    const first = await wang.joins(await server.invite(id, { role: 'reader' }), 'Wang')
    const second = await wang.joins(await server.invite(id, { role: 'editor' }), 'somebody else')
    expect(second.user).toEqual(first.user)
    expect(second.role).toBe('editor')
    const third = await wang.joins(await server.invite(id, { role: 'annotator' }), 'Wang')
    expect(third.role).toBe('editor')
    expect(await rolesOf()).toEqual({ Owner: 'owner', Wang: 'editor' })
  })

  test('[H4] counts as a use only when it gives something', async () => {
    const wang = server.stranger()
    const invite = await server.invite(id, { maxUses: 2 })
    for (let times = 0; times < 3; times++) await wang.joins(invite, 'Wang')
    expect((await inviteList())[0]?.uses).toBe(1)
    await owner.joins(invite, 'Owner')
    expect((await inviteList())[0]?.uses).toBe(1)
  })

  test('[H4] who is in already gets in by an old link, but no higher', async () => {
    const wang = server.stranger()
    const once = await server.invite(id, { role: 'reader', maxUses: 1 })
    await wang.joins(once, 'Wang')
    expect((await wang.joins(once, 'Wang')).role).toBe('reader')
    const editors = await server.invite(id, { role: 'editor', maxUses: 1 })
    await server.stranger().joins(editors, 'Li')
    await wang.cannotJoin('invite-used-up', editors, 'Wang')
  })

  test('[H4] opens another document to the same user', async () => {
    const wang = server.stranger()
    const first = await wang.joins(await server.invite(id), 'Wang')
    const other = await server.document('另一份')
    const second = await wang.joins(await server.invite(other.id, { role: 'reader' }), 'Wang')
    expect(second.user).toEqual(first.user)
    const { documents } = await wang.has<{ documents: DocumentSummary[] }>('GET', '/api/documents')
    expect(Object.fromEntries(documents.map((each) => [each.id, each.role]))).toEqual({
      [id]: 'annotator',
      [other.id]: 'reader',
    })
  })
})

describe('guessing', () => {
  test('[H8] ten wrong invites an hour and address, then 429 with Retry-After; a good one still lets in', async () => {
    const own = await startAppServer()
    const { id: documentId } = await own.document()
    const guess = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
    for (let tries = 0; tries < 10; tries++) await own.stranger().cannotJoin('invite-unknown', guess(), 'Eve')
    const reply = await own.stranger().cannotJoin('too-many-tries', guess(), 'Eve')
    expect(reply.status).toBe(429)
    const seconds = Number(reply.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(3000)
    expect(seconds).toBeLessThanOrEqual(3600)
    // What was once an invite is no guess, and neighbours are not made to pay.
    const once = await own.invite(documentId, { maxUses: 1 })
    await own.stranger().joins(once, 'Li')
    await own.stranger().cannotJoin('invite-used-up', once, 'Wang')
    await own.stop()
  })
})
