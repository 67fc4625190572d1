import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import type { CreatedInvite, GuestResponse } from '../../shared/api.ts'
import type { Role } from '../../shared/roles.ts'
import { Product } from './product.ts'

export { expect } from '@playwright/test'

/** Somebody with a browser of their own. */
export interface Person {
  name: string
  page: Page
  context: BrowserContext
  documentId: string
  /** Address of the server he joined. */
  origin: string
  /** Console errors, violations of the CSP, requests to elsewhere. Must be empty at the end, but for what is excused. */
  trouble: string[]
  /** Messages that belong to what a test does on purpose, such as going offline. */
  excuse(pattern: RegExp): void
  /** Opens the document and waits until its text is there. */
  open(): Promise<void>
}

interface Fixtures {
  product: Product
  /** A new person in a new browser; the first one must be the owner. */
  join(name: string, role: Role, options?: BrowserContextOptions): Promise<Person>
  owner: Person
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
  product: async ({}, use) => {
    const product = new Product()
    await product.start()
    await use(product)
    await product.discard()
  },

  join: async ({ product, browser, contextOptions }, use) => {
    const people: { person: Person; excuses: RegExp[] }[] = []

    await use(async (name, role, options = {}) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: product.url, ...options })
      const invite =
        role === 'owner' && people.length === 0
          ? product.ownerLink
          : await inviteFrom(people[0]?.person, role)
      const joined = await context.request.post('/api/session/guest', {
        data: { invite: invite.slice(invite.indexOf('#') + 1), name },
        headers: { origin: product.url },
      })
      expect(joined.status(), await joined.text()).toBe(200)
      const { document } = (await joined.json()) as GuestResponse
      const page = await context.newPage()
      const excuses: RegExp[] = []
      const person: Person = {
        name,
        page,
        context,
        documentId: document.id,
        origin: product.url,
        trouble: watch(page, product.url),
        excuse: (pattern) => excuses.push(pattern),
        open: async () => {
          await page.goto(`/d/${document.id}`)
          await expect(page.locator('[data-block-id]').first()).toBeVisible()
        },
      }
      people.push({ person, excuses })
      return person
    })

    for (const { person, excuses } of people) {
      const left = person.trouble.filter((message) => !excuses.some((pattern) => pattern.test(message)))
      expect(left, `trouble in the browser of ${person.name}`).toEqual([])
      await person.context.close()
    }
  },

  owner: async ({ join }, use) => {
    await use(await join('林主持', 'owner'))
  },
})

/** A link with which one person of that role may join, made by the owner. */
async function inviteFrom(owner: Person | undefined, role: Role): Promise<string> {
  if (!owner) throw new Error('The owner must join first, to invite the others.')
  const response = await owner.context.request.post(`/api/documents/${owner.documentId}/invites`, {
    data: { role },
    headers: { origin: owner.origin },
  })
  expect(response.status(), await response.text()).toBe(201)
  return ((await response.json()) as CreatedInvite).url
}

/** [W8] Everything a page says or asks for that it should not. */
export function watch(page: Page, url: string): string[] {
  const trouble: string[] = []
  const home = new URL(url).host
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => trouble.push(`page: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (/^(http|ws)s?:$/.test(to.protocol) && to.host !== home) trouble.push(`elsewhere: ${request.url()}`)
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== home) trouble.push(`elsewhere: ${socket.url()}`)
  })
  return trouble
}
