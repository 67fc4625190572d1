import type { Kysely } from 'kysely'
import type { Role } from '../../../shared/roles.ts'
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
      const former = await db
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
        .leftJoin('purged_people as purged', (join) =>
          join
            .onRef('purged.document_id', '=', 'former.document_id')
            .onRef('purged.user_id', '=', 'former.user_id'),
        )
        .orderBy('users.id')
        .select(['users.id', 'users.name', 'purged.user_id as purged'])
        .execute()
      return former.map(({ id, name, purged }) => ({ id, name: purged === null ? name : '' }))
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
    async setRole(documentId, userId, role, at) {
      return db.transaction().execute(async (trx) => {
        const was = await roleOf(trx, documentId, userId)
        if (was === null) return 'no-member'
        if (was === 'owner' && role !== 'owner' && (await isLastOwner(trx, documentId, userId)))
          return 'last-owner'
        await giveRole(trx, documentId, userId, role, at)
        await grantsOf(trx, documentId, userId).execute()
        return 'changed'
      })
    },
  }
}

function grantsOf(db: Kysely<AppTables>, documentId: string, userId: string) {
  return db.deleteFrom('grants').where('document_id', '=', documentId).where('user_id', '=', userId)
}

/** Null for who is no member, or of no document that is there. */
export async function roleOf(
  db: Kysely<AppTables>,
  documentId: string,
  userId: string,
): Promise<Role | null> {
  const member = await db
    .selectFrom('members')
    .where('document_id', '=', documentId)
    .where('document_id', 'in', living(db))
    .where('user_id', '=', userId)
    .select('role')
    .executeTakeFirst()
  return member?.role ?? null
}

/** Whether a document would have no owner without this one. */
export async function isLastOwner(
  db: Kysely<AppTables>,
  documentId: string,
  userId: string,
): Promise<boolean> {
  const other = await db
    .selectFrom('members')
    .where('document_id', '=', documentId)
    .where('role', '=', 'owner')
    .where('user_id', '!=', userId)
    .select('user_id')
    .limit(1)
    .executeTakeFirst()
  return other === undefined
}

/** Changes a member's role; null removes, and remembers who it was and when. */
export async function giveRole(
  db: Kysely<AppTables>,
  documentId: string,
  userId: string,
  role: Role | null,
  at: Date,
): Promise<void> {
  if (role !== null) {
    await db
      .updateTable('members')
      .set({ role })
      .where('document_id', '=', documentId)
      .where('user_id', '=', userId)
      .execute()
    return
  }
  const removed_at = at.getTime()
  await db.deleteFrom('members').where('document_id', '=', documentId).where('user_id', '=', userId).execute()
  await db
    .insertInto('former_members')
    .values({ document_id: documentId, user_id: userId, removed_at })
    .onConflict((conflict) => conflict.columns(['document_id', 'user_id']).doUpdateSet({ removed_at }))
    .execute()
}
