import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { AppStore } from '../app-store.ts'
import { sqliteDocuments } from './app-documents.ts'
import { sqliteHandovers } from './app-handovers.ts'
import { sqliteIncidents } from './app-incidents.ts'
import { sqliteInvites } from './app-invites.ts'
import { sqliteMembers } from './app-members.ts'
import { sqlitePeople } from './app-people.ts'
import { sqlitePurges } from './app-purges.ts'
import type { AppTables } from './app-schema.ts'
import { MIGRATIONS } from './app-schema.ts'

/** app.sqlite, open. */
export interface AppDatabase {
  store: AppStore
  /** The same connection, for the tables of what signs people in. */
  kysely: Kysely<unknown>
  close(): Promise<void>
}

/** Opens the file, makes it where there is none, and brings its tables up to date. */
export async function openSqliteApp(file: string): Promise<AppDatabase> {
  const connection = new Database(file)
  try {
    return await open(connection)
  } catch (error) {
    connection.close()
    throw error
  }
}

async function open(connection: Database.Database): Promise<AppDatabase> {
  connection.pragma('journal_mode = WAL')
  connection.pragma('synchronous = FULL')
  connection.pragma('busy_timeout = 3000')
  connection.pragma('foreign_keys = ON')
  connection.pragma('secure_delete = ON')
  const db = new Kysely<AppTables>({ dialect: new SqliteDialect({ database: connection }) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return {
    store: {
      ...sqlitePeople(db),
      ...sqliteDocuments(db),
      ...sqliteMembers(db),
      ...sqliteInvites(db),
      ...sqliteHandovers(db),
      ...sqliteIncidents(db),
      ...sqlitePurges(db, connection),
    },
    kysely: db as unknown as Kysely<unknown>,
    close: () => db.destroy(),
  }
}
