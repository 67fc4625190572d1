import { DOCUMENT_ID } from '../../../shared/ids.ts'
import type { RoomName } from '../../../shared/rooms.ts'
import { isRoomName } from '../../../shared/rooms.ts'

/** What a socket asks for, read from its URL: `/sync/<documentId>/<room>?schema=&epoch=&client=&ack=1`. */
export interface SyncRequest {
  documentId: string
  room: RoomName
  schema: number | null
  epoch: string | null
  client: number | null
  acks: boolean
}

/** Null when it is no address of a room. Numbers that are none count as wrong, not as missing. */
export function readSyncRequest(url: string): SyncRequest | null {
  if (!URL.canParse(url, 'http://host')) return null
  const { pathname, searchParams } = new URL(url, 'http://host')
  const [, sync, documentId, room, ...rest] = pathname.split('/')
  if (sync !== 'sync' || rest.length > 0 || documentId === undefined || room === undefined) return null
  if (!DOCUMENT_ID.test(documentId) || !isRoomName(room)) return null
  const client = searchParams.get('client')
  const schema = searchParams.get('schema')
  return {
    documentId,
    room,
    schema: schema === null ? null : Number(schema),
    epoch: searchParams.get('epoch'),
    client: client === null ? null : Number(client),
    acks: searchParams.get('ack') === '1',
  }
}

export function isClientId(client: number): boolean {
  return Number.isInteger(client) && client >= 0 && client <= 0xffff_ffff
}
