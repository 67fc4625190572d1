import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { USER_ID } from '../../shared/ids.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { AppStore } from '../storage/app-store.ts'
import { openSqliteApp } from '../storage/sqlite/sqlite-app.ts'
import { openBetterAuth } from './better-auth.ts'
import type { SignedIn, SignIn } from './ports.ts'
import { createSignIn } from './sign-in.ts'

const SECRET = 'a secret for tests, and for nothing else'
const DAY = 24 * 3600_000

let directory: string
let file: string
let app: Awaited<ReturnType<typeof openSqliteApp>>
let signIn: SignIn
async function open(secret = SECRET, more: Partial<AppStore> = {}) {
  app = await openSqliteApp(file)
  const auth = await openBetterAuth({ kysely: app.kysely, secret, https: false })
  signIn = createSignIn({ auth, store: { ...app.store, ...more }, now: () => new Date() })
}
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hezhu-sign-in-'))
  file = join(directory, 'app.sqlite')
  await open()
})
afterEach(async () => {
  await app.close()
  await rm(directory, { recursive: true, force: true })
})

const cookieOf = ({ cookies }: SignedIn) => ({ cookie: cookies[0]?.split(';')[0] ?? '' })
const sql = <T>(statement: string): T[] => {
  const db = new Database(file)
  try {
    const prepared = db.prepare<[], T>(statement)
    return prepared.reader ? prepared.all() : [prepared.run() as T]
  } finally {
    db.close()
  }
}

