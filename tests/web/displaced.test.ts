import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentOf, Page } from '../support/page.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
const pages: Page[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  for (const page of pages) page.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

/** Alice and bob at a text of two lines, and what is kept for each. */
async function together() {
  const document = await documentOf(server, { alice: 'owner', bob: 'editor' }, ['今年是馬年', '萬事如意'])
  const opened = ['alice', 'bob'].map((as) => new Page(server, { as, document }))
  pages.push(...opened)
  const [alice, bob] = opened as [Page, Page]
  await Promise.all(opened.map((page) => page.ready()))
  await Promise.all(opened.map((page) => page.saved()))
  const kept = async (page: Page) =>
    (await server.sync.rescue.displaced(document, page.id)).map(({ place, text }) => [place, text])
  return { alice, bob, kept, first: alice.blocks[0]?.id }
}
const deletesFirst = (page: Page) => page.document.textRoom.ydoc.getXmlFragment('text').delete(0, 1)
const vectorOf = (page: Page) => Y.decodeStateVector(Y.encodeStateVector(page.document.textRoom.ydoc))

test('[R1] text that was lost on its way, and was swallowed where it was written, is kept all the same', async () => {
  const { alice, bob, kept, first } = await together()
  bob.isUnheard().types(0, 5, '，大吉')
  deletesFirst(alice)
  await until('it is gone at bob’s', () => bob.blocks.length === 1)
  bob.goesOffline().comesBack()
  await bob.saved()
  expect(await kept(bob)).toEqual([[first, '，大吉']])
})

test('[R1] text that a deletion swallowed which was lost on its way is kept, though its writer’s page has it deleted', async () => {
  const { alice, bob, kept, first } = await together()
  alice.isUnheard()
  deletesFirst(alice)
  bob.types(0, 5, '，大吉')
  await bob.saved()
  const { clientID } = bob.document.textRoom.ydoc
  await until('alice has it', () => vectorOf(alice).get(clientID) === vectorOf(bob).get(clientID))
  alice.goesOffline().comesBack()
  await alice.saved()
  await until('it is gone at bob’s', () => bob.blocks.length === 1)
  expect(await kept(bob)).toEqual([[first, '，大吉']])
})

test('[R1] text is kept that a deletion swallows which another tab, having read it, sends for the one that was closed', async () => {
  const { alice, bob, kept, first } = await together()
  const other = new Page(server, { as: 'alice', document: alice.document.info.id })
  pages.push(other)
  await other.ready()
  alice.goesOffline()
  deletesFirst(alice)
  await alice.offline(1)
  bob.types(0, 5, '，大吉')
  await bob.saved()
  await until('the other tab has it', () => other.blocks[0]?.text.endsWith('，大吉'))
  alice.leaves()
  other.goesOffline().comesBack()
  await until('it is gone at bob’s', () => bob.blocks.length === 1)
  await other.saved()
  expect(await kept(bob)).toEqual([[first, '，大吉']])
})
