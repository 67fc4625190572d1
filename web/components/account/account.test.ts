import { expect, test } from 'vitest'
import { accountProblem } from './account-problem.ts'
import { backTo, wayBack } from './way-back.ts'

test('[W16] signing in leads back to a document or an invite of this server, and nowhere else', () => {
  const back = (pathname: string, hash = '') => wayBack(backTo({ pathname, hash }))
  expect(back('/d/abc_DEF-1')).toBe('/d/abc_DEF-1')
  expect(back('/join', '#secret-Token_1')).toBe('/join#secret-Token_1')
  expect(back('/')).toBe('/')
  expect(back('//elsewhere.example')).toBe('/')
  for (const state of [null, undefined, 'x', { back: 'https://elsewhere.example/' }, { back: 7 }])
    expect(wayBack(state)).toBe('/')
})

test('[H1] what is wrong with a field is said at the field', () => {
  const t = ((key: string | string[]) => (Array.isArray(key) ? key[0] : key)) as never
  expect(accountProblem(t, { code: 'email-taken' }, 'en')).toEqual({
    field: 'email',
    text: 'app:problems.email-taken',
  })
  expect(accountProblem(t, { code: 'wrong-password' }, 'en')?.field).toBe('currentPassword')
  expect(accountProblem(t, { code: 'offline' }, 'en')?.field).toBeUndefined()
  expect(accountProblem(t, null, 'en')).toBeUndefined()
})
