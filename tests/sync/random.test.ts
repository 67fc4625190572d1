import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstText, newKey } from '../support/content.ts'
import type { Random } from '../support/random.ts'
import { randomFrom } from '../support/random.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

/** Each is a visit of two or three people to a document of their own, on real sockets, with offline gaps. */
const SESSIONS = 1_000
const AT_ONCE = 8
const NAMES = ['alice', 'bob', 'carol']
const MARKS = [
  { bold: {} },
  { bold: null },
  { italic: {} },
  { italic: null },
  { link: { href: 'https://a.example' } },
]

let server: TestServer
beforeAll(async () => {
  server = await startSyncServer({ lingerMs: 0 })
})
afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})

/**
 * What people typed, as strings that can be found again: `⟦alice:3⟧` is in the text for ever, unless somebody who had
 * read it deleted it. A convergence test without this sees nothing when everybody loses the same.
 */
class Sentinels {
  readonly typed = new Set<string>()
  readonly deleted = new Set<string>()

  type(client: Client, random: Random): void {
    const sentinel = `⟦${client.name}:${this.typed.size}⟧`
    this.typed.add(sentinel)
    client.types(sentinel, random.pick(boundaries(client.text)))
  }
  delete(client: Client, random: Random): void {
    const { text } = client
    const found = [...text.matchAll(/⟦[^⟧]*⟧/g)]
    if (found.length === 0) return
    const victim = random.pick(found)
    this.deleted.add(victim[0])
    firstText(client.ydoc).delete(victim.index, victim[0].length)
  }
  check(text: string): void {
    const expected = [...this.typed].filter((sentinel) => !this.deleted.has(sentinel))
    expect([...text.matchAll(/⟦[^⟧]*⟧/g)].map(([sentinel]) => sentinel).sort()).toEqual(expected.sort())
    expect(text.replace(/⟦[^⟧]*⟧/g, '')).toBe('')
  }
}

/** Places between sentinels, where typing splits none. */
function boundaries(text: string): number[] {
  return [0, ...[...text.matchAll(/⟧/g)].map((match) => match.index + 1)]
}

async function session(seed: number): Promise<void> {
  const random = randomFrom(seed)
  const names = NAMES.slice(0, 2 + random.below(2))
  const document = await server.document(Object.fromEntries(names.map((name) => [name, 'editor' as const])))
  const room = random.chance(0.3) ? 'notes' : 'text'
  const people = names.map((as) => new Client(server, { as, document, room, params: OURS }))
  try {
    await Promise.all(people.map((person) => person.synced()))
    if (room === 'text') await writesText(people, random)
    else await annotates(people, random)
    expect(people.map((person) => person.refusal)).toEqual(people.map(() => null))
  } finally {
    for (const person of people) person.leaves()
  }
}

async function writesText(people: Client[], random: Random): Promise<void> {
  const sentinels = new Sentinels()
  for (let step = 0; step < 12; step++) {
    const person = random.pick(people)
    const dice = random.below(10)
    if (dice < 5) sentinels.type(person, random)
    else if (dice < 7) sentinels.delete(person, random)
    else if (dice < 9) format(person, random)
    else await comesAndGoes(person, random)
    if (random.chance(0.2)) await pause(person)
  }
  await settle(people, (person) => firstText(person.ydoc).toDelta())
  sentinels.check((people[0] as Client).text)
}

async function annotates(people: Client[], random: Random): Promise<void> {
  const mine = new Map<string, string>()
  for (let step = 0; step < 12; step++) {
    const person = random.pick(people)
    const own = [...person.annotations.keys()].filter((key) => key.startsWith(person.id))
    const key = own.length > 0 && random.chance(0.4) ? random.pick(own) : newKey(person.id)
    mine.set(key, `${person.name} ${step}`)
    person.annotates(`${person.name} ${step}`, key)
    if (random.chance(0.2)) await comesAndGoes(person, random)
    if (random.chance(0.2)) await pause(person)
  }
  await settle(people, (person) => person.notes)
  expect(people[0]?.notes).toEqual(Object.fromEntries(mine))
}

function format(person: Client, random: Random): void {
  const { length } = person.text
  if (length === 0) return
  const from = random.below(length)
  firstText(person.ydoc).format(from, 1 + random.below(length - from), random.pick(MARKS))
}

async function comesAndGoes(person: Client, random: Random): Promise<void> {
  if (person.provider.shouldConnect) person.goesOffline()
  else if (random.chance(0.7)) person.comesBack()
}

/** Lets what is on its way arrive, sometimes. */
async function pause(person: Client): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (person.provider.synced) await person.whenSaved()
}

/** Everybody is back, everything is stored, and all see the same. */
async function settle(people: Client[], view: (person: Client) => unknown): Promise<void> {
  for (const person of people) if (!person.provider.shouldConnect) person.comesBack()
  await until('everything is saved', () => people.every((person) => person.saved))
  await until('all see the same', () => {
    const [first, ...others] = people.map(view)
    return people.every((person) => person.saved) && others.every((other) => isDeepStrictEqual(other, first))
  })
}

test(`[S4] ${SESSIONS} random sessions converge and lose no string`, async () => {
  let next = 1
  const failures: string[] = []
  const run = async () => {
    while (next <= SESSIONS && failures.length === 0) {
      const seed = next++
      await session(seed).catch((error: unknown) => failures.push(`seed ${seed}: ${error}`))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, run))
  expect(failures).toEqual([])
}, 120_000)
