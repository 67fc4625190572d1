import { FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { AppServer } from './app-server.ts'
import type { Person } from './person.ts'
import { RawSocket } from './raw-socket.ts'
import { until } from './until.ts'

/** A person's socket in a room, joined: everything that was durable has come. */
export async function joined(
  server: AppServer,
  documentId: string,
  person: Person,
  room: RoomName = 'notes',
): Promise<RawSocket> {
  const socket = comes(server, documentId, person, room)
  await socket.open()
  socket.send(FRAME.sync, SYNC.step1, 1, 0)
  await until(
    'joined',
    () => socket.frames(FRAME.sync).some((frame) => frame[1] === SYNC.step2) || socket.code || null,
  )
  return socket
}

/** The code with which somebody is sent away. */
export function sentAway(server: AppServer, documentId: string, person: Person): Promise<number> {
  return comes(server, documentId, person, 'notes').closed()
}

function comes(server: AppServer, documentId: string, person: Person, room: RoomName): RawSocket {
  return new RawSocket(server, syncPath(documentId, room), { cookie: person.cookie, origin: server.url })
}
