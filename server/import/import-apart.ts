import { Worker } from 'node:worker_threads'
import { nanoid } from 'nanoid'
import { type ImportInput, type ImportResult, importDocument } from './import-document.ts'

/** A text of the largest size takes a tenth of these. */
const LIMITS_OF_ONE = { seconds: 20, megabytes: 256 }
const AT_ONCE = 2

/**
 * {@link importDocument} in a thread of its own, under limits: a text can be made so that the readers of Markdown and HTML
 * take minutes, or memory without end (a table of 200 kB is 95 million cells), and everybody else would have to wait for that,
 * or the server die of it. Such a text is unreadable. Two at once; who comes later waits. Plain text is read here: that
 * takes no longer than it is long.
 */
export async function importApart(input: ImportInput, limits = LIMITS_OF_ONE): Promise<ImportResult> {
  if (input.format === 'text') return importDocument(input, () => nanoid(12))
  await turn()
  try {
    return await inThread(input, limits)
  } finally {
    leave()
  }
}

let running = 0
const waiting: (() => void)[] = []

async function turn(): Promise<void> {
  if (running < AT_ONCE) running++
  else await new Promise<void>((resolve) => waiting.push(resolve))
}

/** Whoever waits longest takes the place over. */
function leave(): void {
  const next = waiting.shift()
  if (next === undefined) running--
  else next()
}

function inThread(input: ImportInput, { seconds, megabytes }: typeof LIMITS_OF_ONE): Promise<ImportResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      // It has no business with the settings of the server.
      env: {},
    })
    // A server that stops does not wait for it.
    worker.unref()
    const timer = setTimeout(() => void worker.terminate(), seconds * 1_000)
    const giveUp = () => resolve({ ok: false, problem: 'unreadable-text' })
    worker.once('message', resolve)
    worker.once('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') giveUp()
      else reject(error)
    })
    worker.once('exit', () => {
      clearTimeout(timer)
      giveUp()
    })
  })
}
