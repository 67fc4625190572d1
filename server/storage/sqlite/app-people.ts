import type { Kysely } from 'kysely'
import type { AppStore } from '../app-store.ts'
import type { AppTables } from './app-schema.ts'

type People = Pick<AppStore, 'addUser' | 'userByIdentity' | 'removeUser' | 'identitiesOf'>

export function sqlitePeople(db: Kysely<AppTables>): People {
  return {
    async addUser({ id, name, identity, created }) {
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('users').values({ id, name, created: created.getTime() }).execute()
        await trx.insertInto('identities').values({ identity, user_id: id }).execute()
      })
    },
    async userByIdentity(identity) {
      const user = await db
        .selectFrom('identities')
        .innerJoin('users', 'users.id', 'identities.user_id')
        .where('identity', '=', identity)
        .select(['users.id', 'users.name'])
        .executeTakeFirst()
      return user ?? null
    },
    async removeUser(id) {
      await db.deleteFrom('users').where('id', '=', id).execute()
    },
    async identitiesOf(userId) {
      const rows = await db
        .selectFrom('identities')
        .where('user_id', '=', userId)
        .select('identity')
        .execute()
      return rows.map((row) => row.identity)
    },
  }
}
