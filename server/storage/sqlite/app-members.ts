import type { Kysely } from 'kysely'
import type { AppStore } from '../app-store.ts'
import { type AppTables, living } from './app-schema.ts'

type Members = Pick<
  AppStore,
  'memberships' | 'members' | 'formerMembers' | 'everOwned' | 'everHadOwner' | 'setRole'
>

export function sqliteMembers(db: Kysely<AppTables>): Members {
  return {
    async memberships() {
      const rows = await db.selectFrom('members').where('document_id', 'in', living(db)).selectAll().execute()
      return rows.map((row) => ({ documentId: row.document_id, userId: row.user_id, role: row.role }))
    },
    async members(documentId) {
      const rows = await db
        .selectFrom('members')
        .innerJoin('users', 'users.id', 'members.user_id')
        .where('document_id', '=', documentId)
        .where('document_id', 'in', living(db))
        .orderBy('joined')
        .orderBy('users.id')
        .select(['users.id', 'users.name', 'role', 'joined'])
        .execute()
      return rows.map((row) => ({ ...row, joined: new Date(row.joined) }))
    },
    async formerMembers(documentId) {
      return db
        .selectFrom('former_members as former')
        .innerJoin('users', 'users.id', 'former.user_id')
        .where('former.document_id', '=', documentId)
        .where('former.document_id', 'in', living(db))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('members')
                .whereRef('members.document_id', '=', 'former.document_id')
                .whereRef('members.user_id', '=', 'former.user_id')
                .select('members.user_id'),
            ),
          ),
        )
        .orderBy('users.id')
        .select(['users.id', 'users.name'])
        .execute()
    },
    async everOwned(userId) {
      const owned = await db
        .selectFrom('members')
        .where('user_id', '=', userId)
        .where('role', '=', 'owner')
        .select('document_id')
        .limit(1)
        .executeTakeFirst()
      return owned !== undefined
    },
    async everHadOwner() {
      const owner = await db
        .selectFrom('members')
        .where('role', '=', 'owner')
        .select('user_id')
        .limit(1)
        .executeTakeFirst()
      return owner !== undefined
    },
    async setRole(documentId, userId, role) {
      return db.transaction().execute(async (trx) => {
        const members = trx
          .selectFrom('members')
          .where('document_id', '=', documentId)
          .where('document_id', 'in', living(db))
        const member = await members.where('user_id', '=', userId).select('role').executeTakeFirst()
        if (member === undefined) return 'no-member'
        if (member.role === 'owner' && role !== 'owner') {
          const other = await members
            .where('role', '=', 'owner')
            .where('user_id', '!=', userId)
            .select('user_id')
            .limit(1)
            .executeTakeFirst()
          if (other === undefined) return 'last-owner'
        }
        if (role === null) {
          await trx
            .deleteFrom('members')
            .where('document_id', '=', documentId)
            .where('user_id', '=', userId)
            .execute()
          await trx
            .insertInto('former_members')
            .values({ document_id: documentId, user_id: userId })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        } else
          await trx
            .updateTable('members')
            .set({ role })
            .where('document_id', '=', documentId)
            .where('user_id', '=', userId)
            .execute()
        return 'changed'
      })
    },
  }
}
