import { type BrowserContextOptions, test as base, expect } from '@playwright/test'
import type { Role } from '../../shared/roles.ts'
import { inviteFrom, joinBy } from './joining.ts'
import type { Person } from './person.ts'
import { Product } from './product.ts'

export { expect } from '@playwright/test'

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