describe('sign-in', () => {
  test('a guest has an id of ours and the name given, and is known by the cookie', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    expect(guest.user).toEqual({ id: expect.stringMatching(USER_ID), name: '王' })
    expect(await signIn.userOf(cookieOf(guest))).toEqual(guest.user)
    const second = await signIn.signInGuest('王', 'invite-1')
    expect(second.user.id).not.toBe(guest.user.id)
  })

  test('[S3] and still is after a restart; not with another secret', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    await app.close()
    await open()
    expect(await signIn.userOf(cookieOf(guest))).toEqual(guest.user)
    await app.close()
    await open('another secret, as after a lost file')
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
  })

  test('[S3] so is who joined an older version, which remembered less of sessions; they are renewed as others', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    await app.close()
    for (const { name } of sql<{ name: string }>("SELECT name FROM pragma_table_info('auth_sessions')"))
      if (['family', 'madeBy', 'invite', 'renewDue', 'replaces', 'graceSeconds', 'endsAt'].includes(name))
        sql(`ALTER TABLE auth_sessions DROP COLUMN ${name}`)
    sql('ALTER TABLE auth_users ADD COLUMN isAnonymous INTEGER')
    await open()
    expect(await signIn.userOf(cookieOf(guest))).toEqual(guest.user)
    await signIn.renewSoon(guest.user.id)
    const renewed = await signIn.renew(cookieOf(guest))
    expect(renewed?.cookies).toHaveLength(1)
    expect(await signIn.userOf({ cookie: renewed?.cookies[0] })).toEqual(guest.user)
    await signIn.signOut({ cookie: renewed?.cookies[0] })
    expect(sql('SELECT * FROM auth_sessions')).toEqual([])
    await signIn.signInGuest('李', 'invite-1')
  })

  test('nobody is known by a cookie that is missing, forged, foreign or garbled', async () => {
    const { cookie } = cookieOf(await signIn.signInGuest('王', 'invite-1'))
    const value = decodeURIComponent(cookie.slice('hezhu='.length))
    const [token = '', signature = ''] = value.split('.')
    const wrong = [
      {},
      { cookie: '' },
      { cookie: 'other=1' },
      { cookie: `hezhu=${token}` },
      { cookie: `hezhu=${token}.` },
      { cookie: `hezhu=${token}x.${signature}` },
      { cookie: 'hezhu=%E0%A4%A' },
      { cookie: `hezhu=${'x'.repeat(10_000)}` },
    ]
    for (const headers of wrong) expect(await signIn.userOf(headers), JSON.stringify(headers)).toBeNull()
  })

  test('sessions last at least 180 days, and using them prolongs them', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    const expires = () =>
      new Date(sql<{ expiresAt: string }>('SELECT expiresAt FROM auth_sessions')[0]?.expiresAt ?? '')
    expect(expires().getTime() - Date.now()).toBeGreaterThan(180 * DAY)
    expect((await signIn.renew(cookieOf(guest)))?.cookies).toEqual([])

    sql(`UPDATE auth_sessions SET expiresAt = '${new Date(Date.now() + 100 * DAY).toISOString()}'`)
    expect(await signIn.userOf(cookieOf(guest))).toEqual(guest.user)
    expect(expires().getTime() - Date.now()).toBeLessThan(101 * DAY)
    const renewed = await signIn.renew(cookieOf(guest))
    expect(renewed?.user).toEqual(guest.user)
    expect(renewed?.cookies).toHaveLength(1)
    expect(renewed?.cookies[0]).toContain(cookieOf(guest).cookie)
    expect(expires().getTime() - Date.now()).toBeGreaterThan(180 * DAY)
    expect(await signIn.userOf(cookieOf(guest))).toEqual(guest.user)
  })

  test('an expired session is none', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    sql(`UPDATE auth_sessions SET expiresAt = '${new Date(Date.now() - 1_000).toISOString()}'`)
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
  })

  test('a session that is gone from the database is gone at once: nothing is cached', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    expect(await signIn.userOf(cookieOf(guest))).not.toBeNull()
    sql('DELETE FROM auth_sessions')
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
  })

  test('signing out ends this session and no other, and clears the cookie', async () => {
    const [guest, other] = [
      await signIn.signInGuest('王', 'invite-1'),
      await signIn.signInGuest('李', 'invite-1'),
    ]
    const cleared = await signIn.signOut(cookieOf(guest))
    expect(cleared).toEqual([expect.stringMatching(/^hezhu=; Max-Age=0;/)])
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
    expect(await signIn.userOf(cookieOf(other))).toEqual(other.user)
    expect(sql('SELECT * FROM auth_sessions')).toHaveLength(1)
    await signIn.signOut({})
  })

  test('of one person’s browsers the latest hundred are signed in', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    const by = { madeBy: 'sign-in', invite: null } as const
    const browsers = []
    for (let times = 0; times < LIMITS.sessionsPerUser + 2; times++)
      browsers.push(await signIn.start(guest.user.id, by, {}))
    expect(sql('SELECT * FROM auth_sessions')).toHaveLength(LIMITS.sessionsPerUser)
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
    const last = browsers.at(-1)
    expect(await signIn.userOf(last ? cookieOf(last) : {})).toEqual(guest.user)
  })

  test('a person who is taken back leaves nothing', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    await signIn.forget(guest.user.id)
    expect(await signIn.userOf(cookieOf(guest))).toBeNull()
    for (const table of ['users', 'identities', 'auth_users', 'auth_sessions'])
      expect(sql(`SELECT * FROM ${table}`), table).toEqual([])
  })

  test('a person who can not be stored is not signed in either', async () => {
    await app.close()
    const addUser = () => Promise.reject(new Error('no space left'))
    await open(SECRET, { addUser })
    await expect(signIn.signInGuest('王', 'invite-1')).rejects.toThrow('no space left')
    expect(sql('SELECT * FROM auth_sessions')).toEqual([])
    expect(sql('SELECT * FROM auth_users')).toEqual([])
  })

  test('better-auth trusts no other site, caches nothing in cookies, and has no plugin but ours', async () => {
    const { options } = await openBetterAuth({ kysely: app.kysely, secret: SECRET, https: false })
    expect(options.plugins.map(({ id }) => id)).toEqual(['hezhu'])
    expect(options.trustedOrigins).toEqual([])
    expect(options.session.cookieCache).toEqual({ enabled: false })
    expect(options).not.toHaveProperty('emailAndPassword')
    expect(options).not.toHaveProperty('socialProviders')
    expect(options.telemetry).toEqual({ enabled: false })
  })

  test('who reads the database can not be anybody: tokens are stored hashed', async () => {
    const guest = await signIn.signInGuest('王', 'invite-1')
    const token = decodeURIComponent(cookieOf(guest).cookie).slice('hezhu='.length).split('.')[0] ?? 'none'
    expect(token).toHaveLength(32)
    await app.close()
    expect((await readFile(file)).includes(token)).toBe(false)
    await open()
  })
})
