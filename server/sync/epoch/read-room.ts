import type { AttributedRange, DamagedPiece, RoomKey, UpdateLog } from '../../storage/update-log.ts'
import { CorruptRow } from '../../storage/update-log.ts'
import { isWhole } from '../guard/store.ts'
import { roomDoc } from '../room/room-doc.ts'
import { Authors } from './authors.ts'
import { completeBlocks } from './complete-blocks.ts'
import type { Unplaced } from './filler.ts'
import { readValues } from './read-values.ts'
import { salvage } from './salvage.ts'
import type { RoomValues } from './values.ts'

/** What was wrong with a room, and what became of it. */
export interface Damage {
  key: RoomKey
  damaged: readonly DamagedPiece[]
  lost: readonly AttributedRange[]
  recovered: { characters: number; records: number }
  unplaced: readonly Unplaced[]
}
export interface ReadRoom {
  key: RoomKey
  values: RoomValues
  /** Null for a room that is whole. */
  damage: Damage | null
}

/** A room's committed content as values; of a damaged one as much as there is. Rejects when nothing can be read at all. */
export async function readRoom(
  log: UpdateLog,
  key: RoomKey,
  now: Date,
  newId: () => string,
): Promise<ReadRoom> {
  const attribution = await log.attributionOf(key)
  try {
    const { base, rows, clients } = await log.load(key)
    const updates = [...(base === null ? [] : [base.bytes]), ...rows.map((row) => row.bytes)]
    const ydoc = roomDoc(key.room, updates)
    if (isWhole(ydoc)) {
      const values = readValues(ydoc, key.room, new Authors(attribution, clients, now))
      ydoc.destroy()
      return { key, values, damage: null }
    }
  } catch (error) {
    if (!(error instanceof CorruptRow)) throw error
  }
  const { intact, damaged, clients } = await log.piecesOf(key)
  if (intact.length === 0 && damaged.length > 0 && attribution.length === 0)
    throw new Error('nothing of it can be read')
  const saved = salvage(
    key.room,
    intact.map(({ bytes }) => bytes),
    attribution,
    clients,
  )
  const read = readValues(saved.ydoc, key.room, new Authors(attribution, clients, now))
  saved.ydoc.destroy()
  const { lost, recovered, unplaced } = saved
  const values = { ...read, blocks: completeBlocks(key.room, read.blocks, newId, now) }
  return { key, values, damage: { key, damaged, lost, recovered, unplaced } }
}
