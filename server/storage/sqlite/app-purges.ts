import type { Kysely } from 'kysely'
import type { AppStore } from '../app-store.ts'
import type { AppTables } from './app-schema.ts'
import { living } from './app-schema.ts'

type Purges = Pick<AppStore, 'addPurge' | 'purges' | 'unfinishedPurges' | 'finishPurge' | 'erasePerson'>

/** That something was purged; what it was stands here only until it is done. `scrub` leaves no trace of it in the file. */
export function sqlitePurges(db: Kysely<AppTables>, scrub: () => void): Purges {
  return {
    async addPurge({ id, documentId, at, kind, by, target }) {
      await db
        .insertInto('purges')
        .values({ id, document_id: documentId, at: at.getTime(), kind, by_user: by, records: 0, target })
        .execute()
    },
    async purges(documentId) {
      const rows = await db
        .selectFrom('purges')
        .innerJoin('users', 'users.id', 'purges.by_user')
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .where('target', 'is', null)
        .orderBy('at', 'desc')
        .orderBy('purges.id')
        .select(['purges.id', 'at', 'kind', 'by_user', 'users.name', 'records'])
        .execute()
      return rows.map(({ at, by_user, name, ...row }) => ({
        ...row,
        at: new Date(at),
        by: { id: by_user, name },
      }))
    },
    async unfinishedPurges() {
      const rows = await db
        .selectFrom('purges')
        .where('target', 'is not', null)
        .where('document_id', 'in', living(db))
        .orderBy('at')
        .selectAll()
        .execute()
      return rows.map(({ id, document_id, at, kind, by_user, target }) => ({
        id,
        documentId: document_id,
        at: new Date(at),
        kind,
        by: by_user,
        target: target ?? '',
      }))
    },
    async finishPurge(id) {
      await db.transaction().execute(async (trx) => {
        const { document_id } = await trx
          .updateTable('purges')
          .set({ target: null })
          .where('id', '=', id)
          .returning('document_id')
          .executeTakeFirstOrThrow()
        // Records of which nobody knew the place any more, told after a repair: they may be what was purged.
        const told = await trx
          .selectFrom('incidents')
          .where('document_id', '=', document_id)
          .where('kind', '=', 'repaired')
          .select(['id', 'detail'])
          .execute()
        for (const incident of told)
          await trx
            .updateTable('incidents')
            .set({ detail: JSON.stringify(withoutValues(JSON.parse(incident.detail))) })
            .where('id', '=', incident.id)
            .execute()
      })
      scrub()
    },
    async erasePerson(documentId, userId) {
      return db.transaction().execute(async (trx) => {
        await trx
          .insertInto('purged_people')
          .values({ document_id: documentId, user_id: userId })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const elsewhere = (table: 'members' | 'former_members') =>
          trx
            .selectFrom(table)
            .where('user_id', '=', userId)
            .where('document_id', 'in', living(trx))
            .where('document_id', 'not in', (eb) =>
              eb.selectFrom('purged_people').where('user_id', '=', userId).select('document_id'),
            )
            .select('document_id')
            .limit(1)
            .executeTakeFirst()
        if (((await elsewhere('members')) ?? (await elsewhere('former_members'))) !== undefined)
          return 'lives-elsewhere'
        await trx.updateTable('users').set({ name: '' }).where('id', '=', userId).execute()
        await trx.deleteFrom('handovers').where('user_id', '=', userId).execute()
        return 'erased'
      })
    },
  }
}

function withoutValues(detail: { rooms?: { unplaced?: unknown[] }[] }): object {
  return { ...detail, rooms: (detail.rooms ?? []).map((room) => ({ ...room, unplaced: [] })) }
}
