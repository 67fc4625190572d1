import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { randomFrom } from '../support/random.ts'
import { Desk, idsOf } from './desk.ts'

const SCRIPT = fileURLToPath(new URL('desk-process.ts', import.meta.url))
const ROUNDS = 5

test(`[S2] the list has every stored note after each of ${ROUNDS} rounds of kill -9`, async () => {
  const random = randomFrom(2026)
  const directory = await mkdtemp(join(tmpdir(), 'hezhu-index-kill-'))
  const stored = new Set<string>()
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawn(process.execPath, [SCRIPT, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = once(child, 'exit')
      const enough = stored.size + 1 + random.below(20)
      for await (const key of createInterface({ input: child.stdout })) {
        stored.add(key)
        if (stored.size >= enough) child.kill('SIGKILL')
      }
      await exited
      const desk = await Desk.open({ directory })
      const listed: string[] = []
      for (let page = 0, more = true; more; page++) {
        const answer = await desk.list({ page })
        listed.push(...idsOf(answer))
        more = answer.next !== undefined
      }
      expect([...stored].filter((key) => !listed.includes(key))).toEqual([])
      const alice = desk.writer('alice')
      expect(listed.toSorted()).toEqual([...alice.map('annotations').keys()].toSorted())
      expect(desk.errors).toEqual([])
      await desk.closes()
    }
    expect(stored.size).toBeGreaterThan(ROUNDS)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
