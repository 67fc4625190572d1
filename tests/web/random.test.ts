import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyFromText } from '../../shared/annotation.ts'
import { documentOf, Page } from '../support/page.ts'
import { type Random, randomFrom } from '../support/random.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

const LINES = Array.from({ length: 8 }, (_, n) => `第${n}段：${'天地玄黃宇宙洪荒'.slice(n % 5)}，𠮷日。`)
const ROUNDS = 12

let server: TestServer
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

/** One thing that somebody might do. Answers the words that must never be lost. */
function act(page: Page, random: Random, n: number): string | undefined {
  const words = `${page.name}${n}`
  const own = page.threads.filter(({ root }) => root.creator === page.id && !root.deleted)
  switch (random.below(7)) {
    case 0:
    case 1: {
      const block = random.pick(page.blocks)
      const start = random.below(Math.max(block.text.length - 2, 1))
      const quote = block.text.slice(start, start + 2)
      if (quote.trim() === '' || /[\ud800-\udfff]/.test(quote)) return undefined
      page.comments(quote, words)
      return words
    }
    case 2: {
      if (page.threads.length === 0) return undefined
      page.replies(random.pick(page.threads).id, words)
      return words
    }
    case 3:
      page.types(random.below(page.blocks.length), 0, words)
      return words
    case 4:
      if (own.length > 0)
        page.document.setStatus(random.pick(own).id, random.chance(0.5) ? 'resolved' : 'open')
      return undefined
    case 5:
      if (random.chance(0.5)) page.goesOffline()
      else page.comesBack()
      return undefined
    default: {
      const tagging = own.find(({ root }) => root.motivation === 'commenting')
      const tag = page.document.createTag({ label: `標籤${random.below(4)}` })
      if (tagging)
        page.document.edit(tagging.id, { tags: [tag], body: tagging.root.body ?? bodyFromText(words) })
      return undefined
    }
  }
}

test.each([1, 2, 3])(
  '[S4] [W5] random sessions with breaks and reloads lose nothing and agree (seed %d)',
  async (seed) => {
    const random = randomFrom(seed * 7919)
    const document = await documentOf(server, { alice: 'owner', bob: 'editor', carol: 'editor' }, LINES)
    const names = ['alice', 'bob', 'carol', 'alice']
    const pages = await Promise.all(names.map((as) => new Page(server, { as, document }).ready()))
    const said: string[] = []
    for (let n = 0; n < ROUNDS * pages.length; n++) {
      const seat = random.below(pages.length)
      const page = pages[seat] as Page
      if (random.chance(0.08)) {
        page.leaves()
        const offline = random.chance(0.5)
        pages[seat] = await new Page(server, { as: page.name, document, offline }).ready()
      } else {
        const words = act(page, random, n)
        if (words !== undefined) said.push(words)
      }
      if (random.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, random.below(30)))
    }
    for (const page of pages) page.comesBack()
    for (const page of pages) await page.saved()
    const shown = (page: Page) =>
      JSON.stringify([
        page.blocks,
        page.threads.map(({ root, replies, status }) => [root, replies, status]),
        [...page.document.anchors.get()].sort(([a], [b]) => (a < b ? -1 : 1)),
        page.document.tags.get(),
      ])
    await until('all four agree', () => new Set(pages.map(shown)).size === 1)
    const everything = shown(pages[0] as Page)
    for (const words of said) expect(everything, `seed ${seed}`).toContain(words)
    for (const page of pages) {
      expect(page.document.trouble.get()).toEqual([])
      page.leaves()
    }
  },
)
