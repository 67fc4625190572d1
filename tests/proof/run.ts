import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openCrash } from './crash.ts'
import { fuzz } from './fuzz.ts'
import { addFigures, type Figures, type Proof, roundOf } from './round.ts'
import { simulate } from './simulate.ts'

/**
 * Plays many rounds of one proof: `npm run simulate|fuzz|crash -- --rounds N --seed S --from K --minutes M --resume`. Says how far
 * it is every few seconds, keeps that below artifacts/, and ends at the first round that fails, with how to play it again.
 */
const PROOFS: Record<string, () => Promise<Proof>> = {
  simulate: async () => simulate,
  fuzz: async () => fuzz,
  crash: openCrash,
}
const FOLDER = fileURLToPath(new URL('../../artifacts/proof', import.meta.url))
const SAY_MS = 5_000
/** Of a story the end says most. */
const STORY_LINES = 400

interface Progress {
  seed: number
  next: number
  figures: Figures
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      minutes: { type: 'string' },
      resume: { type: 'boolean', default: false },
    },
  })
  const name = positionals[0] ?? ''
  const proof = await PROOFS[name]?.()
  const [rounds, seed, from] = [values.rounds, values.seed, values.from].map(Number) as [
    number,
    number,
    number,
  ]
  const minutes = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes)
  if (proof === undefined || [rounds, seed, from, minutes].some(Number.isNaN)) {
    console.error(
      `usage: ${Object.keys(PROOFS).join('|')} [--rounds N] [--seed S] [--from K] [--minutes M] [--resume]`,
    )
    return 2
  }
  mkdirSync(FOLDER, { recursive: true })
  const file = join(FOLDER, `${name}.json`)
  const progress = (values.resume ? readProgress(file) : null) ?? { seed, next: from, figures: {} }
  const last = from + rounds
  const started = performance.now()
  const first = progress.next
  let said = started
  const keep = () => writeFileSync(file, JSON.stringify(progress))
  const say = () => {
    const seconds = (performance.now() - started) / 1_000
    const pace = ((progress.next - first) / seconds).toFixed(1)
    console.log(`${name} ${progress.next} of ${last}, ${pace} a second: ${listed(progress.figures)}`)
    keep()
  }
  try {
    while (progress.next < last && performance.now() - started < minutes * 60_000) {
      const round = roundOf(progress.seed, progress.next)
      try {
        addFigures(progress.figures, await proof.play(round))
      } catch (error) {
        say()
        report(name, progress, round.story, error)
        return 1
      }
      progress.next++
      if (performance.now() - said < SAY_MS) continue
      said = performance.now()
      say()
    }
    say()
    return 0
  } finally {
    await proof.end?.()
  }
}

function report(name: string, { seed, next }: Progress, story: readonly string[], error: unknown): void {
  const again = `npm run ${name} -- --seed ${seed} --from ${next} --rounds 1`
  const failure = join(FOLDER, `${name}-${seed}-${next}.txt`)
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  writeFileSync(failure, [again, '', said, '', ...story.slice(-STORY_LINES), ''].join('\n'))
  console.error(
    `\n${said}\n\nRound ${next} failed; what happened in it is in ${failure}.\nTo play it again: ${again}`,
  )
}

function readProgress(file: string): Progress | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Progress
  } catch {
    return null
  }
}

function listed(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ')
}

// Timers of servers that were abandoned must not keep it from ending.
process.exit(await main())
