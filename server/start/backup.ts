import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { seriousOf } from './backup/read-backup.ts'
import { stampOf } from './backup/stamp.ts'
import { takeBackup } from './backup/take-backup.ts'
import { runCommand, settings } from './command.ts'
import { filesOf } from './data-files.ts'
import { StartError } from './start-error.ts'

/**
 * `npm run backup [-- <file>] [--replace]`: everything in one file, whether the server runs or not. Without a file it goes
 * to `backups` in the data folder, under a name with the time. The server runs this script as well, on its schedule.
 */
const USAGE = 'Usage: npm run backup [-- <file>] [--replace]'

function readArguments(argv: string[]): { file: string | undefined; replace: boolean } {
  try {
    const options = { replace: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true })
    if (positionals.length <= 1) return { file: positionals[0], replace: values.replace }
  } catch {
    // An unknown argument.
  }
  throw new StartError(USAGE)
}

async function backup(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  const { dataDir, secret } = settings()
  process.umask(0o077)
  const now = new Date()
  const { backups } = filesOf(dataDir)
  if (asked.file === undefined) mkdirSync(backups, { recursive: true })
  const file = asked.file === undefined ? join(backups, `hezhu-${stampOf(now)}.tar.gz`) : resolve(asked.file)

  const { summary, problems } = await takeBackup({ dataDir, file, replace: asked.replace, now })
  console.log(`${file}: all checked. Documents: ${summary.documents}, rooms: ${summary.rooms}.`)
  for (const { where, what } of problems.slice(seriousOf(problems).length))
    console.log(`Older states only: ${where}: ${what}.`)
  console.log('It holds what the data folder holds: who has it can read everything, private notes included.')
  if (secret !== null)
    console.log(
      'SECRET is set by a variable and not in the backup: keep it too, or everybody has to join again.',
    )
}

await runCommand(backup)
