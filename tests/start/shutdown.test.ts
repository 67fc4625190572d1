import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Ended, ServerProcess } from '../support/server-process.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

/** A process that ends as the server does, by a drain that can be told how to go, and what happens to it. */
function run(drain: string, happens: string): ServerProcess {
  const shutdown = fileURLToPath(new URL('../../server/start/shutdown.ts', import.meta.url))
  const script = `
    import { pino } from 'pino'
    import { endByDraining } from '${shutdown}'
    setInterval(() => {}, 1_000)
    endByDraining(async () => { console.log('draining'); ${drain} }, pino(pino.destination(2)))
    console.log('ready')
    ${happens}`
  return new ServerProcess('--input-type=module-typescript', {}, ['--eval', script])
}
async function signalled(process: ServerProcess, ...signals: NodeJS.Signals[]): Promise<Ended> {
  await until('it is ready', () => process.stdout.includes('ready'), 50_000)
  for (const signal of signals) process.signal(signal)
  return process.ended()
}

describe('an end', () => {
  test('[S13] by a signal is a drain, and twice the signal at once is one', async () => {
    const ended = await signalled(run('', ''), 'SIGTERM', 'SIGTERM')
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ready\ndraining\n', stderr: '' })
  })

  test('[S13] that is asked for again comes at once', async () => {
    const process = run('await new Promise(() => {})', '')
    await until('it is ready', () => process.stdout.includes('ready'), 50_000)
    process.signal('SIGINT')
    await until('it drains', () => process.stdout.includes('draining'))
    const asking = setInterval(() => process.signal('SIGINT'), 100)
    expect(await process.ended()).toMatchObject({ code: 1, signal: null })
    clearInterval(asking)
  })

  test('[S13] of npm’s shell, which passes no signal on, is the end of what npm started', async () => {
    const folder = temporaryFolder()
    const shell = spawn('sh', ['-c', `"${process.execPath}" server/main.ts; true`], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    shell.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    await until('it is ready', () => said.includes('Open:'), 50_000)
    shell.kill('SIGTERM')
    // Another server may have the folder as soon as the first is gone.
    const next = await until('the folder is free', async () => {
      const server = new ServerProcess('server/main.ts', { DATA_DIR: folder })
      return server.ready().catch(() => null)
    })
    expect(await next.signal('SIGTERM').ended()).toMatchObject({ code: 0 })
  })

  test.each([
    ['an exception that nothing caught', `setTimeout(() => { throw new Error('bug') })`],
    ['a rejection that nothing caught', `void Promise.reject(new Error('bug'))`],
  ])('[S13] by %s is a drain as well, is logged, and is no success', async (_, happens) => {
    const ended = await run('', happens).ended()
    expect(ended).toMatchObject({ code: 1, signal: null, stdout: 'ready\ndraining\n' })
    expect(ended.stderr).toContain('"message":"bug"')
  })

  test('[S13] whose drain fails is no success', async () => {
    const ended = await signalled(run(`throw new Error('disk full')`, ''), 'SIGTERM')
    expect(ended).toMatchObject({ code: 1, signal: null })
    expect(ended.stderr).toContain('disk full')
  })
})
