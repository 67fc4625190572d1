import { createHook } from 'node:async_hooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Problem, SessionInfo, SignInLink } from '../../shared/api.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { joined, sentAway } from '../support/joined.ts'
import type { Person } from '../support/person.ts'

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
  wang = await server.member(id, 'annotator', 'Wang')
})

const PASSWORD = '一個夠長的密碼 for Wang'
const newEmail = () => `${crypto.randomUUID()}@hezhu.example`
const handover = (person: Person) => person.has<SignInLink>('POST', '/api/session/handover')
const whoIs = (person: Person) => person.has<SessionInfo>('GET', '/api/session')
const keepsName = (person: Person, email: string, more: object = {}) =>
  person.has<SessionInfo>('POST', '/api/session/credentials', { email, password: PASSWORD, ...more })
const signsIn = (person: Person, email: string, more: object = {}) =>
  person.asks<SessionInfo & Problem>('POST', '/api/session/sign-in', { email, password: PASSWORD, ...more })
const continues = (person: Person, token: string, more: object = {}) =>
  person.has<SessionInfo>('POST', '/api/session/continue', { token, ...more })

describe('continuing on another device', () => {
  test('[H12] a one-time link makes it the same person; who made it stays signed in', async () => {
    const link = await handover(wang)
    expect(link.token).toMatch(/^[\w-]{43}$/)
    expect(link.url).toBe(`${server.url}/continue#${link.token}`)
    expect(link.urls).toEqual(
      server.parts.addresses().all.map((origin) => `${origin}/continue#${link.token}`),
    )
    const minutes = (new Date(link.expires).getTime() - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(9)
    expect(minutes).toBeLessThanOrEqual(10)

    const phone = server.stranger()
    expect(await continues(phone, link.token)).toEqual({ user: wang.user, mayCreate: false, email: null })
    expect((await whoIs(phone)).user).toEqual(wang.user)
    expect((await whoIs(wang)).user).toEqual(wang.user)
    expect(phone.cookie).not.toBe(wang.cookie)
    await server.stranger().isRefused('handover-used', 'POST', '/api/session/continue', { token: link.token })
  })

  test('[H12] of two at once one gets it', async () => {
    const { token } = await handover(wang)
    const replies = await Promise.all(
      [1, 2, 3].map(() => server.stranger().asks('POST', '/api/session/continue', { token })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410, 410])
  })

  test('[H12] not after ten minutes, not when a newer one was made, not when who made it has signed out', async () => {
    const refused = (code: Problem['code'], token: string) =>
      server.stranger().isRefused(code, 'POST', '/api/session/continue', { token })
    const first = await handover(wang)
    const second = await handover(wang)
    await refused('handover-unknown', first.token)
    await refused('handover-unknown', 'cut off')
    server.passes(10 / 60)
    await refused('handover-expired', second.token)
    const third = await handover(wang)
    await wang.has('DELETE', '/api/session')
    await refused('handover-expired', third.token)
  })

  test('[H12] a browser that is somebody else is asked first, and the link can still be used', async () => {
    const { token } = await handover(wang)
    const li = await server.member(id, 'reader', 'Li')
    const socket = await joined(server, id, li)
    const before = li.twin()
    await li.isRefused('signed-in-as-other', 'POST', '/api/session/continue', { token })
    expect((await whoIs(li)).user).toEqual(li.user)
    expect((await continues(li, token, { replace: true })).user).toEqual(wang.user)
    // Li's session has ended, and with it what it had open.
    expect(await socket.closed()).toBe(CLOSE.roleChanged)
    await before.isRefused('signed-out', 'GET', '/api/session')
    expect(await sentAway(server, id, before)).toBe(CLOSE.signedOut)
  })

  test('[H10] a browser that is the same person gets another session', async () => {
    const before = wang.twin()
    const { token } = await handover(wang)
    expect((await continues(wang, token)).user).toEqual(wang.user)
    expect((await whoIs(wang)).user).toEqual(wang.user)
    await before.isRefused('signed-out', 'GET', '/api/session')
  })

  test('[H8] ten wrong ones an hour and address; a good one is not kept out', async () => {
    const own = await startAppServer()
    const made = await own.document()
    const guess = () => ({
      token: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    })
    for (let tries = 0; tries < 10; tries++)
      await own.stranger().isRefused('handover-unknown', 'POST', '/api/session/continue', guess())
    const reply = await own.stranger().isRefused('too-many-tries', 'POST', '/api/session/continue', guess())
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(3000)
    await continues(own.stranger(), (await handover(made.owner)).token)
    await own.stranger().joins(await own.invite(made.id), 'Wang')
    await own.stop()
  })
})

describe('keeping one’s name', () => {
  test('[H12] an e-mail and a password are set in place: the person stays the same, here and elsewhere', async () => {
    const email = newEmail()
    const before = wang.twin()
    expect(await keepsName(wang, ` ${email.toUpperCase()} `)).toEqual({
      user: wang.user,
      mayCreate: false,
      email,
    })
    expect(await whoIs(wang)).toMatchObject({ user: wang.user, email })
    await before.isRefused('signed-out', 'GET', '/api/session')
    expect((await wang.gets(`/api/documents/${id}`)).status).toBe(200)

    const elsewhere = server.stranger()
    const { status, body } = await signsIn(elsewhere, email.toUpperCase())
    expect([status, body]).toEqual([200, { user: wang.user, mayCreate: false, email }])
    expect((await whoIs(elsewhere)).user).toEqual(wang.user)
    expect((await whoIs(wang)).user).toEqual(wang.user)
  })

  test.each([
    ['no e-mail', { email: 'wang' }, 'email-invalid'],
    ['an empty e-mail', { email: ' ' }, 'email-invalid'],
    ['one that is ours for guests', { email: 'x@guest.invalid' }, 'email-invalid'],
    ['one that is too long', { email: `${'x'.repeat(250)}@b.tw` }, 'email-invalid'],
    ['a short password', { password: 'x'.repeat(LIMITS.passwordMinChars - 1) }, 'password-too-short'],
    ['a long password', { password: 'x'.repeat(LIMITS.passwordMaxChars + 1) }, 'password-too-long'],
  ] as const)('[H1] %s is refused, and nothing is set', async (_, wrong, code) => {
    const asked = { email: newEmail(), password: PASSWORD, ...wrong }
    await wang.isRefused(code, 'POST', '/api/session/credentials', asked)
    expect((await whoIs(wang)).email).toBeNull()
  })

  test('[H12] an e-mail is one person’s, also when two want it at once', async () => {
    const email = newEmail()
    const li = await server.member(id, 'reader', 'Li')
    const replies = await Promise.all(
      [wang, li].map((person) =>
        person.asks<Problem>('POST', '/api/session/credentials', { email, password: PASSWORD }),
      ),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    const third = await server.member(id, 'reader')
    const asked = { email: email.toUpperCase(), password: PASSWORD }
    await third.isRefused('email-taken', 'POST', '/api/session/credentials', asked)
  })

  test('[H12] a change takes the password one has, and ends the other sessions with their sockets', async () => {
    const [email, next] = [newEmail(), newEmail()]
    await keepsName(wang, email)
    const other = server.stranger()
    await signsIn(other, email)
    const socket = await joined(server, id, other)
    const change = { email: next, password: `${PASSWORD}2` }
    await wang.isRefused('wrong-password', 'POST', '/api/session/credentials', change)
    const wrong = { ...change, currentPassword: 'something else' }
    await wang.isRefused('wrong-password', 'POST', '/api/session/credentials', wrong)
    expect((await whoIs(other)).user).toEqual(wang.user)

    const { token } = await handover(other)
    expect((await keepsName(wang, next, { password: `${PASSWORD}2`, currentPassword: PASSWORD })).email).toBe(
      next,
    )
    expect(await socket.closed()).toBe(CLOSE.roleChanged)
    expect(await sentAway(server, id, other)).toBe(CLOSE.signedOut)
    await other.isRefused('signed-out', 'GET', '/api/session')
    await server.stranger().isRefused('handover-expired', 'POST', '/api/session/continue', { token })
    expect((await whoIs(wang)).user).toEqual(wang.user)
    expect((await signsIn(server.stranger(), email)).body.code).toBe('wrong-credentials')
    expect((await signsIn(server.stranger(), next)).body.code).toBe('wrong-credentials')
    expect((await signsIn(server.stranger(), next, { password: `${PASSWORD}2` })).status).toBe(200)
  })
})

describe('signing in', () => {
  test('[H12] in a browser that is somebody else it is asked first; one’s own session is replaced', async () => {
    const email = newEmail()
    await keepsName(wang, email)
    const li = await server.member(id, 'reader', 'Li')
    expect((await signsIn(li, email)).body.code).toBe('signed-in-as-other')
    expect((await whoIs(li)).user).toEqual(li.user)
    // Who doesn't know the password is not told whose it is.
    expect((await signsIn(li, email, { password: 'something else' })).body.code).toBe('wrong-credentials')
    const before = wang.twin()
    expect((await signsIn(wang, email)).status).toBe(200)
    await before.isRefused('signed-out', 'GET', '/api/session')
    expect((await signsIn(li, email, { replace: true })).body.user).toEqual(wang.user)
  })

  test('[H13] an unknown e-mail and a wrong password are answered alike, after the same work', async () => {
    const email = newEmail()
    await keepsName(wang, email)
    let hashed = 0
    const hook = createHook({
      init(_, type) {
        if (type === 'SCRYPTREQUEST') hashed++
      },
    }).enable()
    const seen = []
    for (const asked of [email, newEmail(), 'no e-mail', wang.user.id]) {
      const { status, headers, body } = await signsIn(server.stranger(), asked, { password: 'not this' })
      seen.push({ status, body, cookies: headers.getSetCookie(), hashed })
      hashed = 0
    }
    hook.disable()
    expect(seen[0]).toMatchObject({
      status: 403,
      body: { code: 'wrong-credentials' },
      cookies: [],
      hashed: 1,
    })
    for (const other of seen) expect(other).toEqual(seen[0])
  })

  test('[H13] after five wrong ones the account has to wait; invites, and other accounts, have not', async () => {
    const [email, other] = [newEmail(), newEmail()]
    await keepsName(wang, email)
    await keepsName(owner, other)
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => signsIn(server.stranger(), email, { password: 'guess' })),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([403, 403, 403, 403, 403, 429, 429, 429])
    const right = await signsIn(server.stranger(), email.toUpperCase())
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await signsIn(server.stranger(), other)).status).toBe(200)
    await server.stranger().joins(await server.invite(id), 'Li')
    expect((await whoIs(wang)).user).toEqual(wang.user)
  })
})

