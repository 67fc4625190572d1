import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { openSnapshot } from '../../storage/sqlite/snapshot.ts'
import { unpackBundle } from './bundle.ts'
import type { Problem, Summary } from './check-data.ts'
import { checkData } from './check-data.ts'
import type { Manifest } from './manifest.ts'

export interface ReadBackup {
  manifest: Manifest
  summary: Summary
  problems: Problem[]
}

/** Unpacks a backup into a folder and checks all of it. A file that is not whole throws a StartError. */
export async function readBackup(file: string, folder: string): Promise<ReadBackup> {
  const manifest = await unpackBundle(file, folder)
  const snapshot = openSnapshot({ app: join(folder, 'app.sqlite'), log: join(folder, 'log.sqlite') })
  const problems: Problem[] = []
  try {
    const { summary, rooms } = checkData(snapshot, (problem) => problems.push(problem))
    if (problems.length === 0 && !isDeepStrictEqual(rooms, manifest.rooms)) {
      problems.push({ where: file, what: 'has other rows than it says', touches: 'content' })
      summary.problems++
    }
    return { manifest, summary, problems }
  } finally {
    snapshot.close()
  }
}

/** Those for which a backup is not to be used. */
export function seriousOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ touches }) => touches !== 'history')
}
