import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { LogReader, SeenBase } from '../../storage/sqlite/log-reader.ts'
import type { RoomKey } from '../../storage/update-log.ts'
import { roomId, SYSTEM } from '../../storage/update-log.ts'
import { isWhole } from '../../sync/guard/store.ts'
import { applyUpdates } from '../../sync/room/apply.ts'
import { jsonOf, roomDoc } from '../../sync/room/room-doc.ts'
import type { RoomFacts } from './manifest.ts'

/** What is wrong, so that whoever reads it knows how much of it matters. */
export interface RoomProblem {
  /** `content`: what people wrote can't be read as it was stored. `history`: only what was folded into a base state since. */
  touches: 'content' | 'history'
  what: string
}

export interface RoomCheck {
  facts: RoomFacts
  archives: number
  bases: number
  problems: RoomProblem[]
}

/** Rows applied at once; few enough not to fill the memory. */
const BATCH = 500

/** Checks all that is stored of one room: checksums, numbering, who owns what, and, if asked, a replay. */
export function checkRoom(key: RoomKey, log: LogReader, replayed: boolean): RoomCheck {
  const room = roomId(key)
  const problems: RoomProblem[] = []
  const bad = (touches: RoomProblem['touches'], what: string) => void problems.push({ touches, what })
  const bindings = log.bindings(room)
  // What the server wrote anew keeps its writers in the attribution.
  const owned = (client: number, user: string) => [user, SYSTEM].includes(bindings.get(client) ?? '')

  const hash = createHash('sha256')
  const bases = log.bases(room)
  const newest = bases.at(-1)
  for (const base of bases)
    if (!base.intact) bad(base === newest ? 'content' : 'history', `base state ${base.seq} is damaged`)
  if (newest !== undefined) hash.update(`${newest.seq}\n`).update(newest.sha256)

  let rows = 0
  let lastSeq = newest?.seq ?? 0
  for (const row of log.rows(room)) {
    rows++
    hash.update(`${row.seq}\n`).update(row.sha256)
    if (!row.intact) bad('content', `row ${row.seq} does not match its checksum`)
    if (row.seq > lastSeq + 1) bad('content', `${missing(lastSeq + 1, row.seq - 1)} missing`)
    lastSeq = Math.max(lastSeq, row.seq)
    for (const { client } of row.clocks)
      if (!owned(client, row.user))
        bad('content', `row ${row.seq} has a writer who does not own client ${client}`)
  }
  const attributed = new Map<number, number>()
  for (const { client, user, to } of log.attributed(room)) {
    attributed.set(client, Math.max(to, attributed.get(client) ?? 0))
    if (!owned(client, user)) bad('content', `client ${client} is attributed to somebody who does not own it`)
  }
  for (const { seq, intact } of log.points(room))
    if (!intact) bad('history', `the restore point before row ${seq} is damaged`)

  const archives = checkArchives(room, log, newest, bad)
  if (replayed && !problems.some(({ touches }) => touches === 'content')) {
    const replay = new Replay(key)
    if (newest !== undefined) replay.apply([newest.bytes])
    replay.applyAll(log.rows(room))
    if (replay.pending) bad('content', 'the rows depend on something that is not stored')
    // The last row leaves no gap when it is lost; that it was there stands in the attribution.
    for (const client of new Set([...replay.clients.keys(), ...attributed.keys()])) {
      const [stored, named] = [replay.clients.get(client) ?? 0, attributed.get(client) ?? 0]
      if (!bindings.has(client)) bad('content', `nobody owns client ${client}`)
      else if (stored < named) bad('content', `the last of what client ${client} wrote is missing`)
      else if (stored > named) bad('content', `nobody is named for the last of what client ${client} wrote`)
    }
    replay.end()
    if (newest !== undefined && problems.length === 0) checkFolding(key, log, bases, bad)
  }
  return {
    facts: { room, rows, lastSeq, sha256: hash.digest('hex') },
    archives,
    bases: bases.length,
    problems,
  }
}

type Bad = (touches: RoomProblem['touches'], what: string) => void

function checkArchives(room: string, log: LogReader, newest: SeenBase | undefined, bad: Bad): number {
  let archives = 0
  let last: number | null = null
  for (const { fromSeq, toSeq, rows } of log.archives(room)) {
    archives++
    const name = `archive ${fromSeq}–${toSeq}`
    if (last !== null && fromSeq !== last + 1)
      bad('history', `${missing(last + 1, fromSeq - 1)} missing from the archive`)
    last = toSeq
    if (rows === null) bad('history', `${name} can't be unpacked`)
    else if (rows.length !== toSeq - fromSeq + 1 || rows.some(({ seq }, index) => seq !== fromSeq + index))
      bad('history', `${name} does not have the rows it names`)
  }
  if (last !== null && last !== newest?.seq)
    bad('history', `the archive ends at ${last}, the base state at ${newest?.seq ?? 0}`)
  return archives
}

/** The newest base state is what its rows come to, where those are still kept from the base state before on. */
function checkFolding(key: RoomKey, log: LogReader, bases: readonly SeenBase[], bad: Bad): void {
  const room = roomId(key)
  const [newest, before] = [bases.at(-1), bases.at(-2)]
  if (newest === undefined) return
  const replay = new Replay(key)
  let seq = before?.seq ?? 0
  if (before !== undefined) replay.apply([before.bytes])
  for (const { toSeq, rows } of log.archives(room)) {
    if (toSeq <= seq || rows === null) continue
    // What was folded before the archive began can't be replayed.
    if (rows[0]?.seq !== seq + 1) break
    replay.applyAll(rows)
    seq = toSeq
  }
  if (seq === newest.seq) {
    const folded = new Replay(key)
    folded.apply([newest.bytes])
    if (replay.pending) bad('history', 'the archived rows depend on something that is not stored')
    else if (!replay.equals(folded)) bad('content', `base state ${newest.seq} is not what its rows come to`)
    folded.end()
  }
  replay.end()
}

function missing(from: number, to: number): string {
  return from === to ? `row ${from} is` : `rows ${from}–${to} are`
}

/** A Y.Doc that does what the server's own does while it loads a room. */
class Replay {
  readonly #ydoc: Y.Doc

  constructor(key: RoomKey) {
    this.#ydoc = roomDoc(key.room)
  }
  apply(updates: readonly Uint8Array[]): void {
    applyUpdates(this.#ydoc, updates)
  }
  applyAll(rows: Iterable<{ bytes: Uint8Array }>): void {
    let batch: Uint8Array[] = []
    for (const { bytes } of rows) {
      batch.push(bytes)
      if (batch.length < BATCH) continue
      this.apply(batch)
      batch = []
    }
    this.apply(batch)
  }
  get pending(): boolean {
    return !isWhole(this.#ydoc)
  }
  /** Of each clientID, up to which clock. */
  get clients(): Map<number, number> {
    return Y.decodeStateVector(Y.encodeStateVector(this.#ydoc))
  }
  /** The same to see, and the same to go on from. */
  equals(other: Replay): boolean {
    return (
      isDeepStrictEqual(jsonOf(this.#ydoc), jsonOf(other.#ydoc)) &&
      Y.equalSnapshots(Y.snapshot(this.#ydoc), Y.snapshot(other.#ydoc))
    )
  }
  end(): void {
    this.#ydoc.destroy()
  }
}
