import { readFileSync } from 'node:fs'
import { type BrowserContextOptions, test as base, expect } from '@playwright/test'
import type { Role } from '../../shared/roles.ts'
import { inviteFrom, joinBy } from './joining.ts'
import type { Person } from './person.ts'
import { Product } from './product.ts'

export { expect } from '@playwright/test'

/** Where a test takes place: a server, and the link by which its owner joins. */
interface Place {
  url: string
  ownerLink: string
}

interface Fixtures {
  product: Place
  /** A new person in a new browser; the first one must be the owner. */
  join(name: string, role: Role, options?: BrowserContextOptions): Promise<Person>
  owner: Person
}

interface WorkerFixtures {
  /** A server for many tests, and somebody who may create documents there. */
  house: { product: Product; host: Person }
}

const SPEECH = readFileSync(new URL('../../samples/speech.txt', import.meta.url), 'utf8')

/** Each test has people and a document of its own; starting a server for each would take most of the time. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  house: [
    async ({ browser }, use) => {
      const product = new Product()
      await product.start()
      const host = await joinBy(browser, product.ownerLink, '館主')
      await use({ product, host })
      await host.context.close()
      await product.discard()
    },
    { scope: 'worker' },
  ],

  product: async ({ house: { product, host } }, use) => {
    const made = await host.context.request.post('/api/documents', {
      data: { text: SPEECH },
      headers: { origin: product.url },
    })
    expect(made.status(), await made.text()).toBe(201)
    const { id } = (await made.json()) as { id: string }
    await use({ url: product.url, ownerLink: await inviteFrom(host, 'owner', id) })
  },

  join: async ({ product, browser, contextOptions }, use) => {
    const people: Person[] = []
    await use(async (name, role, options = {}) => {
      const [owner] = people
      if (!owner && role !== 'owner') throw new Error('The owner must join first, to invite the others.')
      const link = owner ? await inviteFrom(owner, role) : product.ownerLink
      const person = await joinBy(browser, link, name, { ...contextOptions, ...options })
      people.push(person)
      return person
    })
    for (const person of people) {
      expect(person.trouble, `trouble in the browser of ${person.name}`).toEqual([])
      await person.context.close()
    }
  },

  owner: async ({ join }, use) => {
    await use(await join('林主持', 'owner'))
  },
})

/** For what is done to the server itself: one of its own, freshly started, with the link that it prints. */
export const testAlone = test.extend<{ product: Product }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
  product: async ({}, use) => {
    const product = new Product()
    await product.start()
    await use(product)
    await product.discard()
  },
})
