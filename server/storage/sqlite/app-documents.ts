import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { AppStore, DocumentOfUser, DocumentRecord } from '../app-store.ts'
import { incidentRow } from './app-incidents.ts'
import type { AppTables } from './app-schema.ts'

type Documents = Pick<
  AppStore,
  'addDocument' | 'documents' | 'documentsOf' | 'renameDocument' | 'deleteDocument' | 'changeEpoch'
>

export function sqliteDocuments(db: Kysely<AppTables>): Documents {
  return {
    async addDocument(document, ownerId) {
      const created = document.created.getTime()
      await db.transaction().execute(async (trx) => {
        const source = JSON.stringify(document.source)
        await trx
          .insertInto('documents')
          .values({ ...document, created, source, deleted_at: null })
          .execute()
        if (ownerId !== null)
          await trx
            .insertInto('members')
            .values({ document_id: document.id, user_id: ownerId, role: 'owner', joined: created })
            .execute()
      })
    },
    async documents() {
      return (await db.selectFrom('documents').where('deleted_at', 'is', null).selectAll().execute()).map(
        documentOf,
      )
    },
    async documentsOf(userId) {
      const rows = await db
        .selectFrom('documents')
        .where('deleted_at', 'is', null)
        .innerJoin('members', 'members.document_id', 'documents.id')
        .where('members.user_id', '=', userId)
        .selectAll('documents')
        .select('members.role')
        .execute()
      const found = new Map<string, DocumentOfUser>(
        rows.map((row) => [row.id, { document: documentOf(row), role: row.role, members: 0, people: [] }]),
      )
      const people = await db
        .selectFrom((eb) =>
          eb
            .selectFrom('members')
            .where('document_id', 'in', (own) =>
              own.selectFrom('members').where('user_id', '=', userId).select('document_id'),
            )
            .select(['document_id', 'user_id', 'joined'])
            .select([
              sql<number>`row_number() OVER (PARTITION BY document_id ORDER BY joined DESC, user_id)`.as(
                'place',
              ),
              sql<number>`count(*) OVER (PARTITION BY document_id)`.as('members'),
            ])
            .as('ranked'),
        )
        .innerJoin('users', 'users.id', 'ranked.user_id')
        .where('place', '<=', 5)
        .orderBy('place')
        .select(['document_id', 'members', 'users.id', 'users.name'])
        .execute()
      for (const { document_id, members, id, name } of people) {
        const entry = found.get(document_id)
        if (entry === undefined) continue
        entry.members = members
        entry.people.push({ id, name })
      }
      return [...found.values()]
    },
    async renameDocument(id, title) {
      await db.updateTable('documents').set({ title }).where('id', '=', id).execute()
    },
    async deleteDocument(id, at) {
      await db.updateTable('documents').set({ deleted_at: at.getTime() }).where('id', '=', id).execute()
    },
    async changeEpoch({ documentId, from, to, incidents, purged }) {
      await db.transaction().execute(async (trx) => {
        const changed = await trx
          .updateTable('documents')
          .set({ epoch: to })
          .where('id', '=', documentId)
          .where('epoch', '=', from)
          .where('deleted_at', 'is', null)
          .executeTakeFirst()
        if (changed.numUpdatedRows === 0n) throw new Error(`${documentId} is not in epoch ${from}`)
        for (const incident of incidents)
          await trx.insertInto('incidents').values(incidentRow(incident)).execute()
        if (purged === undefined) return
        await trx
          .updateTable('purges')
          .set({ records: purged.records, begun: 1 })
          .where('id', '=', purged.id)
          .execute()
        for (const annotation_id of purged.annotations)
          await trx
            .insertInto('purged_annotations')
            .values({ document_id: documentId, annotation_id })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
      })
    },
  }
}

function documentOf(row: AppTables['documents']): DocumentRecord {
  return {
    id: row.id,
    title: row.title,
    schema: row.schema,
    epoch: row.epoch,
    created: new Date(row.created),
    source: JSON.parse(row.source),
  }
}
