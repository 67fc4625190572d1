import { forgetLocalRooms, LocalDatabase } from '../sync/local-database.ts'
import { forgetDrafts } from './drafts.ts'
import { forgetKept } from './kept.ts'
import { fetchKept } from './kept-for-you.ts'

/**
 * Somebody else has taken this browser over: drafts end, so that nobody finds another's words in his own field, and what is
 * kept of the rooms goes. Only what is not on the server waits for its author. Never rejects.
 */
export async function leaveBrowser(userId: string): Promise<void> {
  forgetDrafts()
  forgetKept('draft/')
  if (await holdsUnsent(userId).catch(() => true)) return
  forgetKept(`document/${userId}/`)
  forgetKept(`documents/${userId}`)
  await forgetLocalRooms(userId)
}

async function holdsUnsent(userId: string): Promise<boolean> {
  const database = await LocalDatabase.open()
  try {
    return (await database.unsentOf(userId)).size > 0 || (await fetchKept(userId)).length > 0
  } finally {
    database.close()
  }
}
