import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { accessContract } from '../access-contract.ts'
import { appStoreContract } from '../app-store-contract.ts'
import { MIGRATIONS } from './app-schema.ts'
import { openSqliteApp } from './sqlite-app.ts'

async function openTemporary() {
  const directory = await mkdtemp(join(tmpdir(), 'hezhu-app-'))
  const file = join(directory, 'app.sqlite')
  let app = await openSqliteApp(file)
  return {
    file,
    store: app.store,
    async reopen() {
      await app.close()
      app = await openSqliteApp(file)
      return app.store
    },
    async remove() {
      await app.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

appStoreContract('SQLite', openTemporary)
accessContract('SQLite', openTemporary)

describe('app.sqlite', () => {
  test('its tables are made once, and found made the next time', async () => {
    const { file, reopen, remove } = await openTemporary()
    await reopen()
    const db = new Database(file, { readonly: true })
    expect(db.prepare('SELECT name FROM kysely_migration').pluck().all()).toHaveLength(
      Object.keys(MIGRATIONS).length,
    )
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
    await remove()
  })

  test('a file that is no database is told, not replaced', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hezhu-app-'))
    const file = join(directory, 'app.sqlite')
    await writeFile(file, 'my notes\n'.repeat(200))
    await expect(openSqliteApp(file)).rejects.toThrow()
    expect(await readFile(file, 'utf8')).toContain('my notes')
    await rm(directory, { recursive: true, force: true })
  })
})
