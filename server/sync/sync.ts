import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { nanoid } from 'nanoid'
import { WebSocketServer } from 'ws'
import { LIMITS } from '../../shared/limits.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RoomKey, UpdateLog } from '../storage/update-log.ts'
import { CorruptRow, StorageFailure } from '../storage/update-log.ts'
import { ClientAllowance } from './connection/client-allowance.ts'
import type { Connection } from './connection/connection.ts'
import { refuseUpgrade } from './connection/turn-away.ts'
import type { WorkRate } from './connection/work-allowance.ts'
import { WorkAllowance } from './connection/work-allowance.ts'
import { createDoor, roomKey } from './door.ts'
import { EpochMover } from './epoch/epoch-mover.ts'
import { type Purge, purgeValues } from './epoch/purge-values.ts'
import { CommitQueue } from './log/commit-queue.ts'
import { WatchedLog } from './log/watched-log.ts'
import type { Access, CommitListener, Epochs } from './ports.ts'
import { createRescue } from './rescue.ts'
import type { Diverged } from './room/compaction.ts'
import type { Room } from './room/room.ts'
import { Rooms, Stopped } from './room/rooms.ts'

export interface SyncObserver {
  commit(rows: number, seconds: number): void
  refused(reason: string): void
  error(error: unknown, room: string): void
  /** The log could not be written, or a room not be read; `first` of an outage, to be logged once. */
  storageFailed(error: unknown, first: boolean): void
  storageRecovered(): void
}
export interface SyncParts {
  access: Access
  epochs: Epochs
  log: UpdateLog
  listener: CommitListener
  observer?: Partial<SyncObserver>
  now?: () => Date
  /** Of each user; by default that of shared/limits.ts. */
  workRate?: WorkRate
  /** How long an empty room stays in memory. */
  lingerMs?: number
}
export interface SyncStats {
  connections: number
  rooms: number
  queued: number
  /** The log can't be written; nobody is let in until it can. */
  storageFailing: boolean
}
export type Sync = ReturnType<typeof createSync>

const KEEPALIVE_MS = 5_000
/** How long somebody who was here has to hang up. */
const HANG_UP_MS = 10_000
/** How long a drain waits for the other side of each socket to say goodbye. */
const GOODBYE_MS = 1_000
/** How long a drain folds long logs; what is left is as good unfolded, and whoever stops the server doesn't wait for ever. */
const FOLDING_MS = 3_000

