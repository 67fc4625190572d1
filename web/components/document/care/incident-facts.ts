import type { IncidentInfo, RepairDetail, RepairedRoom } from '../../../../shared/api.ts'

/** One sentence: its key in `care.incident`, and what is filled in; times are ISO 8601. */
export interface IncidentFact {
  key: string
  values: Record<string, string | number>
}

/** What happened, in a sentence, and what is known besides, such as what is missing now. */
export interface IncidentFacts {
  headline: IncidentFact
  more: IncidentFact[]
}

/** `nameOf` knows people by id, and has a word for those that nobody knows any more. */
export function incidentFacts(
  { kind, detail }: Pick<IncidentInfo, 'kind' | 'detail'>,
  nameOf: (userId: string) => string,
): IncidentFacts {
  if (kind === 'name-link') {
    const name = (key: string) => nameOf(typeof detail[key] === 'string' ? detail[key] : '')
    return { headline: { key: kind, values: { by: name('by'), name: name('user') } }, more: [] }
  }
  if (kind === 'repaired' && isRepair(detail))
    return detail.outcome === 'failed'
      ? { headline: { key: 'repairFailed', values: {} }, more: [] }
      : {
          headline: { key: detail.rooms.some(isIncomplete) ? 'repairedPart' : 'repaired', values: {} },
          more: detail.rooms.flatMap((room) => roomFacts(room, nameOf)),
        }
  // Only a restored one says of when it is.
  const values: IncidentFact['values'] = typeof detail.asOf === 'string' ? { asOf: detail.asOf } : {}
  return { headline: { key: kind, values }, more: [] }
}

function isRepair(detail: Record<string, unknown>): detail is Record<string, unknown> & RepairDetail {
  return Array.isArray(detail.rooms)
}

function isIncomplete(room: RepairedRoom): boolean {
  return room.missing.length > 0 || room.unplacedCount > 0
}

function roomFacts(room: RepairedRoom, nameOf: (userId: string) => string): IncidentFact[] {
  const facts: IncidentFact[] = room.missing.map(({ user, from, until, atMost }) => ({
    key: room.room === 'notes' || room.room === 'private' ? 'missingNotes' : 'missingText',
    values: { name: nameOf(user), from, until, count: atMost },
  }))
  const { characters, records } = room.recovered
  if (characters > 0) facts.push({ key: 'recoveredText', values: { count: characters } })
  if (records > 0) facts.push({ key: 'recoveredNotes', values: { count: records } })
  if (room.unplacedCount > 0) facts.push({ key: 'unplaced', values: { count: room.unplacedCount } })
  return facts
}
