import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { atLeast } from '../../../shared/roles.ts'
import type { AppStore, StoredInvite } from '../app-store.ts'
import { type AppTables, living } from './app-schema.ts'

type Invites = Pick<AppStore, 'addInvite' | 'invites' | 'inviteByHash' | 'revokeInvite' | 'redeemInvite'>

export function sqliteInvites(db: Kysely<AppTables>): Invites {
  return {
    async addInvite(invite) {
      await db
        .insertInto('invites')
        .values({
          id: invite.id,
          document_id: invite.documentId,
          hash: invite.hash,
          role: invite.role,
          created: invite.created.getTime(),
          created_by: invite.createdBy,
          expires: invite.expires.getTime(),
          max_uses: invite.maxUses,
          uses: invite.uses,
          revoked_at: null,
        })
        .execute()
    },
    async invites(documentId) {
      const rows = await db
        .selectFrom('invites')
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .orderBy('created', 'desc')
        .orderBy('id')
        .selectAll()
        .execute()
      return rows.map((row) => {
        const { documentId: _, ...invite } = inviteOf(row)
        return invite
      })
    },
    async inviteByHash(hash) {
      const row = await db
        .selectFrom('invites')
        .where('hash', '=', hash)
        .where('document_id', 'in', living(db))
        .selectAll()
        .executeTakeFirst()
      return row === undefined ? null : inviteOf(row)
    },
    async revokeInvite(documentId, id, at) {
      const revoked = await db
        .updateTable('invites')
        .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', sql.val(at.getTime())) }))
        .where('document_id', '=', documentId)
        .where('id', '=', id)
        .where('document_id', 'in', living(db))
        .executeTakeFirst()
      return revoked.numUpdatedRows > 0n
    },
    async redeemInvite(hash, userId, at) {
      return db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('invites')
          .where('hash', '=', hash)
          .where('document_id', 'in', living(db))
          .selectAll()
          .executeTakeFirst()
        if (row === undefined) return { result: 'unknown' }
        const member = await trx
          .selectFrom('members')
          .where('document_id', '=', row.document_id)
          .where('user_id', '=', userId)
          .select('role')
          .executeTakeFirst()
        const was = member?.role ?? null
        if (was !== null && atLeast(was, row.role))
          return { result: 'member', documentId: row.document_id, role: was, was }
        if (row.revoked_at !== null) return { result: 'revoked' }
        if (row.expires <= at.getTime()) return { result: 'expired' }
        if (row.uses >= row.max_uses) return { result: 'used-up' }
        await trx
          .updateTable('invites')
          .set((eb) => ({ uses: eb('uses', '+', 1) }))
          .where('id', '=', row.id)
          .execute()
        await trx
          .insertInto('members')
          .values({ document_id: row.document_id, user_id: userId, role: row.role, joined: at.getTime() })
          .onConflict((conflict) =>
            conflict.columns(['document_id', 'user_id']).doUpdateSet({ role: row.role }),
          )
          .execute()
        return { result: 'member', documentId: row.document_id, role: row.role, was }
      })
    },
  }
}

function inviteOf(row: AppTables['invites']): StoredInvite {
  return {
    id: row.id,
    documentId: row.document_id,
    role: row.role,
    created: new Date(row.created),
    expires: new Date(row.expires),
    maxUses: row.max_uses,
    uses: row.uses,
    revoked: row.revoked_at !== null,
  }
}
