import Database from 'better-sqlite3'
import type {
  AnnotationFilter,
  AnnotationIndex,
  FoundAnnotation,
  IndexChange,
  IndexedEntry,
  IndexPosition,
} from '../annotation-index.ts'
import { scrub } from './scrub.ts'

/** Of the tables below; a file of another version is emptied, it can be built again from the log. */
const VERSION = 1
const TABLES = `
CREATE TABLE positions(document TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE annotations(
  document TEXT NOT NULL, id TEXT NOT NULL, creator TEXT NOT NULL, thread TEXT NOT NULL, created INTEGER NOT NULL,
  modified INTEGER NOT NULL, deleted INTEGER NOT NULL, search TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY(document, id)) STRICT;
CREATE INDEX annotations_in_order ON annotations(document, created, id);
CREATE TABLE annotation_blocks(
  document TEXT NOT NULL, annotation TEXT NOT NULL, block TEXT NOT NULL,
  PRIMARY KEY(document, annotation, block)) STRICT, WITHOUT ROWID;
CREATE TABLE annotation_tags(
  document TEXT NOT NULL, annotation TEXT NOT NULL, tag TEXT NOT NULL,
  PRIMARY KEY(document, annotation, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE entries(
  document TEXT NOT NULL, root TEXT NOT NULL, subject TEXT NOT NULL, user TEXT NOT NULL, rev INTEGER NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY(document, root, subject, user)) STRICT, WITHOUT ROWID;
`
const NAMES = ['positions', 'annotations', 'annotation_blocks', 'annotation_tags', 'entries']

/** What the entries on one subject come to. */
const folded = (root: string, subject: string) =>
  `(SELECT value FROM entries e WHERE e.document = a.document AND e.root = '${root}' AND e.subject = ${subject}
    ORDER BY rev DESC, user DESC LIMIT 1)`
const STATUS = `coalesce(${folded('status', 'a.thread')}, 'open')`
const VISIBLE = `a.document = ? AND a.deleted = 0 AND coalesce(${folded('moderation', 'a.id')}, 'shown') <> 'hidden'`

/**
 * The index in a SQLite file of its own: its transactions are short and never wait for anybody else's. It does not ask the
 * disk to be safe (`synchronous=NORMAL`): a commit that is lost with the power takes its position along.
 */
