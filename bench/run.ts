import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { guardTables } from './guard/guard.ts'
import type { Load, Outcome } from './load/load.ts'
import { table } from './table.ts'
import { startTarget, TARGETS, type Target } from './target.ts'

/**
 * `npm run bench`: ours beside a plain relay and two other servers, in one run on one machine, the targets taking
 * turns; medians of the rounds. Writes artifacts/bench.json and prints the tables of docs/PERFORMANCE.md.
 * `--only` names a part of them: one of the scenarios, or `guard`, what judging costs beside Yjs alone.
 */
export interface Scenario {
  name: string
  clients: number
  writers: number
  perSecond: number
  seconds: number
}

const SCENARIOS: Scenario[] = [
  { name: 'fan-out, 10 clients', clients: 10, writers: 1, perSecond: 20, seconds: 4 },
  { name: 'fan-out, 50 clients', clients: 50, writers: 1, perSecond: 20, seconds: 4 },
  { name: 'fan-out, 200 clients', clients: 200, writers: 1, perSecond: 20, seconds: 4 },
  // 50 a second is what our own rate limit lets a single connection send all day.
  { name: 'throughput, 50 clients, 20 write', clients: 50, writers: 20, perSecond: 50, seconds: 4 },
]

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
})
const scenarios = SCENARIOS.filter(({ name }) => name.includes(options.only ?? ''))
const work = mkdtempSync(join(tmpdir(), 'hezhu-bench-'))
const outcomes = new Map<string, Map<string, Outcome[]>>()

const guard = 'guard'.includes(options.only ?? '') ? guardTables(Number(options.rounds)) : null
if (scenarios.length > 0) installPeers()
try {
  for (const scenario of scenarios)
    for (let round = 0; round < Number(options.rounds); round++)
      for (const target of TARGETS) {
        const outcome = await measure(target, scenario)
        const byTarget = outcomes.get(scenario.name) ?? new Map<string, Outcome[]>()
        byTarget.set(target.name, [...(byTarget.get(target.name) ?? []), outcome])
        outcomes.set(scenario.name, byTarget)
        console.error(`${scenario.name}: ${target.name} p50 ${outcome.p50.toFixed(2)} ms`)
      }
} finally {
  rmSync(work, { recursive: true, force: true })
}

const machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  load: loadavg()[0],
  rounds: Number(options.rounds),
}
mkdirSync('artifacts', { recursive: true })
const results = Object.fromEntries(
  [...outcomes].map(([name, byTarget]) => [name, Object.fromEntries(byTarget)]),
)
writeFileSync('artifacts/bench.json', `${JSON.stringify({ machine, results }, null, 2)}\n`)
if (scenarios.length > 0) console.log(table(outcomes, TARGETS))
if (guard !== null) console.log(`\n${guard}`)

/** One target, started afresh, under one load. */
async function measure(target: Target, scenario: Scenario): Promise<Outcome> {
  const dataDir = mkdtempSync(join(work, 'data-'))
  const server = await startTarget(target, dataDir)
  try {
    const seats = await target.seats(server.port, scenario.clients, server.printed)
    return await generate({ ...scenario, seats, serverPid: server.pid })
  } catch (error) {
    throw new Error(`${target.name}, ${scenario.name}: ${(error as Error).message}\n${server.printed()}`)
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function generate(load: Load): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('load/load.ts', import.meta.url)))
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000)
    child.on('message', (message: { outcome?: Outcome; failure?: string }) => {
      if (message.outcome) resolve(message.outcome)
      else reject(new Error(message.failure))
    })
    child.on('exit', (code) => {
      clearTimeout(patience)
      reject(new Error(`The load generator ended with ${code}.`))
    })
    child.send(load)
  })
}

/** The peers have a package of their own, so that nobody who only wants Hezhu has to install them. */
function installPeers(): void {
  const cwd = fileURLToPath(new URL('peers', import.meta.url))
  if (!existsSync(join(cwd, 'node_modules'))) execFileSync('npm', ['ci'], { cwd, stdio: 'inherit' })
}
