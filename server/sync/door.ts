import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { LIMITS } from '../../shared/limits.ts'
import type { CloseCode } from '../../shared/protocol.ts'
import { CLOSE } from '../../shared/protocol.ts'
import type { Role } from '../../shared/roles.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RoomKey, UpdateLog } from '../storage/update-log.ts'
import { roomId } from '../storage/update-log.ts'
import type { ClientAllowance } from './connection/client-allowance.ts'
import { Connection } from './connection/connection.ts'
import type { SyncRequest } from './connection/request.ts'
import { isClientId, readSyncRequest } from './connection/request.ts'
import { turnAway } from './connection/turn-away.ts'
import type { WorkAllowance } from './connection/work-allowance.ts'
import type { Access, SyncUser } from './ports.ts'
import type { Room } from './room/room.ts'
import type { Rooms } from './room/rooms.ts'

export interface DoorParts {
  access: Access
  log: UpdateLog
  rooms: Rooms
  /** Who is in; the door adds and removes them. */
  connections: Set<Connection>
  allowance: ClientAllowance
  work: WorkAllowance
  now(): Date
  /** Why nobody is let in at all. */
  closed(): 'draining' | 'storage' | null
  /** The document is on the way to another epoch. */
  moving(documentId: string): boolean
  refused(reason: string): void
  report(error: unknown, room: string): void
  /** What to tell whom an error concerns; may begin to mend it. */
  reasonOf(error: unknown): string
}

type Greeting = Pick<IncomingMessage, 'url' | 'headers'>

/** Everybody has a `private` room of his own. */
export function roomKey(
  documentId: string,
  epoch: string,
  room: RoomName,
  user: Pick<SyncUser, 'id'> | null,
): RoomKey {
  return { documentId, epoch, room, userId: room === 'private' ? (user?.id ?? '') : '' }
}

/**
 * Who comes in, and where to. The door greets a socket whose origin has been looked at: it becomes a connection of a
 * room, or is told by close code why not. Whatever may change while somebody waits is asked again before he is in.
 */
export function createDoor(parts: DoorParts): (ws: WebSocket, request: Greeting) => void {
  const { access, log, rooms, connections, allowance, work, now, report, reasonOf } = parts

  function accept(ws: WebSocket, request: Greeting): void {
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
  async function connect(ws: WebSocket, request: Greeting): Promise<Connection | null> {
    const refuse = (code: CloseCode, reason: string): null => {
      parts.refused(reason)
      turnAway(ws, code, reason)
      return null
    }
    // Whoever writes would be sent away again, and everybody in the room with him.
    if (parts.closed() === 'storage') return refuse(CLOSE.overloaded, 'storage')
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
    const key = roomKey(document.id, document.epoch, asked.room, user)
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
      parts.refused(reason)
      rooms.release(room)
      turnAway(ws, code, reason)
      return null
    }
    if (ws.readyState !== ws.OPEN) return refuse(CLOSE.overloaded, 'gone')
    if (parts.closed() === 'draining') return refuse(CLOSE.restarting, 'restarting')
    const left = access.documentOf(key.documentId)?.epoch !== key.epoch
    if (left || parts.moving(key.documentId)) return refuse(CLOSE.overloaded, 'reloading')
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
      refused: parts.refused,
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

  return accept
}
