import * as Y from 'yjs'
import type { RoomName } from '../../../shared/rooms.ts'
import type { AttributedRange } from '../../storage/update-log.ts'
import { applyUpdates } from '../room/apply.ts'
import { roomDoc } from '../room/room-doc.ts'
import { Authors } from './authors.ts'
import { Decoded } from './decoded.ts'
import { createRecordFiller } from './fill-records.ts'
import { createTextFiller } from './fill-text.ts'
import type { Filler, Unplaced } from './filler.ts'

export interface Salvaged {
  ydoc: Y.Doc
  /** What was written, and is in no intact piece, and had not been deleted; whose, and when it was written. */
  lost: AttributedRange[]
  /** What hung in the air for want of what was lost, and has a place now. */
  recovered: { characters: number; records: number }
  unplaced: Unplaced[]
}

/** No log has more gaps than this. */
const MOST_ROUNDS = 100_000
const NOTHING = new Uint8Array([0, 0])

/**
 * A room from what is intact of it. Base states, archives and rows are applied one over the other, Yjs takes from each what it
 * lacks. What then depends on clocks that are lost would hang in the air for ever; so each gap is filled with something
 * deleted, near where its writer wrote last, and all that follows falls into its place.
 */
export function salvage(
  room: RoomName,
  updates: readonly Uint8Array[],
  attribution: readonly AttributedRange[],
  owners: ReadonlyMap<number, string>,
): Salvaged {
  const ydoc = roomDoc(room, updates)
  const decoded = new Decoded(updates)
  const held = new Map(
    [...ydoc.store.clients.keys()].map((client) => [client, Y.getState(ydoc.store, client)]),
  )
  const unplaced: Unplaced[] = []
  const filler =
    room === 'text' || room === 'commentary'
      ? createTextFiller(ydoc, room, decoded)
      : createRecordFiller(ydoc, decoded, new Authors(attribution, owners, new Date(0)), unplaced)
  for (let round = 0; ydoc.store.pendingStructs !== null; round++) {
    const { missing, update } = ydoc.store.pendingStructs
    ydoc.store.pendingStructs = null
    const filled = fillGaps(ydoc, decoded, missing, filler)
    if (!filled || round > MOST_ROUNDS) throw new Error(`what is left of ${room} does not hang together`)
    applyUpdates(ydoc, [Y.convertUpdateFormatV2ToV1(update)])
  }
  // Once more, for deletions of what has a place only now; what is left of them is about what is lost.
  applyUpdates(ydoc, [NOTHING])
  ydoc.store.pendingDs = null
  return {
    ydoc,
    lost: attribution.flatMap((range) => decoded.lostOf(range)),
    recovered: countFrom(ydoc, held, decoded),
    unplaced,
  }
}

/** Yjs also calls missing what only waits for something else; whatever some piece holds is not. */
function fillGaps(
  ydoc: Y.Doc,
  decoded: Decoded,
  missing: ReadonlyMap<number, number>,
  filler: Filler,
): boolean {
  let filled = false
  ydoc.transact((transaction) => {
    transaction.local = true
    for (const [client, clock] of missing) {
      for (;;) {
        const from = Y.getState(ydoc.store, client)
        const to = Math.min(decoded.nextHeld(client, from), Math.max(clock, decoded.lastNamed(client)) + 1)
        if (to <= from) break
        filler.fill(transaction, client, from, to)
        if (Y.getState(ydoc.store, client) <= from)
          throw new Error(`a gap of client ${client} could not be filled`)
        filled = true
      }
    }
  })
  return filled
}

/** What is there now of what came after `held`. */
function countFrom(
  ydoc: Y.Doc,
  held: ReadonlyMap<number, number>,
  decoded: Decoded,
): { characters: number; records: number } {
  const count = { characters: 0, records: 0 }
  for (const [client, structs] of ydoc.store.clients) {
    const from = held.get(client) ?? 0
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.deleted || struct.id.clock < from) continue
      if (decoded.nextHeld(client, struct.id.clock) !== struct.id.clock) continue
      if (struct.content instanceof Y.ContentString) count.characters += struct.length
      else if (struct.content instanceof Y.ContentAny && struct.parent instanceof Y.Map) count.records++
    }
  }
  return count
}
