import type { Browser, BrowserContextOptions } from '@playwright/test'
import type { CreatedInvite, GuestResponse } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { Person } from './person.ts'

/** Somebody follows a link in a new browser and joins under a name. */
export async function joinBy(
  browser: Browser,
  link: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const { origin, hash } = new URL(link)
  const context = await browser.newContext({ ...options, baseURL: origin })
  const joined = await context.request.post('/api/session/guest', {
    data: { invite: hash.slice(1), name },
    headers: { origin },
  })
  if (!joined.ok()) throw new Error(`${name} could not join: ${joined.status()} ${await joined.text()}`)
  const { document } = (await joined.json()) as GuestResponse
  return new Person(name, await context.newPage(), document.id, origin)
}

/** A link with which people of that role may join, made by the owner. */
export async function inviteFrom(owner: Person, role: Role, documentId = owner.documentId): Promise<string> {
  const made = await owner.context.request.post(`/api/documents/${documentId}/invites`, {
    data: { role },
    headers: { origin: owner.origin },
  })
  if (!made.ok()) throw new Error(`No invite: ${made.status()} ${await made.text()}`)
  return ((await made.json()) as CreatedInvite).url
}
