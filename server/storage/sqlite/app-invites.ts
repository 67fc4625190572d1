import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { atLeast, ROLES, type Role } from '../../../shared/roles.ts'
import type { AppStore, RoleChange, StoredInvite } from '../app-store.ts'
import { giveRole, isLastOwner, roleOf } from './app-members.ts'
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
    async revokeInvite(documentId, id, at, leave) {
      return db.transaction().execute(async (trx) => {
        const revoked = await trx
          .updateTable('invites')
          .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', sql.val(at.getTime())) }))
          .where('document_id', '=', documentId)
          .where('id', '=', id)
          .where('document_id', 'in', living(db))
          .executeTakeFirst()
        if (revoked.numUpdatedRows === 0n) return null
        return leave === undefined ? [] : takeBack(trx, documentId, id, leave.but, at)
      })
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
        const was = await roleOf(trx, row.document_id, userId)
        if (was !== null && atLeast(was, row.role))
          return { result: 'member', documentId: row.document_id, role: was, was }
        if (row.revoked_at !== null || (was === null && (await wasRemovedSince(trx, row, userId))))
          return { result: 'revoked' }
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
        await grant(trx, row, userId, was)
        return { result: 'member', documentId: row.document_id, role: row.role, was }
      })
    },
  }
}

type Row = AppTables['invites']

/** Who was removed comes back by a newer link only: the old one may be what he was removed for. */
async function wasRemovedSince(db: Kysely<AppTables>, invite: Row, userId: string): Promise<boolean> {
  const removed = await db
    .selectFrom('former_members')
    .where('document_id', '=', invite.document_id)
    .where('user_id', '=', userId)
    .where('removed_at', '>=', invite.created)
    .select('user_id')
    .executeTakeFirst()
  return removed !== undefined
}

/** Remembers that the role comes from this invite, and what there was before any invite gave one. */
async function grant(db: Kysely<AppTables>, invite: Row, userId: string, was: Role | null): Promise<void> {
  const member = { document_id: invite.document_id, user_id: userId }
  const known = await db
    .selectFrom('grants')
    .where('document_id', '=', invite.document_id)
    .where('user_id', '=', userId)
    .select('role')
    .limit(1)
    .executeTakeFirst()
  if (was !== null && known === undefined)
    await db
      .insertInto('grants')
      .values({ ...member, invite_id: null, role: was })
      .execute()
  await db
    .insertInto('grants')
    .values({ ...member, invite_id: invite.id, role: invite.role })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Everybody who has a role by this invite gets the highest that is left to him by other ways, or is removed. */
async function takeBack(
  db: Kysely<AppTables>,
  documentId: string,
  inviteId: string,
  but: string,
  at: Date,
): Promise<RoleChange[]> {
  const given = await db
    .selectFrom('grants')
    .where('invite_id', '=', inviteId)
    .where('user_id', '!=', but)
    .select('user_id')
    .orderBy('user_id')
    .execute()
  const changes: RoleChange[] = []
  for (const { user_id: userId } of given) {
    const others = await db
      .selectFrom('grants')
      .where('document_id', '=', documentId)
      .where('user_id', '=', userId)
      .where(({ eb, or }) => or([eb('invite_id', '!=', inviteId), eb('invite_id', 'is', null)]))
      .select('role')
      .execute()
    const left = ROLES.findLast((role) => others.some((other) => other.role === role)) ?? null
    const was = await roleOf(db, documentId, userId)
    if (was === 'owner' && left !== 'owner' && (await isLastOwner(db, documentId, userId))) continue
    await db.deleteFrom('grants').where('invite_id', '=', inviteId).where('user_id', '=', userId).execute()
    if (left === was) continue
    await giveRole(db, documentId, userId, left, at)
    changes.push({ userId, role: left })
  }
  return changes
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
