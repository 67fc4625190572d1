import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { beforeAll, describe, expect, test } from 'vitest'
import { damage, STORED, storeData } from '../../../tests/support/stored-data.ts'
import { temporaryFolder } from '../../../tests/support/temporary.ts'
import { MIGRATIONS } from '../../storage/sqlite/app-schema.ts'
import { openSqliteApp } from '../../storage/sqlite/sqlite-app.ts'
import { filesOf } from '../data-files.ts'
import { openDataFolder } from '../data-folder.ts'
import { readOrMakeSecret } from '../secret.ts'
import { putBack } from './put-back.ts'
import { takeBackup } from './take-backup.ts'

const now = new Date('2026-03-01T08:00:00Z')

/** Old data, and a backup of other data. */
let made: { data: string; file: string }
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hezhu-test-'))
  const [data, other] = [join(folder, 'old'), join(folder, 'new')]
  await storeData(data, ['舊的'])
  await storeData(other, ['新的', '還有', '三'])
  for (const each of [data, other]) readOrMakeSecret(filesOf(each).secret)
  const file = join(folder, 'backup.tar.gz')
  await takeBackup({ dataDir: other, file, replace: false, now })
  made = { data, file }
  return () => rmSync(folder, { recursive: true })
})

/** Copies of them: a folder with the data folder in it, and a backup elsewhere. */
function oldDataAndBackup() {
  const disk = temporaryFolder()
  const [data, file] = [join(disk, 'data'), join(temporaryFolder(), 'backup.tar.gz')]
  cpSync(made.data, data, { recursive: true })
  cpSync(made.file, file)
  return { disk, data, file }
}

/** The file as the first program made it, with the same people and documents. */
async function becomesFirstVersion(file: string): Promise<void> {
  const newer = `${file}.newer`
  renameSync(file, newer)
  const database = new Database(file)
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  const [first = ''] = Object.keys(MIGRATIONS)
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } }).migrateTo(
    first,
  )
  expect(error).toBeUndefined()
  database.exec(`ATTACH '${newer}' AS newer;
    INSERT INTO users SELECT id, name, created FROM newer.users;
    INSERT INTO documents SELECT id, title, schema, epoch, created, source, deleted_at FROM newer.documents`)
  await db.destroy()
}

function query<T>(file: string, sql: string): T[] {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], T>(sql).pluck().all()
  } finally {
    db.close()
  }
}
/** How many rows there are of notes tells old data from new. */
function stateOf(data: string): 'old' | 'new' | 'none' | 'mixed' {
  const { app, log, secret } = filesOf(data)
  if (!existsSync(app) && !existsSync(log)) return 'none'
  const epoch = query<string>(app, 'SELECT epoch FROM documents')[0] ?? ''
  const rows = query<number>(log, `SELECT max(seq) FROM base_states WHERE room LIKE '%/${epoch}/notes'`)[0]
  if (!existsSync(secret)) return 'mixed'
  if (epoch === STORED.epoch && rows === 2) return 'old'
  return epoch !== STORED.epoch && rows === 4 ? 'new' : 'mixed'
}

