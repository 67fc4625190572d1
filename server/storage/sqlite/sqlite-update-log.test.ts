import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { rescueJournalContract } from '../rescue-journal-contract.ts'
import { restorePointsContract } from '../restore-points-contract.ts'
import type { Append, RoomKey } from '../update-log.ts'
import { CorruptRow } from '../update-log.ts'
import { updateLogContract } from '../update-log-contract.ts'
import { openSqliteUpdateLog } from './sqlite-update-log.ts'

async function openTemporary() {
  const directory = await mkdtemp(join(tmpdir(), 'hezhu-log-'))
  const file = join(directory, 'log.sqlite')
  const log = openSqliteUpdateLog(file)
  return {
    file,
    log,
    async reopen() {
      await log.close()
      return openSqliteUpdateLog(file)
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

updateLogContract('SQLite', openTemporary)
rescueJournalContract('SQLite', openTemporary)
restorePointsContract('SQLite', openTemporary)

const key: RoomKey = { documentId: 'document1', epoch: 'e1', room: 'notes', userId: '' }
const AT = new Date('2026-03-01T08:00:00Z')
const row = (byte: number, more: Partial<Append> = {}): Append => ({
  key,
  user: 'alice',
  clocks: [{ client: 7, from: byte, to: byte + 1 }],
  bytes: Uint8Array.of(byte),
  claims: [],
  at: AT,
  ...more,
})

describe('the SQLite file', () => {
  test.each([
    ['changed bytes', "UPDATE updates SET bytes = x'00' WHERE seq = 2", 2],
    ['a missing row', 'DELETE FROM updates WHERE seq = 2', 2],
    ['a damaged base state', "UPDATE base_states SET bytes = x'00'", 1],
  ])('[S14] %s are noticed, and nothing of the room is served', async (_, damage, seq) => {
    const { file, log, remove } = await openTemporary()
    await log.commit([row(1), row(2), row(3)])
    await log.compact(key, { seq: 1, bytes: Uint8Array.of(11) }, AT)
    const intruder = new Database(file)
    intruder.exec(damage)
    intruder.close()
    const error = await log.load(key).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CorruptRow)
    expect((error as CorruptRow).seq).toBe(seq)
    await log.close()
    await remove()
  })

  test('[S14] a restore point whose bytes are damaged is not given out', async () => {
    const { file, log, remove } = await openTemporary()
    const restorePoint = { by: 'alice', reason: 'mass-deletion', deletedChars: 1, totalChars: 1 } as const
    await log.commit([row(1, { restorePoint: { ...restorePoint, bytes: Uint8Array.of(7) } })])
    const intruder = new Database(file)
    intruder.exec("UPDATE restore_points SET bytes = x'08'")
    intruder.close()
    const [{ id } = { id: '' }] = await log.restorePointsOf('document1')
    await expect(log.restorePoint('document1', id)).rejects.toThrow('checksum')
    await log.close()
    await remove()
  })

  test('folding keeps the base state before, and archives the rows with who wrote them', async () => {
    const { file, log, remove } = await openTemporary()
    for (const byte of [1, 2, 3]) {
      await log.commit([row(byte)])
      await log.compact(key, { seq: byte, bytes: Uint8Array.of(10 + byte) }, AT)
    }
    await log.close()
    const db = new Database(file, { readonly: true })
    const bases = db.prepare('SELECT seq FROM base_states ORDER BY seq').pluck().all()
    expect(bases).toEqual([2, 3])
    const archived = db.prepare<[], { rows: Buffer }>('SELECT rows FROM archive ORDER BY from_seq').all()
    expect(archived.map(({ rows }) => JSON.parse(gunzipSync(rows).toString()))).toEqual(
      [1, 2, 3].map((seq) => [
        {
          seq,
          user: 'alice',
          clocks: JSON.stringify([{ client: 7, from: seq, to: seq + 1 }]),
          at: AT.getTime(),
          bytes: Buffer.of(seq).toString('base64'),
        },
      ]),
    )
    db.close()
    await remove()
  })

  test('attribution says who wrote which clocks, and outlives folding', async () => {
    const { file, log, remove } = await openTemporary()
    await log.commit([row(1, { clocks: [{ client: 7, from: 0, to: 5 }] })])
    await log.commit([row(2, { user: 'bob', clocks: [{ client: 8, from: 0, to: 2 }] })])
    await log.compact(key, { seq: 2, bytes: Uint8Array.of(12) }, AT)
    await log.close()
    const db = new Database(file, { readonly: true })
    expect(
      db.prepare('SELECT client, from_clock, to_clock, user FROM attribution ORDER BY client').raw().all(),
    ).toEqual([
      [7, 0, 5, 'alice'],
      [8, 0, 2, 'bob'],
    ])
    db.close()
    await remove()
  })

  test('is written through to the disk at every commit', async () => {
    const { file, log, remove } = await openTemporary()
    // Another connection sees the mode of the file; how hard a connection syncs is its own setting.
    await log.commit([row(1)])
    const db = new Database(file)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
    await log.close()
    await remove()
  })
})
