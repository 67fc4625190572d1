import type { Displaced } from '../../shared/api.ts'
import type { RescueJournal } from '../storage/rescue-journal.ts'

/** What was kept of what people lost to one another, for the HTTP routes (server/http/ports.ts). */
export function createRescue(journal: RescueJournal) {
  return {
    async displaced(documentId: string, userId: string): Promise<Displaced[]> {
      const records = await journal.displacedOf(documentId, userId)
      return records.map((record) => ({ ...record, at: record.at.toISOString() }))
    },
    dropDisplaced: (documentId: string, userId: string, id: string): Promise<boolean> =>
      journal.dropDisplaced(documentId, userId, id),
  }
}
