import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { AppStore } from '../app-store.ts'
import type { AppTables } from './app-schema.ts'
import { living } from './app-schema.ts'
import { emptyWriteAheadLog, overwrite } from './scrub.ts'

type Purges = Pick<
  AppStore,
  | 'addPurge'
  | 'dropPurge'
  | 'purges'
  | 'unfinishedPurges'
  | 'finishPurge'
  | 'purgedAnnotations'
  | 'erasePerson'
>

/** That something was purged; what it was stands here only until it is done. */
export function sqlitePurges(db: Kysely<AppTables>, file: Database.Database): Purges {
  return {
    async addPurge({ id, documentId, at, kind, by, target }) {
      await db
        .insertInto('purges')
        .values({
          ...{ id, document_id: documentId, at: at.getTime(), kind, by_user: by },
          ...{ records: 0, target, begun: 0 },
        })
        .execute()
    },
    async dropPurge(id) {
      await db.deleteFrom('purges').where('id', '=', id).where('begun', '=', 0).execute()
    },
    async purges(documentId) {
      const rows = await db
        .selectFrom('purges')
        .innerJoin('users', 'users.id', 'purges.by_user')
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .where('begun', '=', 1)
        .orderBy('at', 'desc')
        .orderBy('purges.id')
        .select(['purges.id', 'at', 'kind', 'by_user', 'users.name', 'records', 'target'])
        .execute()
      return rows.map(({ at, by_user, name, target, ...row }) => ({
        ...row,
        done: target === null,
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
      return rows.map(({ id, document_id, at, kind, by_user, target, begun }) => ({
        id,
        documentId: document_id,
        at: new Date(at),
        kind,
        by: by_user,
        target: target ?? '',
        begun: begun === 1,
      }))
    },
    async finishPurge(id) {
      await db.transaction().execute(async (trx) => {
        const { document_id } = await trx
          .selectFrom('purges')
          .where('id', '=', id)
          .select('document_id')
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
      overwrite(file)
      // Not done before, so that a start which comes first takes it up again.
      if (!emptyWriteAheadLog(file)) return false
      await db.updateTable('purges').set({ target: null }).where('id', '=', id).execute()
      return true
    },
    async purgedAnnotations() {
      const rows = await db
        .selectFrom('purged_annotations')
        .where('document_id', 'in', living(db))
        .selectAll()
        .execute()
      return rows.map(({ document_id, annotation_id }) => ({
        documentId: document_id,
        annotationId: annotation_id,
      }))
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