describe('a restore', () => {
  test('[B4] gives every document a new epoch, and leaves the bytes as they are', async () => {
    const { data, file } = oldDataAndBackup()
    await putBack({ dataDir: data, file, replace: true, now })
    const { app, log } = filesOf(data)
    const [epoch] = query<string>(app, 'SELECT epoch FROM documents')
    expect(epoch).not.toBe(STORED.epoch)
    const tables = ['updates', 'base_states', 'archive', 'bindings', 'attribution']
    const rooms = tables.flatMap((table) => query<string>(log, `SELECT DISTINCT room FROM ${table}`))
    expect(new Set(rooms.map((room) => room.split('/')[1]))).toEqual(new Set([epoch]))
    expect(query<string>(app, 'SELECT name FROM users')).toEqual(['林'])
  })

  test('[B4] tells each document’s owners as of when it is', async () => {
    const { data, file } = oldDataAndBackup()
    const later = new Date('2026-03-05T08:00:00Z')
    await putBack({ dataDir: data, file, replace: true, now: later })
    const { store, close } = await openSqliteApp(filesOf(data).app)
    expect(await store.incidents(STORED.documentId)).toMatchObject([
      { kind: 'restored', at: later, detail: { asOf: now.toISOString() } },
    ])
    await close()
  })

  test('[B4] says how often something was purged since, which is there again', async () => {
    const { data, file } = oldDataAndBackup()
    for (const [id, days] of [
      ['before', -1],
      ['after', 1],
    ] as const)
      damage(
        data,
        'app',
        `INSERT INTO purges SELECT '${id}', id, ${now.getTime() + days * 86_400_000}, 'annotation', 'x', 1, NULL, 1 FROM documents`,
      )
    expect(await putBack({ dataDir: data, file, replace: true, now })).toMatchObject({ purgedSince: 1 })
  })

  test('[B4] brings a backup of an older program up to date', async () => {
    const { data, file } = oldDataAndBackup()
    const old = join(temporaryFolder(), 'data')
    await storeData(old)
    await becomesFirstVersion(filesOf(old).app)
    damage(old, 'log', 'DROP TABLE displaced; DROP TABLE graves')
    await takeBackup({ dataDir: old, file, replace: true, now })
    await putBack({ dataDir: data, file, replace: true, now })
    expect(query<string>(filesOf(data).app, 'SELECT kind FROM incidents')).toEqual(['restored'])
  })

  test('[B3] moves the old data aside, whole, and says where', async () => {
    const { disk, data, file } = oldDataAndBackup()
    const { aside } = await putBack({ dataDir: data, file, replace: true, now })
    expect(aside).toBe(join(disk, 'data-before-restore-20260301T080000Z'))
    expect(stateOf(aside ?? '')).toBe('old')
    expect(stateOf(data)).toBe('new')
    for (const name of ['app.sqlite', 'log.sqlite', 'secret'])
      expect(statSync(join(data, name)).mode & 0o777, name).toBe(0o600)
  })

  test('[B3] touches nothing without --replace, or while a server has the folder', async () => {
    const { disk, data, file } = oldDataAndBackup()
    await expect(putBack({ dataDir: data, file, replace: false, now })).rejects.toThrow(
      /has data\. Say --replace/,
    )
    const server = openDataFolder(data)
    await expect(putBack({ dataDir: data, file, replace: true, now })).rejects.toThrow(
      /another server is using/,
    )
    server.release()
    expect(stateOf(data)).toBe('old')
    expect(readdirSync(disk)).toEqual(['data'])
    expect(existsSync(filesOf(data).restoring)).toBe(false)
  })

  test('[B3] cut short anywhere leaves the old data or the new, whole, and says which', async () => {
    const { disk, data, file } = oldDataAndBackup()
    const disks: string[] = []
    const step = () => {
      const copy = join(temporaryFolder(), 'disk')
      cpSync(disk, copy, { recursive: true })
      disks.push(copy)
    }
    await putBack({ dataDir: data, file, replace: true, now, step })
    expect(disks.length).toBeGreaterThan(8)
    const found = disks.map((copy) => {
      // As after a power cut: whoever comes next finds what was on the disk at that moment.
      const folder = openDataFolder(join(copy, 'data'))
      folder.release()
      expect(existsSync(filesOf(join(copy, 'data')).restoring)).toBe(false)
      expect(existsSync(filesOf(join(copy, 'data')).restored)).toBe(false)
      const state = stateOf(join(copy, 'data'))
      if (state === 'new') {
        const [aside = ''] = readdirSync(copy).filter((name) => name !== 'data')
        expect(stateOf(join(copy, aside))).toBe('old')
        expect(folder.notice).toMatch(
          /has been finished: the data is the backup's\. The data from before is in /,
        )
      } else expect(folder.notice).toMatch(/has been taken back: the data is as it was before\.$/)
      return state
    })
    const first = found.indexOf('new')
    expect(first).toBeGreaterThan(0)
    expect(found).toEqual(found.map((_, index) => (index < first ? 'old' : 'new')))
  })

  test('[B3] into an empty folder needs no word more', async () => {
    const { file } = oldDataAndBackup()
    const data = join(temporaryFolder(), 'new')
    expect((await putBack({ dataDir: data, file, replace: false, now })).aside).toBeNull()
    expect(stateOf(data)).toBe('new')
  })
})
