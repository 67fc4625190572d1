import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Role } from '../../../shared/roles.ts'

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
  /** Everybody who has been removed, whether he came back or not. */
  former_members: { document_id: string; user_id: string }
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
}

async function run(db: Kysely<unknown>, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
