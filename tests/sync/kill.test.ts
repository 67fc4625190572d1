import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomFrom } from '../support/random.ts'
import { Client, OURS } from '../support/sync-client.ts'
import { DOCUMENT, WRITERS } from '../support/sync-process.ts'

const ROUNDS = 100
const SCRIPT = fileURLToPath(new URL('../support/sync-process.ts', import.meta.url))

let directory: string
let running: ChildProcess | null = null
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hezhu-kill-'))
})
afterAll(async () => {
  running?.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

async function start(): Promise<{ port: number; process: ChildProcess }> {
  const child = spawn(process.execPath, [SCRIPT, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  running = child
  const [line] = await once(child.stdout, 'data')
  return { port: Number(line), process: child }
}

test(`[S2] no acknowledged note is lost in ${ROUNDS} rounds of kill -9 right after an ack`, async () => {
  const random = randomFrom(2026)
  const acknowledged = new Map<string, string>()
  for (let round = 0; round < ROUNDS; round++) {
    const { port, process: child } = await start()
    const people = WRITERS.map(
      (as) => new Client({ port }, { as, document: DOCUMENT, room: 'notes', params: OURS }),
    )
    const [first] = people as [Client]
    await Promise.all(people.map((person) => person.whenSaved()))
    const { notes } = first
    const lost = [...acknowledged].filter(([key, text]) => notes[key] !== text)
    expect(lost, `round ${round}`).toEqual([])

    // Killed at the first ack that covers so many notes; what is on its way then may be lost or not.
    const exited = once(child, 'exit')
    const enough = 1 + random.below(6)
    let covered = 0
    for (const person of people) {
      const sent: { frame: number; key: string; text: string }[] = []
      person.onAck = (count) => {
        for (const note of sent.splice(0, sent.filter(({ frame }) => frame <= count).length)) {
          acknowledged.set(note.key, note.text)
          covered++
        }
        if (covered >= enough) child.kill('SIGKILL')
      }
      for (let n = 0; n < 8; n++) {
        const text = `${round}.${n}`
        const key = person.annotates(text)
        sent.push({ frame: person.writes, key, text })
        if (random.chance(0.3)) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await exited
    for (const person of people) person.leaves()
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS)
}, 120_000)
