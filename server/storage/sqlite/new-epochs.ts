import Database from 'better-sqlite3'
import { renameEpoch } from './log-tables.ts'

/**
 * Gives every document in a pair of files that nobody uses a new epoch: clients that have seen more than these files have
 * then begin afresh, and offer what they still hold, instead of mixing two pasts. The bytes of the rows stay, and so do
 * bindings, attribution and archive. Cut short it leaves damaged files behind: for copies that are then thrown away.
 */
export function giveNewEpochs(files: { app: string; log: string }, newEpoch: () => string): void {
  const opened = [files.app, files.log].map((file) => {
    const db = new Database(file, { fileMustExist: true })
    // The caller makes the files durable when they are done.
    db.pragma('journal_mode = OFF')
    db.pragma('synchronous = OFF')
    return db
  })
  const [app, log] = opened as [Database.Database, Database.Database]
  try {
    const rename = app.prepare('UPDATE documents SET epoch = ? WHERE id = ?')
    const documents = app.prepare<[], { id: string; epoch: string }>('SELECT id, epoch FROM documents').all()
    log.transaction(() => {
      app.transaction(() => {
        for (const { id, epoch } of documents) {
          const next = newEpoch()
          rename.run(next, id)
          renameEpoch(log, id, epoch, next)
        }
      })()
    })()
  } finally {
    for (const db of opened) db.close()
  }
}
