import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Role } from '../../../shared/roles.ts'
import type { IncidentKind } from '../app-store.ts'

/** The tables of app.sqlite. Times are milliseconds since 1970. The tables of better-auth (`auth_…`) lie beside them. */
export interface AppTables {
  users: { id: string; name: string; created: number }
  /** By which id whatever signs people in knows a user (docs/adr/0004). */
  identities: { identity: string; user_id: string }
  documents: {
    id: string
    title: string
    schema: number
    epoch: string
    created: number
    /** JSON */
    source: string
    deleted_at: number | null
  }
  members: { document_id: string; user_id: string; role: Role; joined: number }
  /** Everybody who has been removed, whether he came back or not, and when that was last. */
  former_members: { document_id: string; user_id: string; removed_at: number }
  /** From where a member has the role: each invite that gave or raised it, and (null) what there was before the first. */
  grants: { document_id: string; user_id: string; invite_id: string | null; role: Role }
  invites: {
    id: string
    document_id: string
    hash: string
    role: Role
    created: number
    created_by: string | null
    expires: number
    max_uses: number
    uses: number
    revoked_at: number | null
  }
  /** Made by a session, or by an owner for a guest of a document. */
  handovers: {
    id: string
    hash: string
    user_id: string
    session: string | null
    document_id: string | null
    owner_id: string | null
    created: number
    expires: number
    used_at: number | null
  }
  incidents: {
    id: string
    document_id: string
    at: number
    kind: IncidentKind
    /** JSON */
    detail: string
    dismissed_at: number | null
  }
  /** `target`, what it is about, until it is done; `begun`: nobody gets that any more. */
  purges: {
    id: string
    document_id: string
    at: number
    kind: 'annotation' | 'person'
    by_user: string
    records: number
    target: string | null
    begun: 0 | 1
  }
  /** Ids under which a document takes nothing any more; of what they named nothing is left. */
  purged_annotations: { document_id: string; annotation_id: string }
  /** Whose name a document does not know any more. */
  purged_people: { document_id: string; user_id: string }
}

/** Ids of the documents that are there: what belongs to a deleted one is found by nothing (docs/adr/0005). */
export function living(db: Kysely<AppTables>) {
  return db.selectFrom('documents').where('deleted_at', 'is', null).select('documents.id')
}

/** In the order of their names; one that has been released is never changed. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-people-documents-members-invites': {
    async up(db) {
      await run(
        db,
        `CREATE TABLE users(id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL) STRICT`,
        `CREATE TABLE identities(
          identity TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE) STRICT`,
        `CREATE INDEX identities_by_user ON identities(user_id)`,
        `CREATE TABLE documents(
          id TEXT PRIMARY KEY, title TEXT NOT NULL, schema INTEGER NOT NULL, epoch TEXT NOT NULL,
          created INTEGER NOT NULL, source TEXT NOT NULL, deleted_at INTEGER) STRICT`,
        `CREATE TABLE members(
          document_id TEXT NOT NULL REFERENCES documents(id), user_id TEXT NOT NULL REFERENCES users(id),
          role TEXT NOT NULL CHECK(role IN ('reader', 'annotator', 'editor', 'owner')), joined INTEGER NOT NULL,
          PRIMARY KEY(document_id, user_id)) STRICT, WITHOUT ROWID`,
        `CREATE INDEX members_by_user ON members(user_id)`,
        `CREATE TABLE former_members(
          document_id TEXT NOT NULL REFERENCES documents(id),
          user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
          PRIMARY KEY(document_id, user_id)) STRICT, WITHOUT ROWID`,
        `CREATE TABLE invites(
          id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id), hash TEXT NOT NULL UNIQUE,
          role TEXT NOT NULL CHECK(role IN ('reader', 'annotator', 'editor', 'owner')), created INTEGER NOT NULL,
          created_by TEXT REFERENCES users(id), expires INTEGER NOT NULL, max_uses INTEGER NOT NULL,
          uses INTEGER NOT NULL CHECK(uses <= max_uses), revoked_at INTEGER) STRICT`,
        `CREATE INDEX invites_by_document ON invites(document_id)`,
      )
    },
  },
  '0002-grants-and-handovers': {
    async up(db) {
      await run(
        db,
        `ALTER TABLE former_members ADD COLUMN removed_at INTEGER NOT NULL DEFAULT 0`,
        // Nobody knows when: no link that is about may bring them back.
        `UPDATE former_members SET removed_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
        `CREATE TABLE grants(
          document_id TEXT NOT NULL, user_id TEXT NOT NULL, invite_id TEXT REFERENCES invites(id),
          role TEXT NOT NULL CHECK(role IN ('reader', 'annotator', 'editor', 'owner')),
          UNIQUE(document_id, user_id, invite_id),
          FOREIGN KEY(document_id, user_id) REFERENCES members(document_id, user_id) ON DELETE CASCADE) STRICT`,
        `CREATE INDEX grants_by_invite ON grants(invite_id)`,
        `CREATE TABLE handovers(
          id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE,
          user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, session TEXT,
          document_id TEXT REFERENCES documents(id), owner_id TEXT REFERENCES users(id),
          created INTEGER NOT NULL, expires INTEGER NOT NULL, used_at INTEGER) STRICT`,
        `CREATE INDEX handovers_by_user ON handovers(user_id)`,
      )
    },
  },
  '0003-incidents': {
    async up(db) {
      await run(
        db,
        `CREATE TABLE incidents(
          id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id), at INTEGER NOT NULL,
          kind TEXT NOT NULL, detail TEXT NOT NULL, dismissed_at INTEGER) STRICT`,
        `CREATE INDEX incidents_by_document ON incidents(document_id, at)`,
      )
    },
  },
  '0004-purges': {
    async up(db) {
      await run(
        db,
        `CREATE TABLE purges(
          id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id), at INTEGER NOT NULL,
          kind TEXT NOT NULL, by_user TEXT NOT NULL REFERENCES users(id), records INTEGER NOT NULL, target TEXT) STRICT`,
        `CREATE INDEX purges_by_document ON purges(document_id, at)`,
        `CREATE TABLE purged_people(
          document_id TEXT NOT NULL REFERENCES documents(id),
          user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
          PRIMARY KEY(document_id, user_id)) STRICT, WITHOUT ROWID`,
      )
    },
  },
  '0005-purged-annotations': {
    async up(db) {
      await run(
        db,
        `ALTER TABLE purges ADD COLUMN begun INTEGER NOT NULL DEFAULT 0`,
        `UPDATE purges SET begun = 1 WHERE target IS NULL`,
        `CREATE TABLE purged_annotations(
          document_id TEXT NOT NULL REFERENCES documents(id), annotation_id TEXT NOT NULL,
          PRIMARY KEY(document_id, annotation_id)) STRICT, WITHOUT ROWID`,
      )
    },
  },
}

async function run(db: Kysely<unknown>, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
