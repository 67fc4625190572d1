import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
const clients: Client[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  for (const client of clients) client.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

function join(options: ClientOptions): Client {
  const client = new Client(server, options)
  clients.push(client)
  return client
}

test('[S4] two people type into one paragraph and read the same', async () => {
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const alice = join({ as: 'alice', document })
  const bob = join({ as: 'bob', document })
  await Promise.all([alice.synced(), bob.synced()])
  alice.types('今年')
  await until('bob reads it', () => bob.text === '今年')
  alice.types('是', 2)
  bob.types('馬年', 2)
  await until('they agree', () => alice.text === bob.text && alice.text.length === 5)
  expect(['今年是馬年', '今年馬年是']).toContain(alice.text)
})

test('[S4] three people annotate at once and all see all notes', async () => {
  const document = await server.document({ alice: 'owner', bob: 'annotator', carol: 'annotator' })
  const people = ['alice', 'bob', 'carol'].map((as) => join({ as, document, room: 'notes', params: OURS }))
  await Promise.all(people.map((person) => person.synced()))
  for (const person of people) for (let n = 0; n < 5; n++) person.annotates(`${person.name} ${n}`)
  await until('everybody has fifteen', () =>
    people.every((person) => Object.keys(person.notes).length === 15),
  )
  const [first, ...others] = people.map((person) => person.notes)
  for (const other of others) expect(other).toEqual(first)
  await Promise.all(people.map((person) => person.whenSaved()))
})

test('[S5] a stock provider is synced only when it has everything', async () => {
  const document = await server.document({ alice: 'owner', bob: 'reader' })
  const alice = join({ as: 'alice', document, params: OURS })
  await alice.synced()
  for (let n = 0; n < 150; n++) alice.types(`〔${n}〕`)
  await alice.whenSaved()
  const bob = join({ as: 'bob', document })
  let atSync = ''
  bob.provider.on('sync', () => {
    atSync = bob.text
  })
  await bob.synced()
  expect(atSync).toBe(alice.text)
  expect(atSync).toContain('〔149〕')
})

test('[S5] who comes with the room from before gets what is new', async () => {
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const alice = join({ as: 'alice', document, params: OURS })
  const bob = join({ as: 'bob', document, params: OURS })
  await Promise.all([alice.synced(), bob.synced()])
  alice.types('前')
  await until('bob reads it', () => bob.text === '前')
  bob.goesOffline()
  alice.types('後')
  bob.types('外')
  await alice.whenSaved()
  bob.comesBack()
  await bob.whenSaved()
  await until('they agree', () => alice.text === bob.text)
  expect([...bob.text].sort()).toEqual([...'前後外'].sort())
})

test('[S3] a restart changes nothing, and connected people go on', async () => {
  const document = await server.document({ alice: 'owner', bob: 'editor' })
  const alice = join({ as: 'alice', document, params: OURS })
  const notes = join({ as: 'alice', document, room: 'notes', params: OURS })
  await Promise.all([alice.synced(), notes.synced()])
  alice.types('留得住')
  const key = notes.annotates('也留得住')
  await Promise.all([alice.whenSaved(), notes.whenSaved()])
  const before = alice.ydoc.getXmlFragment('text').toString()
  server = await server.restart()
  const bob = join({ as: 'bob', document })
  const bobsNotes = join({ as: 'bob', document, room: 'notes' })
  await Promise.all([bob.synced(), bobsNotes.synced()])
  expect(bob.ydoc.getXmlFragment('text').toString()).toBe(before)
  expect(bobsNotes.notes).toEqual({ [key]: '也留得住' })
  await alice.synced()
  alice.types('，接著寫')
  await until('bob reads on', () => bob.text === '留得住，接著寫')
})

test('[G4] a private room is everybody’s own', async () => {
  const document = await server.document({ alice: 'owner', bob: 'reader' })
  const alice = join({ as: 'alice', document, room: 'private', params: OURS })
  const bob = join({ as: 'bob', document, room: 'private', params: OURS })
  await Promise.all([alice.synced(), bob.synced()])
  alice.annotates('只有我看')
  bob.annotates('讀者也有自己的')
  await Promise.all([alice.whenSaved(), bob.whenSaved()])
  const again = join({ as: 'bob', document, room: 'private' })
  await again.synced()
  expect(Object.values(again.notes)).toEqual(['讀者也有自己的'])
  expect(Object.values(alice.notes)).toEqual(['只有我看'])
})

test('[S4] fifty people at once', async () => {
  const names = Array.from({ length: 50 }, (_, n) => `guest${n}`)
  const document = await server.document(
    Object.fromEntries(names.map((name) => [name, 'annotator' as const])),
  )
  const people = names.map((as) => join({ as, document, room: 'notes', params: OURS }))
  for (const person of people) person.provider.awareness.setLocalState({ at: 'block-000001' })
  await Promise.all(people.map((person) => person.synced()))
  for (const person of people) person.annotates(person.name)
  await Promise.all(people.map((person) => person.whenSaved()))
  await until('everybody has all', () => people.every((person) => person.annotations.size === 50), 30_000)
  await until(
    'everybody sees everybody',
    () => people.every((person) => person.provider.awareness.getStates().size === 50),
    30_000,
  )
  for (const person of people) expect(Object.values(person.notes).sort()).toEqual([...names].sort())
})
