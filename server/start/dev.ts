import { type ChildProcess, spawn } from 'node:child_process'
import { whenNpmEnds } from './npm-shell.ts'

/**
 * `npm run dev`: the server, restarted when one of its files changes, and the pages from Vite, which reloads them.
 * Open the pages at Vite's address; it hands /api and /sync on to the server.
 */
const port = process.env.PORT ?? '3000'
const webPort = process.env.WEB_PORT ?? '5173'
const web = `http://localhost:${webPort}`

const children: ChildProcess[] = [
  spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', 'server/main.ts', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      // Links lead to Vite, and its origin is the one that browsers send.
      env: { ...process.env, PORT: port, PUBLIC_URL: process.env.PUBLIC_URL ?? web },
    },
  ),
  spawn(
    process.execPath,
    ['node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts', '--port', webPort, '--strictPort'],
    { stdio: 'inherit', env: { ...process.env, API: `http://127.0.0.1:${port}` } },
  ),
]

function stop(status: number): void {
  for (const child of children) child.kill('SIGTERM')
  process.exitCode = status
}

for (const child of children) child.on('exit', (code) => stop(code ?? 0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))
whenNpmEnds(() => stop(0))
