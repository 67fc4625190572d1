import { startSyncServer } from './sync-server.ts'
import { TestAccess } from './test-access.ts'

/** A sync server as a process of its own, to be killed: `node sync-process.ts <directory>` prints its port. */
export const DOCUMENT = 'killed-document'
export const WRITERS = ['alice', 'bob'] as const

const [, script, directory] = process.argv
if (script === import.meta.filename && directory !== undefined) {
  const access = new TestAccess()
  access.define(DOCUMENT, Object.fromEntries(WRITERS.map((name) => [name, 'annotator' as const])))
  const server = await startSyncServer({ directory, access })
  console.log(server.port)
}