describe('a guest who lost the cookie', () => {
  const linkPath = (person: Person) => `/api/documents/${id}/members/${person.user.id}/link`

  test('[H12] comes back by an owner’s link, once and within a day; the owners can see that', async () => {
    const link = await owner.has<SignInLink>('POST', linkPath(wang))
    expect(link.url).toBe(`${server.url}/continue#${link.token}`)
    const [incident] = await server.parts.store.incidents(id)
    expect(incident).toMatchObject({
      kind: 'name-link',
      detail: { user: wang.user.id, by: owner.user.id, expires: link.expires },
    })
    expect(JSON.stringify(incident)).not.toContain(link.token)
    server.passes(23)
    const found = server.stranger()
    expect((await continues(found, link.token)).user).toEqual(wang.user)
    expect((await found.gets(`/api/documents/${id}`)).status).toBe(200)

    const late = await owner.has<SignInLink>('POST', linkPath(wang))
    server.passes(24)
    const { token } = late
    await server.stranger().isRefused('handover-expired', 'POST', '/api/session/continue', { token })
  })

  test('[H12] with the first password whoever came by such a link is out, by however many browsers', async () => {
    const { token } = await owner.has<SignInLink>('POST', linkPath(wang))
    const taken = server.stranger()
    await continues(taken, token)
    const handedOn = server.stranger()
    await continues(handedOn, (await handover(taken)).token)
    const phone = server.stranger()
    await continues(phone, (await handover(wang)).token)
    await keepsName(wang, newEmail())
    for (const person of [taken, handedOn]) await person.isRefused('signed-out', 'GET', '/api/session')
    for (const person of [wang, phone]) expect((await whoIs(person)).user).toEqual(wang.user)
  })

  test('[H12] but not who has credentials, is in a document of somebody else, or is no member', async () => {
    const before = await owner.has<SignInLink>('POST', linkPath(wang))
    const elsewhere = await server.document()
    await wang.joins(await server.invite(elsewhere.id), 'Wang')
    await owner.isRefused('member-elsewhere', 'POST', linkPath(wang))
    // Nor by one that was made when it still was allowed.
    const { token } = before
    await server.stranger().isRefused('handover-expired', 'POST', '/api/session/continue', { token })
    await owner.joins(await server.invite(elsewhere.id, { role: 'owner' }), 'Owner')
    await owner.has('POST', linkPath(wang))

    await keepsName(wang, newEmail())
    await owner.isRefused('has-credentials', 'POST', linkPath(wang))
    const stranger = await server.member(elsewhere.id, 'reader')
    await owner.isRefused('not-found', 'POST', linkPath(stranger))
    await owner.isRefused('not-found', 'POST', `/api/documents/${id}/members/nobody/link`)
  })
})
