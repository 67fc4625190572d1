import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { routeTable } from '../../server/http/app.ts'
import type { CreatedInvite, SignInLink } from '../../shared/api.ts'
import { startAppServer } from '../support/app-server.ts'

const PASSWORDS = ['a password of Wang’s 一', 'another password 二', 'one that is wrong 三']
const EMAILS = ['wang@secret.example', 'other@secret.example']

test('[H9] whoever reads the log or the database can be nobody else by it', async () => {
  const server = await startAppServer()
  const { id, owner } = await server.document()
  const wang = server.stranger()
  const secrets: string[] = []
  const keep = (person: { cookie: string }) => {
    const value = decodeURIComponent(person.cookie.split('=')[1] ?? '')
    expect(value).toMatch(/^\w{32}\./)
    secrets.push(value, value.split('.')[0] ?? '', person.cookie.split('=')[1] ?? '')
  }

  // Everything that has a secret in it, as people do it.
  const invite = await owner.has<CreatedInvite>('POST', `/api/documents/${id}/invites`, { role: 'reader' })
  await wang.joins(invite.token, 'Wang')
  keep(wang)
  const link = await owner.has<SignInLink>('POST', `/api/documents/${id}/members/${wang.user.id}/link`)
  const unused = await owner.has<SignInLink>('POST', '/api/session/handover')
  const found = server.stranger()
  await found.has('POST', '/api/session/continue', { token: link.token })
  keep(found)
  const [email, other] = EMAILS
  const [password, next, wrong] = PASSWORDS
  await wang.has('POST', '/api/session/credentials', { email, password })
  keep(wang)
  const change = { email: other, password: next, currentPassword: password }
  await wang.has('POST', '/api/session/credentials', change)
  await server.stranger().isRefused('wrong-credentials', 'POST', '/api/session/sign-in', {
    email: other,
    password: wrong,
  })
  const elsewhere = server.stranger()
  await elsewhere.has('POST', '/api/session/sign-in', { email: other, password: next })
  keep(elsewhere)
  secrets.push(invite.token, link.token, unused.token)

  // And on every route, in every place in which somebody could put them by mistake.
  const body = { invite: invite.token, token: unused.token, email: other, password: next, name: 'x' }
  for (const { method, path } of routeTable(server.parts)) {
    const at = path.replace(':id', id).replace(/:\w+/g, unused.token)
    const query = `?token=${unused.token}&email=${encodeURIComponent(EMAILS[0] ?? '')}`
    const wanted = method === 'get' ? undefined : body
    await elsewhere.asks(method.toUpperCase(), `${at}${query}`, wanted, {
      authorization: `Bearer ${unused.token}`,
      referer: `${server.url}/continue#${unused.token}`,
    })
  }
  // Mail programs turn # into %23: then the token is part of the path.
  for (const page of ['join', 'continue']) await elsewhere.gets(`/${page}%23${unused.token}`)
  server.parts.store.members = () => Promise.reject(new Error(`no ${unused.token} of ${email}`))
  await owner.isRefused('internal', 'GET', `/api/documents/${id}/members`)

  const log = server.log.join('')
  expect(log.split('\n').length).toBeGreaterThan(routeTable(server.parts).length)
  for (const line of server.log) expect(() => JSON.parse(line)).not.toThrow()
  for (const secret of [...secrets, ...PASSWORDS, ...EMAILS, ...EMAILS.map(encodeURIComponent)])
    expect(log.includes(secret), `${secret} in the log`).toBe(false)
  for (const file of ['app.sqlite', 'app.sqlite-wal', 'log.sqlite', 'log.sqlite-wal']) {
    const bytes = await readFile(`${server.directory}/${file}`)
    for (const secret of [...secrets, ...PASSWORDS])
      expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false)
  }
  await server.stop()
})
