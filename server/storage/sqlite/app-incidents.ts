import type { Kysely } from 'kysely'
import type { AppStore, Incident } from '../app-store.ts'
import { type AppTables, living } from './app-schema.ts'

type Incidents = Pick<AppStore, 'addIncident' | 'incidents' | 'dismissIncident'>

/** What a document's owners have to know of. */
export function sqliteIncidents(db: Kysely<AppTables>): Incidents {
  return {
    async addIncident(incident) {
      await db.insertInto('incidents').values(incidentRow(incident)).execute()
    },
    async incidents(documentId) {
      const rows = await db
        .selectFrom('incidents')
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .where('dismissed_at', 'is', null)
        .orderBy('at', 'desc')
        .orderBy('id')
        .selectAll()
        .execute()
      return rows.map((row) => ({
        id: row.id,
        documentId: row.document_id,
        at: new Date(row.at),
        kind: row.kind,
        detail: JSON.parse(row.detail),
      }))
    },
    async dismissIncident(documentId, id, at) {
      const dismissed = await db
        .updateTable('incidents')
        .set({ dismissed_at: at.getTime() })
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .where('id', '=', id)
        .where('dismissed_at', 'is', null)
        .executeTakeFirst()
      return dismissed.numUpdatedRows > 0n
    },
  }
}

/** As it is stored. */
export function incidentRow({ id, documentId, at, kind, detail }: Incident): AppTables['incidents'] {
  return {
    id,
    document_id: documentId,
    at: at.getTime(),
    kind,
    detail: JSON.stringify(detail),
    dismissed_at: null,
  }
}
