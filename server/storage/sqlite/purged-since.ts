import Database from 'better-sqlite3'
import { hasTable } from './log-tables.ts'

/** How often something was purged after that time: all of it is in a backup of that time. Nobody knows any more what it was. */
export function purgedSince(appFile: string, time: Date): number {
  const app = new Database(appFile, { readonly: true, fileMustExist: true })
  try {
    if (!hasTable(app, 'purges')) return 0
    const count = app.prepare<[number], number>('SELECT count(*) FROM purges WHERE at > ?').pluck()
    return count.get(time.getTime()) ?? 0
  } finally {
    app.close()
  }
}
