import type { Logger } from 'pino'
import { whenNpmEnds } from './npm-shell.ts'

/** How long a drain may take. */
const PATIENCE_MS = 10_000
/** npm passes Ctrl-C on to a server that the terminal has told already: that is one signal, not two. */
const ECHO_MS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Lets the process end only by way of `drain`: at a signal, or with the npm that started it, with status 0, after a bug that nothing caught with 1. Who asks
 * again, or waits longer than ten seconds, is obeyed at once, with status 1; what was acknowledged is stored all the same.
 */
export function endByDraining(drain: () => Promise<void>, log: Logger): void {
  let askedAt: number | null = null

  function end(status: number): void {
    askedAt = performance.now()
    setTimeout(() => {
      log.error('the drain took too long')
      process.exit(1)
    }, PATIENCE_MS)
    drain().then(
      () => process.exit(status),
      (error: unknown) => {
        log.error({ err: error }, 'the drain failed')
        process.exit(1)
      },
    )
  }

  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (askedAt === null) end(0)
      else if (performance.now() - askedAt > ECHO_MS) process.exit(1)
    })
  whenNpmEnds(() => {
    if (askedAt === null) end(0)
  })
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event)
      if (askedAt === null) end(1)
    })
  // A terminal that was closed is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
