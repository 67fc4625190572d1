import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One name a data folder, so that the next one finds and removes what a killed one has left. */
export function workFolderIn(folder: string, dataDir: string): string {
  return join(folder, `.hezhu-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`)
}

/** Whether something can be made in that folder. */
export function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** A folder for as long as `use` takes, empty at first, removed at the end and at a signal. One process at a time. */
export async function withWorkFolder<T>(folder: string, use: (folder: string) => Promise<T>): Promise<T> {
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const end = () => process.exit(1)
  process.once('exit', remove)
  for (const signal of SIGNALS) process.once(signal, end)
  try {
    remove()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return await use(folder)
  } finally {
    remove()
    process.off('exit', remove)
    for (const signal of SIGNALS) process.off(signal, end)
  }
}
