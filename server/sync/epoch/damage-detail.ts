import type { RepairDetail, RepairedRoom } from '../../../shared/api.ts'
import type { Damage } from './read-room.ts'

/** As many of a kind as an owner will read; the numbers count all. */
const MOST_TOLD = 100

/** What the owners are told of a repair: facts, and nothing of what stands in anybody's private room. */
export function repairDetail(damages: readonly Damage[], from: string, to: string | null): RepairDetail {
  return { outcome: to === null ? 'failed' : 'repaired', from, to, rooms: damages.map(roomDetail) }
}

function roomDetail({ key, damaged, lost, recovered, unplaced }: Damage): RepairedRoom {
  const missing = new Map<string, { user: string; from: number; until: number; clocks: number }>()
  for (const { user, at, from, to } of lost) {
    const time = at.getTime()
    const known = missing.get(user) ?? { user, from: time, until: time, clocks: 0 }
    known.from = Math.min(known.from, time)
    known.until = Math.max(known.until, time)
    known.clocks += to - from
    missing.set(user, known)
  }
  const told = key.userId === '' ? unplaced : []
  return {
    room: key.room,
    user: key.userId === '' ? null : key.userId,
    damaged: damaged
      .slice(0, MOST_TOLD)
      .map(({ kind, seq, user, at, reason }) => ({ kind, seq, user, at: at?.toISOString() ?? null, reason })),
    damagedCount: damaged.length,
    missing: [...missing.values()].slice(0, MOST_TOLD).map(({ user, from, until, clocks }) => ({
      user,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      atMost: clocks,
    })),
    recovered,
    unplaced: told.slice(0, MOST_TOLD).map(({ user, value }) => ({ user, value })),
    unplacedCount: unplaced.length,
  }
}
