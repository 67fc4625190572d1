import type { Kysely } from 'kysely'
import type { AppStore, StoredHandover } from '../app-store.ts'
import type { AppTables } from './app-schema.ts'

type Handovers = Pick<AppStore, 'addHandover' | 'handoverByHash' | 'takeHandover'>

/** How long one that has expired still answers that it has, rather than that nobody knows it. */
const REMEMBERED_MS = 7 * 24 * 3600_000

/** One-time links by which another browser becomes somebody. */
export function sqliteHandovers(db: Kysely<AppTables>): Handovers {
  return {
    async addHandover({ id, hash, userId, from, created, expires }) {
      const [session, document_id, owner_id] =
        'session' in from ? [from.session, null, null] : [null, from.documentId, from.ownerId]
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom('handovers')
          .where('expires', '<', created.getTime() - REMEMBERED_MS)
          .execute()
        await trx
          .deleteFrom('handovers')
          .where('user_id', '=', userId)
          .where('session', 'is', session)
          .where('document_id', 'is', document_id)
          .where('used_at', 'is', null)
          .execute()
        await trx
          .insertInto('handovers')
          .values({
            id,
            hash,
            user_id: userId,
            session,
            document_id,
            owner_id,
            created: created.getTime(),
            expires: expires.getTime(),
            used_at: null,
          })
          .execute()
      })
    },
    async handoverByHash(hash) {
      const row = await db.selectFrom('handovers').where('hash', '=', hash).selectAll().executeTakeFirst()
      return row === undefined ? null : handoverOf(row)
    },
    async takeHandover(id, at) {
      const used = await db
        .updateTable('handovers')
        .set({ used_at: at.getTime() })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .executeTakeFirst()
      return used.numUpdatedRows > 0n
    },
  }
}

function handoverOf(row: AppTables['handovers']): StoredHandover {
  return {
    id: row.id,
    userId: row.user_id,
    from:
      row.session === null
        ? { documentId: row.document_id ?? '', ownerId: row.owner_id ?? '' }
        : { session: row.session },
    created: new Date(row.created),
    expires: new Date(row.expires),
    used: row.used_at !== null,
  }
}
