import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { annotationIndexContract } from '../annotation-index-contract.ts'
import { openSqliteAnnotationIndex } from './sqlite-annotation-index.ts'

async function openTemporary() {
  const directory = await mkdtemp(join(tmpdir(), 'hezhu-index-'))
  const file = join(directory, 'index.sqlite')
  const index = openSqliteAnnotationIndex(file)
  return {
    file,
    index,
    async reopen() {
      await index.close()
      return openSqliteAnnotationIndex(file)
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

annotationIndexContract('SQLite', openTemporary)

test('a file of another version is emptied: all of it is in the log', async () => {
  const { file, index, remove } = await openTemporary()
  const gone = { annotations: [], entries: [] }
  await index.apply([
    { documentId: 'document1', position: { epoch: 'e1', seq: 3 }, annotations: [], entries: [], gone },
  ])
  await index.close()
  const db = new Database(file)
  db.pragma('user_version = 99')
  db.close()
  const again = openSqliteAnnotationIndex(file)
  expect(await again.positions(['document1'])).toEqual(new Map())
  await again.close()
  await remove()
})

test('[E8] nothing of what was erased is left in the file', async () => {
  const { file, index, remove } = await openTemporary()
  const row = {
    id: 'a',
    creator: 'x',
    thread: 'a',
    created: 1,
    modified: 1,
    deleted: false,
    blocks: [],
    tags: [],
  }
  const record = { target: [], motivation: 'commenting' as const, created: '', modified: '', rev: 1 }
  const gone = { annotations: [], entries: [] }
  const annotations = [{ ...row, search: 'the secret words', record }]
  await index.apply([{ documentId: 'document1', position: null, annotations, entries: [], gone }])
  const holds = () =>
    ['', '-wal'].some(
      (end) => existsSync(file + end) && readFileSync(file + end).includes('the secret words'),
    )
  expect(holds()).toBe(true)
  await index.erase('document1')
  expect(holds()).toBe(false)
  await index.close()
  await remove()
})
