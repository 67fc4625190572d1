import { expect, test } from 'vitest'
import type { InviteInfo } from '../../../shared/api.ts'
import { inviteState } from './invite-state.ts'
import { linksOf } from './links-of.ts'
import { reachableFirst } from './reachable.ts'

test('[W3] a link that others can open is offered before one for this machine', () => {
  const urls = [
    'http://127.0.0.1:3000/a',
    'http://[::1]:3000/a',
    'http://192.168.1.7:3000/a',
    'https://x.example/a',
  ]
  expect(reachableFirst(urls)).toEqual([urls[2], urls[3], urls[0], urls[1]])
  expect(reachableFirst(['http://localhost:3000/a'])).toEqual(['http://localhost:3000/a'])
  expect(reachableFirst([])).toEqual([])
})

test('[W3] an invite says why nobody can join by it any more', () => {
  const now = Date.parse('2026-02-24T12:00:00Z')
  const invite: InviteInfo = {
    id: 'i',
    role: 'annotator',
    created: '2026-02-20T12:00:00Z',
    expires: '2026-02-27T12:00:00Z',
    maxUses: 2,
    uses: 1,
    revoked: false,
  }
  expect(inviteState(invite, now)).toBe('open')
  expect(inviteState({ ...invite, uses: 2 }, now)).toBe('usedUp')
  expect(inviteState({ ...invite, uses: 2, expires: '2026-02-24T12:00:00Z' }, now)).toBe('expired')
  expect(inviteState({ ...invite, revoked: true, expires: '2026-02-24T12:00:00Z' }, now)).toBe('revoked')
})

test('[H3] a link leads on to its document, and its secret stays in the fragment', () => {
  const made = {
    url: 'http://127.0.0.1:3000/continue#secret',
    urls: ['http://192.168.1.7:3000/continue#secret'],
  }
  expect(linksOf(made, 'doc1')).toEqual(['http://192.168.1.7:3000/continue?d=doc1#secret'])
  expect(linksOf({ ...made, urls: [] })).toEqual([made.url])
})
