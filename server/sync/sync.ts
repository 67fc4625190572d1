import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { nanoid } from 'nanoid'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { LIMITS } from '../../shared/limits.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RoomKey, UpdateLog } from '../storage/update-log.ts'
import { CorruptRow, roomId, StorageFailure } from '../storage/update-log.ts'
import { ClientAllowance } from './connection/client-allowance.ts'
import { Connection } from './connection/connection.ts'
import type { SyncRequest } from './connection/request.ts'
import { isClientId, readSyncRequest } from './connection/request.ts'
import { refuseUpgrade, turnAway } from './connection/turn-away.ts'
import type { WorkRate } from './connection/work-allowance.ts'
import { WorkAllowance } from './connection/work-allowance.ts'
import { EpochMover } from './epoch/epoch-mover.ts'
import { type Purge, purgeValues } from './epoch/purge-values.ts'
import { CommitQueue } from './log/commit-queue.ts'
import { WatchedLog } from './log/watched-log.ts'
import type { Access, CommitListener, Epochs, SyncUser } from './ports.ts'
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

  function keyOf(documentId: string, epoch: string, room: RoomName, user: SyncUser | null): RoomKey {
    return { documentId, epoch, room, userId: room === 'private' ? (user?.id ?? '') : '' }
  }

  /** Takes over an HTTP upgrade under /sync/. A stranger's origin never becomes a socket; whoever is ours is told by close code. */
  function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (draining) return refuseUpgrade(socket, 503, 'Service Unavailable')
    if (!access.originAllowed(request.headers.origin)) return refuseUpgrade(socket, 403, 'Forbidden')
    sockets.handleUpgrade(request, socket, head, (ws) => accept(ws, request))
  }

  function accept(ws: WebSocket, request: Pick<IncomingMessage, 'url' | 'headers'>): void {
    // ws closes by itself after an error (bad frame, payload too long); without a listener it would end the process.
    ws.on('error', () => {})
    // Whatever is sent meanwhile waits in the kernel, not in our memory.
    ws.pause()
    connect(ws, request)
      .then(
        (connection) => {
          if (connection === null) return
          ws.on('message', (data: Buffer, binary: boolean) => hear(connection, data, binary))
        },
        (error: unknown) => {
          report(error, request.url ?? '')
          turnAway(ws, CLOSE.overloaded, reasonOf(error))
        },
      )
      .finally(() => ws.resume())
  }

  /** Whatever a frame does to us costs its connection and nothing else. */
  function hear(connection: Connection, data: Buffer, binary: boolean): void {
    try {
      connection.receive(data, binary)
    } catch (error) {
      report(error, roomId(connection.room.key))
      connection.close(CLOSE.overloaded, 'try-again')
    }
  }

  /** Checks who comes, where to, and whether that is possible; null after a close. */
  async function connect(
    ws: WebSocket,
    request: Pick<IncomingMessage, 'url' | 'headers'>,
  ): Promise<Connection | null> {
    const refuse = (code: CloseCode, reason: string): null => {
      observer.refused?.(reason)
      turnAway(ws, code, reason)
      return null
    }
    // Whoever writes would be sent away again, and everybody in the room with him.
    if (storage.failing) return refuse(CLOSE.overloaded, 'storage')
    const asked = readSyncRequest(request.url ?? '')
    if (asked === null) return refuse(CLOSE.notFound, 'no-such-room')
    const user = await access.userOf(request.headers)
    if (user === null) return refuse(CLOSE.signedOut, 'signed-out')
    const document = access.documentOf(asked.documentId)
    const role = access.roleOf(asked.documentId, user.id)
    if (document === null || role === null) return refuse(CLOSE.notFound, 'no-access')
    if (asked.schema !== null && asked.schema !== document.schema)
      return refuse(CLOSE.otherVersion, 'other-schema')
    if (asked.epoch !== null && asked.epoch !== document.epoch)
      return refuse(CLOSE.otherVersion, 'other-epoch')
    if (asked.client !== null && !isClientId(asked.client)) return refuse(CLOSE.malformed, 'bad-client')
    const key = keyOf(document.id, document.epoch, asked.room, user)
    return admit(ws, { asked, user, cameAs: role, key, headers: request.headers })
  }

  async function admit(
    ws: WebSocket,
    comer: {
      asked: SyncRequest
      user: SyncUser
      cameAs: Role
      key: RoomKey
      headers: IncomingMessage['headers']
    },
  ): Promise<Connection | null> {
    const { asked, user, cameAs, key, headers } = comer
    await allowance.prepare(key.documentId, user.id)
    const room = await rooms.get(key)
    const refuse = (code: CloseCode, reason: string): null => {
      observer.refused?.(reason)
      rooms.release(room)
      turnAway(ws, code, reason)
      return null
    }
    if (ws.readyState !== ws.OPEN) return refuse(CLOSE.overloaded, 'gone')
    if (draining) return refuse(CLOSE.restarting, 'restarting')
    const left = access.documentOf(key.documentId)?.epoch !== key.epoch
    if (left || mover.moving(key.documentId)) return refuse(CLOSE.overloaded, 'reloading')
    // Asked again: the answer may have changed while the room was loaded, and who is not yet connected can't be closed.
    const role = () => access.roleOf(key.documentId, user.id)
    if (role() === null) return refuse(CLOSE.notFound, 'no-access')
    if (role() !== cameAs) return refuse(CLOSE.roleChanged, 'role-changed')
    const here = [...connections].filter((connection) => connection.room === room)
    if (here.length >= LIMITS.socketsPerRoom) return refuse(CLOSE.overloaded, 'room-full')
    const own = here.filter((connection) => connection.user.id === user.id).length
    if (own >= LIMITS.socketsPerUserAndRoom) return refuse(CLOSE.tooFast, 'too-many-tabs')

    const connection = new Connection(ws, {
      user,
      room,
      acks: asked.acks,
      role,
      allowance: work,
      now: () => performance.now(),
      refused: (reason) => observer.refused?.(reason),
      failed: (error) => {
        report(error, roomId(key))
        return reasonOf(error)
      },
      claim: (client) => claim(room, client, user),
    })
    connections.add(connection)
    ws.on('close', () => {
      connections.delete(connection)
      room.leave(connection)
      rooms.release(room)
    })
    // The session may have ended meanwhile, too. From here on its end reaches this connection; before, nobody knew of it.
    if ((await access.userOf(headers))?.id !== user.id) connection.close(CLOSE.signedOut, 'signed-out')
    if (ws.readyState !== ws.OPEN) return null
    if (asked.client !== null && (await connection.announce(asked.client)) !== null) return null
    if (ws.readyState !== ws.OPEN) return null
    connection.open()
    return connection
  }

  /** Binds a clientID that nobody has to the user; answers why not, or null. */
  async function claim(room: Room, client: number, user: SyncUser): Promise<string | null> {
    if (!isClientId(client)) return 'bad-client'
    const owner = room.ownerOf(client)
    if (owner !== undefined) return owner === user.id ? null : 'client-of-another-user'
    if (!allowance.take(room.key.documentId, user.id, 1)) return 'too-many-clients'
    // Held at once, so that nobody takes it while it is being stored.
    room.bind(client, user.id)
    let stored = false
    try {
      stored = await log.bind(room.key, client, user.id, now())
    } finally {
      if (!stored) room.unbind(client)
    }
    return stored ? null : 'client-of-another-user'
  }

  /** Waits while the document is on the way to another epoch, and has it repaired if need be. */
  async function openRoom(documentId: string, name: RoomName): Promise<Room> {
    for (;;) {
      await mover.settled(documentId)
      const document = access.documentOf(documentId)
      if (document === null) throw new Error(`no document ${documentId}`)
      try {
        return await rooms.get(keyOf(document.id, document.epoch, name, null))
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
