import type Database from 'better-sqlite3'
import type { ClockRange } from '../update-log.ts'
import { isIntact } from './checksum.ts'
import { unpackRows } from './log-archive.ts'
import { hasTable } from './log-tables.ts'

/** Rows as they are stored, judged by nobody: `intact` says whether the checksum fits. */
export interface SeenRow {
  seq: number
  user: string
  clocks: ClockRange[]
  bytes: Uint8Array
  sha256: Buffer
  intact: boolean
}
export type SeenBase = Pick<SeenRow, 'seq' | 'bytes' | 'sha256' | 'intact'>
export interface SeenArchive {
  fromSeq: number
  toSeq: number
  /** Null when it can't be unpacked; the packing has a checksum of its own. */
  rows: Omit<SeenRow, 'sha256' | 'intact'>[] | null
}

/** Reads one room after the other, and in a room one row after the other, so that a large log needs little memory. */
export interface LogReader {
  rows(room: string): Iterable<SeenRow>
  /** The oldest first; at most the newest and the one before are kept. */
  bases(room: string): SeenBase[]
  archives(room: string): Iterable<SeenArchive>
  bindings(room: string): Map<number, string>
  /** Whom the attribution names for a clientID, and up to which clock. */
  attributed(room: string): { client: number; user: string; to: number }[]
  /** Restore points, by the row that each goes before. */
  points(room: string): Iterable<Pick<SeenRow, 'seq' | 'intact'>>
}

export function readLog(log: Database.Database): LogReader {
  type Stored = { seq: number; user: string; clocks: string; sha256: Buffer; bytes: Buffer }
  const rows = log.prepare<[string], Stored>(
    'SELECT seq, user, clocks, sha256, bytes FROM updates WHERE room = ? ORDER BY seq',
  )
  const bases = log.prepare<[string], Pick<Stored, 'seq' | 'sha256' | 'bytes'>>(
    'SELECT seq, sha256, bytes FROM base_states WHERE room = ? ORDER BY seq',
  )
  const archives = log.prepare<[string], { from_seq: number; to_seq: number; rows: Buffer }>(
    'SELECT from_seq, to_seq, rows FROM archive WHERE room = ? ORDER BY from_seq',
  )
  const bindings = log.prepare<[string], { client: number; user: string }>(
    'SELECT client, user FROM bindings WHERE room = ?',
  )
  const attributed = log.prepare<[string], { client: number; user: string; to: number }>(
    'SELECT client, user, max(to_clock) AS "to" FROM attribution WHERE room = ? GROUP BY client, user',
  )
  // An older log has none.
  const points = hasTable(log, 'restore_points')
    ? log.prepare<[string], Pick<Stored, 'seq' | 'sha256' | 'bytes'>>(
        'SELECT seq, sha256, bytes FROM restore_points WHERE room = ? ORDER BY id',
      )
    : null
  return {
    *rows(room) {
      for (const { clocks, ...row } of rows.iterate(room))
        yield { ...row, clocks: clocksOf(clocks), intact: isIntact(row) }
    },
    bases: (room) => bases.all(room).map((row) => ({ ...row, intact: isIntact(row) })),
    *archives(room) {
      for (const { from_seq, to_seq, rows } of archives.iterate(room))
        yield { fromSeq: from_seq, toSeq: to_seq, rows: unpacked(rows) }
    },
    bindings: (room) => new Map(bindings.all(room).map(({ client, user }) => [client, user])),
    attributed: (room) => attributed.all(room),
    *points(room) {
      for (const row of points?.iterate(room) ?? []) yield { seq: row.seq, intact: isIntact(row) }
    },
  }
}

function unpacked(packed: Buffer): SeenArchive['rows'] {
  const rows = unpackRows(packed)
  return rows?.map(({ at: _, clocks, ...row }) => ({ ...row, clocks: clocksOf(clocks) })) ?? null
}

function clocksOf(stored: string): ClockRange[] {
  try {
    return JSON.parse(stored)
  } catch {
    return []
  }
}
