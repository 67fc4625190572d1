import { createHash } from 'node:crypto'
import type { BetterAuthOptions } from 'better-auth'
import type { getAdapter } from 'better-auth/db/adapter'

type Adapter = Awaited<ReturnType<typeof getAdapter>>
type Where = NonNullable<Parameters<Adapter['count']>[0]['where']>
type Row = Record<string, unknown>

/**
 * better-auth keeps session tokens as they are; who reads the database could be everybody. This adapter lies between the
 * two: only SHA-256 hashes of tokens (which are random, so need no salt) reach the database, and better-auth gets back
 * the token that it asked with.
 */
export function hashSessionTokens(inner: Adapter): Adapter {
  const wrapped = { ...inner, ...hashing(inner) }
  return { ...wrapped, transaction: (work) => inner.transaction((trx) => work({ ...trx, ...hashing(trx) })) }
}

function hashing(inner: Omit<Adapter, 'transaction'>): Partial<Adapter> {
  return {
    create: async (query) =>
      query.model === 'session'
        ? withToken(await inner.create({ ...query, data: hashedData(query.data) }), query.data)
        : inner.create(query),
    findOne: async (query) => withToken(await inner.findOne(hashedWhere(query)), asked(query)),
    findMany: (query) => inner.findMany(hashedWhere(query)),
    count: (query) => inner.count(hashedWhere(query)),
    update: async (query) =>
      withToken(
        await inner.update({ ...hashedWhere(query), update: hashedUpdate(query) }),
        'token' in query.update ? query.update : asked(query),
      ),
    updateMany: (query) => inner.updateMany({ ...hashedWhere(query), update: hashedUpdate(query) }),
    delete: (query) => inner.delete(hashedWhere(query)),
    deleteMany: (query) => inner.deleteMany(hashedWhere(query)),
  }
}

function hash(token: unknown): unknown {
  return typeof token === 'string' ? createHash('sha256').update(token).digest('base64url') : token
}

function hashedData<T extends Row>(data: T): T {
  return 'token' in data ? { ...data, token: hash(data.token) } : data
}

function hashedUpdate(query: { model: string; update: Row }): Row {
  return query.model === 'session' ? hashedData(query.update) : query.update
}

function hashedWhere<T extends { model: string; where?: Where }>(query: T): T {
  if (query.model !== 'session') return query
  const where = query.where?.map((one) =>
    one.field === 'token'
      ? {
          ...one,
          value: (Array.isArray(one.value) ? one.value.map(hash) : hash(one.value)) as typeof one.value,
        }
      : one,
  )
  return { ...query, where }
}

/** The token in a condition on sessions, if there is exactly one. */
function asked(query: { model: string; where?: Where }): Row {
  const one = query.model === 'session' ? query.where?.find(({ field }) => field === 'token') : undefined
  return typeof one?.value === 'string' ? { token: one.value } : {}
}

function withToken<T>(row: T, known: Row): T {
  return row !== null && typeof row === 'object' && 'token' in known ? { ...row, token: known.token } : row
}

/** What `betterAuth({database})` takes. */
export function asDatabase(adapter: Adapter): NonNullable<BetterAuthOptions['database']> {
  return () => adapter
}