export function openSqliteAnnotationIndex(file: string): AnnotationIndex {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('busy_timeout = 3000')
  prepareTables(db)

  const putAnnotation = db.prepare('INSERT OR REPLACE INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const putBlock = db.prepare('INSERT OR IGNORE INTO annotation_blocks VALUES (?, ?, ?)')
  const putTag = db.prepare('INSERT OR IGNORE INTO annotation_tags VALUES (?, ?, ?)')
  const putEntry = db.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)')
  const putPosition = db.prepare('INSERT OR REPLACE INTO positions VALUES (?, ?, ?)')
  const dropAnnotation = [
    'annotations WHERE document = ? AND id',
    'annotation_blocks WHERE document = ? AND annotation',
    'annotation_tags WHERE document = ? AND annotation',
  ].map((which) => db.prepare(`DELETE FROM ${which} = ?`))
  const dropEntry = db.prepare(
    'DELETE FROM entries WHERE document = ? AND root = ? AND subject = ? AND user = ?',
  )
  const dropPosition = db.prepare('DELETE FROM positions WHERE document = ?')
  const dropDocument = NAMES.map((name) => db.prepare(`DELETE FROM ${name} WHERE document = ?`))
  const getPosition = db.prepare<[string], IndexPosition>(
    'SELECT epoch, seq FROM positions WHERE document = ?',
  )
  const getCodebook = db.prepare<[string], IndexedEntry>(
    "SELECT root, subject, user, rev, value FROM entries WHERE document = ? AND root = 'codebook' ORDER BY subject, user",
  )
  const count = db.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM annotations a WHERE ${VISIBLE}`,
  )

  function applyOne(change: IndexChange): void {
    const { documentId, position, annotations, entries, gone } = change
    for (const id of [...gone.annotations, ...annotations.map((annotation) => annotation.id)])
      for (const drop of dropAnnotation) drop.run(documentId, id)
    for (const one of annotations) {
      const { id, creator, thread, created, modified, deleted, search, record } = one
      putAnnotation.run(
        documentId,
        id,
        creator,
        thread,
        created,
        modified,
        deleted ? 1 : 0,
        search,
        JSON.stringify(record),
      )
      for (const block of one.blocks) putBlock.run(documentId, id, block)
      for (const tag of one.tags) putTag.run(documentId, id, tag)
    }
    for (const { root, subject, user } of gone.entries) dropEntry.run(documentId, root, subject, user)
    for (const { root, subject, user, rev, value } of entries)
      putEntry.run(documentId, root, subject, user, rev, value)
    if (position === null) dropPosition.run(documentId)
    else putPosition.run(documentId, position.epoch, position.seq)
  }
  const applyAll = db.transaction((changes: readonly IndexChange[]) => changes.forEach(applyOne))
  const clear = db.transaction((documentId: string) => {
    for (const drop of dropDocument) drop.run(documentId)
  })

  return {
    async positions(documentIds) {
      const found = new Map<string, IndexPosition>()
      for (const id of documentIds) {
        const position = getPosition.get(id)
        if (position !== undefined) found.set(id, position)
      }
      return found
    },
    async apply(changes) {
      applyAll.immediate(changes)
    },
    async clear(documentId) {
      clear.immediate(documentId)
    },
    async erase(documentId) {
      clear.immediate(documentId)
      scrub(db)
    },
    async find(documentId, filter) {
      const { where, values } = conditions(documentId, filter)
      const total = db
        .prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM annotations a WHERE ${where}`)
        .get(...values)
      const rows = db
        .prepare<
          unknown[],
          { id: string; creator: string; record: string; status: FoundAnnotation['status'] }
        >(
          `SELECT a.id, a.creator, a.record, ${STATUS} AS status FROM annotations a WHERE ${where}
           ORDER BY a.created, a.id LIMIT ? OFFSET ?`,
        )
        .all(...values, filter.limit, filter.offset)
      return {
        total: total?.n ?? 0,
        found: rows.map((row) => ({ ...row, record: JSON.parse(row.record) as FoundAnnotation['record'] })),
      }
    },
    async codebook(documentId) {
      return getCodebook.all(documentId)
    },
    async countsOf(documentIds) {
      return new Map(documentIds.map((id) => [id, count.get(id)?.n ?? 0]))
    },
    async close() {
      db.close()
    },
  }
}

function prepareTables(db: Database.Database): void {
  if (db.pragma('user_version', { simple: true }) === VERSION) return
  db.transaction(() => {
    for (const name of NAMES) db.exec(`DROP TABLE IF EXISTS ${name}`)
    db.exec(TABLES)
    db.pragma(`user_version = ${VERSION}`)
  }).immediate()
}

function conditions(documentId: string, filter: AnnotationFilter): { where: string; values: unknown[] } {
  const terms = [VISIBLE]
  const values: unknown[] = [documentId]
  const term = (sql: string, ...bound: unknown[]) => {
    terms.push(sql)
    values.push(...bound)
  }
  const { author, tags, status, block, words = [], since } = filter
  if (author !== undefined) term('a.creator = ?', author)
  if (since !== undefined) term('a.modified >= ?', since)
  if (status !== undefined) term(`${STATUS} = ?`, status)
  for (const word of words) term('instr(a.search, ?) > 0', word)
  if (block !== undefined)
    term(
      'EXISTS (SELECT 1 FROM annotation_blocks b WHERE b.document = a.document AND b.annotation IN (a.id, a.thread) AND b.block = ?)',
      block,
    )
  if (tags !== undefined)
    term(
      'EXISTS (SELECT 1 FROM annotation_tags t JOIN json_each(?) j ON t.tag = j.value WHERE t.document = a.document AND t.annotation = a.id)',
      JSON.stringify(tags),
    )
  return { where: terms.join(' AND '), values }
}