/** The sync server as one object: sockets in, durable rooms behind. Main gives it its parts. */
export function createSync(parts: SyncParts) {
  const { access, listener, observer = {} } = parts
  const storage = new WatchedLog(parts.log, {
    failed: (error, first) => observer.storageFailed?.(error, first),
    recovered: () => observer.storageRecovered?.(),
  })
  const { log } = storage
  const now = parts.now ?? (() => new Date())
  const queue = new CommitQueue(log, observer.commit)
  const allowance = new ClientAllowance(log, now)
  const rooms = new Rooms({
    log,
    listener,
    queue,
    now,
    mayClaim: (documentId, user, count) => allowance.take(documentId, user, count),
    isPurged: (documentId, annotationId) => access.isPurged(documentId, annotationId),
    report,
    diverged: (key, { what }) => void afterDivergence(key, what),
    lingerMs: parts.lingerMs ?? 10_000,
  })
  const connections = new Set<Connection>()
  const work = new WorkAllowance(() => performance.now(), parts.workRate)
  const mover = new EpochMover({
    log,
    epochs: parts.epochs,
    epochOf: (documentId) => access.documentOf(documentId)?.epoch ?? null,
    now,
    newId: () => nanoid(12),
    async stop(documentId) {
      for (const connection of connectionsOf(documentId)) connection.hold()
      await rooms.stop(documentId)
    },
    goOn(documentId, moved) {
      rooms.allow(documentId)
      for (const connection of connectionsOf(documentId))
        if (moved) connection.close(CLOSE.otherVersion, 'other-epoch')
        else connection.close(CLOSE.overloaded, 'reloading')
    },
    report,
  })
  const settings = {
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.socketPayloadBytes,
    // The types don't know it yet.
    closeTimeout: HANG_UP_MS,
  }
  const sockets = new WebSocketServer(settings)
  let draining = false
  const keepAlive = setInterval(() => {
    const at = performance.now()
    for (const connection of connections) connection.keepAlive(at)
    work.sweep()
  }, KEEPALIVE_MS)
  keepAlive.unref()
  const accept = createDoor({
    access,
    log,
    rooms,
    connections,
    allowance,
    work,
    now,
    closed: () => (draining ? 'draining' : storage.failing ? 'storage' : null),
    moving: (documentId) => mover.moving(documentId),
    refused: (reason) => observer.refused?.(reason),
    report,
    reasonOf,
  })

  /** What the storage observer has been told is not told again. */
  function report(error: unknown, room: string): void {
    if (!(error instanceof StorageFailure || error instanceof Stopped)) observer.error?.(error, room)
  }

  function connectionsOf(documentId: string): Connection[] {
    return [...connections].filter((connection) => connection.room.key.documentId === documentId)
  }

  /** The log is the truth: the document begins a new epoch with what that says. */
  async function afterDivergence(key: RoomKey, what: Diverged['what']): Promise<void> {
    const { documentId, room } = key
    if (what === 'gap') return void (await mover.repair(key))
    if (access.documentOf(documentId)?.epoch !== key.epoch) return
    try {
      await mover.move(documentId, {
        change: (values) => ({ rooms: values }),
        incidents: (from, to) => [{ kind: 'diverged', detail: { room, what, from, to } }],
      })
    } catch (error) {
      report(error, documentId)
    }
  }

  function reasonOf(error: unknown): string {
    if (error instanceof StorageFailure) return 'storage'
    if (error instanceof Stopped) return 'reloading'
    if (!(error instanceof CorruptRow)) return 'try-again'
    if (mover.isBeyondRepair(error.key.documentId)) return 'room-damaged'
    void mover.repair(error.key)
    return 'reloading'
  }

  /** Takes over an HTTP upgrade under /sync/. A stranger's origin never becomes a socket; whoever is ours is told by close code. */
  function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (draining) return refuseUpgrade(socket, 503, 'Service Unavailable')
    if (!access.originAllowed(request.headers.origin)) return refuseUpgrade(socket, 403, 'Forbidden')
    sockets.handleUpgrade(request, socket, head, (ws) => accept(ws, request))
  }

  /** Waits while the document is on the way to another epoch, and has it repaired if need be. */
  async function openRoom(documentId: string, name: RoomName): Promise<Room> {
    for (;;) {
      await mover.settled(documentId)
      const document = access.documentOf(documentId)
      if (document === null) throw new Error(`no document ${documentId}`)
      try {
        return await rooms.get(roomKey(document.id, document.epoch, name, null))
      } catch (error) {
        if (error instanceof Stopped) continue
        if (!(error instanceof CorruptRow) || !(await mover.repair(error.key))) throw error
      }
    }
  }

  async function withRoom<T>(documentId: string, name: RoomName, use: (room: Room) => Promise<T>) {
    const room = await openRoom(documentId, name)
    try {
      return await use(room)
    } finally {
      rooms.release(room)
    }
  }

  async function goodbyes(): Promise<void> {
    const deadline = performance.now() + GOODBYE_MS
    while (connections.size > 0 && performance.now() < deadline) await setTimeout(10)
    for (const connection of connections) connection.terminate()
  }

  return {
    handleUpgrade,
    /** Greets a socket whose origin has been looked at: what an upgrade leads to. */
    accept,
    /** For the HTTP routes (server/http/ports.ts). */
    rooms: {
      create: (documentId: string, room: RoomName, update: Uint8Array): Promise<void> =>
        withRoom(documentId, room, (open) => open.create(update)),
      read: (documentId: string, room: RoomName): Promise<Uint8Array> =>
        withRoom(documentId, room, async (open) => open.committed.merged()),
      close(filter: { documentId: string; userId?: string }, code: CloseCode, reason: string): void {
        for (const connection of connections) {
          if (connection.room.key.documentId !== filter.documentId) continue
          if (filter.userId === undefined || connection.user.id === filter.userId)
            connection.close(code, reason)
        }
      },
      lastActivity: (documentIds: readonly string[]) => log.lastActivity(documentIds),
      /** Begins a new epoch without it. */
      purge: (documentId: string, purgeId: string, what: Purge): Promise<void> =>
        mover.move(documentId, {
          change(before) {
            const { rooms, ...purged } = purgeValues(before, what)
            return { rooms, purged: { id: purgeId, ...purged } }
          },
          incidents: () => [],
        }),
      /** Overwrites what is stored of earlier epochs. Between two moves: the next one's rooms are stored before it is in force. */
      erase: (documentId: string, what: Purge): Promise<void> =>
        mover.between(documentId, (epoch) => log.eraseOtherEpochs(documentId, epoch, what)),
      leftNothing: (): Promise<boolean> => log.leftNothing(),
      /** After somebody else has found a room damaged; false when it can't be repaired. */
      repair: (found: Pick<RoomKey, 'documentId' | 'epoch'>): Promise<boolean> => mover.repair(found),
    },
    rescue: createRescue(log, withRoom),
    stats: (): SyncStats => ({
      connections: connections.size,
      rooms: rooms.size,
      queued: queue.depth,
      storageFailing: storage.failing,
    }),
    /** Stores what was received, says goodbye, and unloads; afterwards the log may be closed. */
    async drain(): Promise<void> {
      draining = true
      clearInterval(keepAlive)
      storage.close()
      // So that what has been received is acknowledged; not for ever, people go on typing.
      await Promise.race([queue.idle(), setTimeout(GOODBYE_MS)])
      for (const connection of connections) connection.close(CLOSE.restarting, 'restarting')
      await queue.idle()
      await goodbyes()
      const end = performance.now() + FOLDING_MS
      await rooms.unloadAll(() => performance.now() < end)
      await mover.idle()
    },
  }
}
