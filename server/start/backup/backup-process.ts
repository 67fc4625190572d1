import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../backup.ts', import.meta.url))
/** Whoever types comes first. */
const NICE = 10
const LONGEST_WORD = 2_000

/**
 * `npm run backup` as a process of its own, with this one's settings: however large the data is, nobody waits for it, and if
 * it runs out of memory only the backup is lost. It ends when `stop` says so; what it had begun is removed.
 */
export async function backupProcess(file: string, stop: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, file], { stdio: ['ignore', 'ignore', 'pipe'], signal: stop })
  if (child.pid !== undefined) lower(child.pid)
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-LONGEST_WORD)
  })
  const [code, signal] = await once(child, 'close')
  if (code !== 0) throw new Error(said.trim() || `the backup ended with ${signal ?? code}`)
}

function lower(pid: number): void {
  try {
    setPriority(pid, NICE)
  } catch {
    // It has ended already, or the system does not allow it.
  }
}
