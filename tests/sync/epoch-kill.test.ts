import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openSqliteApp } from '../../server/storage/sqlite/sqlite-app.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey } from '../../server/storage/update-log.ts'
import { rot, storedPieces } from '../support/bit-rot.ts'
import { comment, newKey } from '../support/content.ts'
import { STEPS } from '../support/epoch-process.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { userId } from '../support/test-access.ts'

const SCRIPT = fileURLToPath(new URL('../support/epoch-process.ts', import.meta.url))
const DOCUMENT = 'document-killed'
const AT = new Date('2026-03-01T08:00:00Z')
const alice = userId('alice')

const notesIn = (epoch: string): RoomKey => ({ documentId: DOCUMENT, epoch, room: 'notes', userId: '' })

/** Five notes in five rows, of which one is damaged when asked for. */
async function folder(damaged: boolean): Promise<string> {
  const directory = temporaryFolder()
  const app = await openSqliteApp(join(directory, 'app.sqlite'))
  await app.store.addUser({ id: alice, name: 'Alice', identity: 'a', created: AT })
  const document = { id: DOCUMENT, title: '題', schema: 1, epoch: 'epoch-1', created: AT, source: {} }
  await app.store.addDocument(document, alice)
  await app.close()
  const log = openSqliteUpdateLog(join(directory, 'log.sqlite'))
  const ydoc = new Y.Doc()
  const rows: Uint8Array[] = []
  ydoc.on('update', (update) => rows.push(update))
  for (let n = 0; n < 5; n++) ydoc.getMap('annotations').set(newKey(alice), comment(`第 ${n} 條`))
  for (const [n, bytes] of rows.entries()) {
    const clocks = [{ client: ydoc.clientID, from: n, to: n + 1 }]
    await log.commit([
      { key: notesIn('epoch-1'), user: alice, clocks, bytes, claims: [ydoc.clientID], at: AT },
    ])
  }
  await log.close()
  const file = join(directory, 'log.sqlite')
  const third = storedPieces(file, /notes/)[2]
  if (damaged && third !== undefined) rot(file, third)
  return directory
}

async function dies(directory: string, step: string): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, directory, DOCUMENT, step], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  expect([code, signal]).toEqual(step === 'never' ? [0, null] : [null, 'SIGKILL'])
}

/** The epoch in force, how many notes it has (null: it can't be read), and what the owner is told. */
async function found(directory: string) {
  const app = await openSqliteApp(join(directory, 'app.sqlite'))
  const log = openSqliteUpdateLog(join(directory, 'log.sqlite'))
  const epoch = (await app.store.documents())[0]?.epoch ?? ''
  const incidents = (await app.store.incidents(DOCUMENT)).length
  const stored = await log.load(notesIn(epoch)).catch(() => null)
  await Promise.all([app.close(), log.close()])
  const ydoc = new Y.Doc()
  for (const { bytes } of stored?.rows ?? []) Y.applyUpdate(ydoc, bytes)
  const notes = stored === null ? null : ydoc.getMap('annotations').size
  return { moved: epoch !== 'epoch-1', notes, incidents }
}

test.each(STEPS.filter((step) => step !== 'after the quarantine'))(
  '[E4] killed %s, a whole document is in the old epoch or in the new one',
  async (step) => {
    const directory = await folder(false)
    await dies(directory, step)
    const moved = !step.includes('rooms')
    expect(await found(directory)).toEqual({ moved, notes: 5, incidents: 0 })
  },
  20_000,
)

test.each(STEPS)(
  '[E4] killed %s, a damaged one is repaired once, now or at the next start',
  async (step) => {
    const directory = await folder(true)
    await dies(directory, step)
    const moved = !step.includes('rooms')
    expect(await found(directory)).toEqual(
      moved ? { moved, notes: 4, incidents: 1 } : { moved, notes: null, incidents: 0 },
    )
    if (!moved) await dies(directory, 'never')
    expect(await found(directory)).toEqual({ moved: true, notes: 4, incidents: 1 })
  },
  20_000,
)
