import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as Y from 'yjs'
import { openSqliteApp } from '../../server/storage/sqlite/sqlite-app.ts'
import { openSqliteUpdateLog } from '../../server/storage/sqlite/sqlite-update-log.ts'
import type { RoomKey } from '../../server/storage/update-log.ts'
import { fold } from '../../server/sync/room/compaction.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'
import { comment, newKey, oneBlock } from './content.ts'
import { userId } from './test-access.ts'

export const STORED = { documentId: 'stored-document', epoch: 'epoch-1', title: '新春第一會' } as const
const AT = new Date('2026-03-01T08:00:00Z')
const ALICE = userId('alice')
const room = (name: RoomKey['room']): RoomKey => ({
  documentId: STORED.documentId,
  epoch: STORED.epoch,
  room: name,
  userId: name === 'private' ? ALICE : '',
})

/**
 * A data folder as a server leaves it behind: one document with a text, notes that have been folded twice and written to
 * again, and somebody's private notes. Answers the folder.
 */
export async function storeData(folder: string, notes = ['一', '二', '三']): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const app = await openSqliteApp(join(folder, 'app.sqlite'))
  await app.store.addUser({ id: ALICE, name: '林', identity: 'alice', created: AT })
  const { documentId: id, epoch, title } = STORED
  await app.store.addDocument({ id, epoch, title, schema: SCHEMA_VERSION, created: AT, source: {} }, ALICE)
  await app.close()

  const log = openSqliteUpdateLog(join(folder, 'log.sqlite'))
  const write = async (key: RoomKey, user: string, bytes: Uint8Array) => {
    const { from, to } = Y.parseUpdateMeta(bytes)
    const clocks = [...to].map(([client, end]) => ({ client, from: from.get(client) ?? 0, to: end }))
    await log.commit([{ key, user, clocks, claims: [...to.keys()], bytes, at: AT }])
  }
  const foldNotes = async () => {
    const { base, rows } = await log.load(room('notes'))
    const updates = [...(base === null ? [] : [base]), ...rows].map(({ bytes }) => bytes)
    await log.compact(
      room('notes'),
      { seq: await log.lastSeq(room('notes')), bytes: fold('notes', updates, null) },
      AT,
    )
  }
  await write(room('text'), 'system', oneBlock())
  const written = new Y.Doc()
  const updates: Uint8Array[] = []
  written.on('update', (bytes: Uint8Array) => updates.push(bytes))
  for (const [index, note] of notes.entries()) {
    const key = newKey(ALICE)
    written.getMap('annotations').set(key, comment(note))
    written.getMap('annotations').set(key, comment(`${note}。`, 2))
    for (const bytes of updates.splice(0)) await write(room('notes'), ALICE, bytes)
    if (index < 2) await foldNotes()
  }
  const own = new Y.Doc()
  own.getMap('annotations').set(newKey(ALICE), comment('自己看的'))
  await write(room('private'), ALICE, Y.encodeStateAsUpdate(own))
  await log.close()
  return folder
}

/** Changes one of the files behind everybody's back. */
export function damage(folder: string, file: 'app' | 'log', sql: string): void {
  const db = new Database(join(folder, `${file}.sqlite`))
  db.pragma('foreign_keys = OFF')
  db.exec(sql)
  db.close()
}
