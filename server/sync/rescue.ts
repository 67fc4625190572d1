import type { Displaced } from '../../shared/api.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RescueJournal } from '../storage/rescue-journal.ts'
import type { RestorePoint, RestorePoints } from '../storage/restore-points.ts'
import { restoreBlocks } from './room/restore.ts'
import type { Room } from './room/room.ts'
import { roomDoc } from './room/room-doc.ts'

type WithRoom = (documentId: string, room: RoomName, use: (room: Room) => Promise<void>) => Promise<void>

/** What was kept of what people lost, for the HTTP routes (server/http/ports.ts). */
export function createRescue(log: RescueJournal & RestorePoints, withRoom: WithRoom) {
  return {
    async displaced(documentId: string, userId: string): Promise<Displaced[]> {
      const records = await log.displacedOf(documentId, userId)
      return records.map((record) => ({ ...record, at: record.at.toISOString() }))
    },
    dropDisplaced: (documentId: string, userId: string, id: string): Promise<boolean> =>
      log.dropDisplaced(documentId, userId, id),
    restorePoints: (documentId: string): Promise<RestorePoint[]> => log.restorePointsOf(documentId),
    async restorePoint(
      documentId: string,
      id: string,
    ): Promise<{ room: RoomName; bytes: Uint8Array } | null> {
      const found = await log.restorePoint(documentId, id)
      return found && { room: found.point.room, bytes: found.bytes }
    },
    /** False: there is no such point. Whoever asks answers for what is taken back with it. */
    async restore(documentId: string, id: string, by: string): Promise<boolean> {
      const found = await log.restorePoint(documentId, id)
      if (found === null) return false
      const { room } = found.point
      const then = roomDoc(room, [found.bytes])
      await withRoom(documentId, room, (open) =>
        open.edit(by, (now) => restoreBlocks(now.getXmlFragment(room), then.getXmlFragment(room))),
      )
      then.destroy()
      return true
    },
  }
}
