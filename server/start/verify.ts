import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openSnapshot } from '../storage/sqlite/snapshot.ts'
import type { Problem, Summary } from './backup/check-data.ts'
import { checkData } from './backup/check-data.ts'
import { demandWhole } from './backup/half-restored.ts'
import { readBackup } from './backup/read-backup.ts'
import { mayWrite, withWorkFolder } from './backup/work-folder.ts'
import { runCommand, settings } from './command.ts'
import { filesOf } from './data-files.ts'
import { openFile } from './data-folder.ts'
import { codeOf, StartError } from './start-error.ts'

/**
 * `npm run verify [-- <file>]`: checks everything that is stored, whether the server runs or not, or everything in a
 * backup. A line for each problem, a summary, and status 0 only when there is none.
 */
const USAGE = 'Usage: npm run verify [-- <backup>]'

const TO_DO: Record<'data' | 'backup', Record<Problem['touches'], string>> = {
  data: {
    content:
      'Stop the server and put back the newest backup (npm run restore -- <file> --replace), or let it run: when the document is opened it saves what is intact and tells the owners what is missing.',
    history: 'What people see is whole. Keep an older backup as well if you need what was before.',
    version: 'Use that version, or a later one.',
  },
  backup: {
    content: 'Use another backup.',
    history: 'What people see is whole, and it can be restored.',
    version: 'Use that version, or a later one.',
  },
}

function readArguments(argv: string[]): string | undefined {
  try {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true })
    if (positionals.length <= 1) return positionals[0]
  } catch {
    // An unknown argument.
  }
  throw new StartError(USAGE)
}

function say(kind: 'data' | 'backup', { where, what, touches }: Problem): void {
  console.log(`Problem: ${where}: ${what}. ${TO_DO[kind][touches]}`)
}

async function verifyBackup(file: string): Promise<Summary> {
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`)
  // Beside the file there is room for what is in it, more likely than where temporary files go.
  const folder = join(mayWrite(dirname(file)) ? dirname(file) : tmpdir(), `.hezhu-verify-${process.pid}`)
  try {
    return await withWorkFolder(folder, async (work) => {
      const { summary, problems } = await readBackup(file, work)
      for (const problem of problems) say('backup', problem)
      return summary
    })
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`${file} can't be read, or unpacked to ${folder} (${codeOf(error)}).`)
  }
}

async function verifyData(dataDir: string): Promise<Summary> {
  const files = filesOf(dataDir)
  if (!existsSync(files.app) || !existsSync(files.log))
    throw new StartError(`DATA_DIR: ${dataDir} has no data yet. Start the server first: npm start`)
  demandWhole(files)
  const snapshot = await openFile(dataDir, () => openSnapshot(files))
  try {
    return checkData(snapshot, (problem) => say('data', problem)).summary
  } finally {
    snapshot.close()
  }
}

async function verify(): Promise<void> {
  const file = readArguments(process.argv.slice(2))
  const { dataDir } = settings()
  process.umask(0o077)
  const found = file === undefined ? await verifyData(dataDir) : await verifyBackup(resolve(file))
  const { documents, rooms, rows, bases, archives, problems } = found
  const verdict = problems === 0 ? 'no problem' : problems === 1 ? '1 problem' : `${problems} problems`
  console.log(
    `Checked: documents ${documents}, rooms ${rooms}, rows ${rows}, base states ${bases}, archives ${archives}: ${verdict}.`,
  )
  if (problems > 0) process.exitCode = 1
}

await runCommand(verify)
