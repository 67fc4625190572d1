import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { putBack } from './backup/put-back.ts'
import { runCommand, settings } from './command.ts'
import { StartError } from './start-error.ts'

/** `npm run restore -- <file> [--replace]`: a backup into the data folder, while no server runs on it. */
const USAGE = 'Usage: npm run restore -- <file> [--replace]'

function readArguments(argv: string[]): { file: string; replace: boolean } {
  try {
    const options = { replace: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, replace: values.replace }
  } catch {
    // An unknown argument.
  }
  throw new StartError(USAGE)
}

async function restore(): Promise<void> {
  const { file, replace } = readArguments(process.argv.slice(2))
  const { dataDir, secret } = settings()
  process.umask(0o077)

  const done = await putBack({ dataDir, file: resolve(file), replace, now: new Date() })
  if (done.notice !== null) console.log(done.notice)
  const { manifest, summary } = done
  console.log(
    `Restored to ${dataDir}, as of ${manifest.at}. Documents: ${summary.documents}, rooms: ${summary.rooms}.`,
  )
  if (done.aside !== null)
    console.log(`The data from before is in ${done.aside}. Remove it when you are sure.`)
  if (done.purgedSince > 0)
    console.log(
      `What was purged since is there again (${done.purgedSince} times): have the owners purge it again.`,
    )
  if (secret === null && !manifest.parts.some(({ name }) => name === 'secret'))
    console.log('The backup has no secret: set SECRET as it was, or everybody has to join again.')
  console.log(
    'What people have on their machines and the backup does not is offered to them when they come back.',
  )
}

await runCommand(restore)
