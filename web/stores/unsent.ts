import { LocalDatabase } from '../sync/local-database.ts'

/** What this browser holds of a person that isn't on the server. */
export interface Unsent {
  /** Records, and bursts of typing, as the page counts them. */
  changes: number
  documents: readonly string[]
}

const NOTHING: Unsent = { changes: 0, documents: [] }

export async function fetchUnsent(userId: string): Promise<Unsent> {
  return withDatabase(NOTHING, async (database) => {
    const documents = new Set<string>()
    let changes = 0
    for (const [{ documentId }, entries] of await database.unsentOf(userId)) {
      documents.add(documentId)
      changes += new Set(entries.flatMap(({ keys }) => keys)).size
      changes += entries.filter(({ keys }) => keys.length === 0).length
    }
    return { changes, documents: [...documents] }
  })
}

/** What the work makes of this browser's database; `none` where there is no such thing. */
export async function withDatabase<T>(none: T, work: (database: LocalDatabase) => Promise<T>): Promise<T> {
  const database = await LocalDatabase.open().catch(() => undefined)
  if (!database) return none
  try {
    return await work(database)
  } finally {
    database.close()
  }
}
