import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { StartError } from './start-error.ts'

/** What a command of package.json does; what is wrong with the call or the data is one clear line and status 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error)
    process.exitCode = 1
  }
}

/** The settings of the server whose data the command is about. Throws a {@link StartError}. */
export function settings(): Config {
  const read = readConfig(process.env, [])
  if (!read.ok) throw new StartError(read.message)
  return read.config
}
