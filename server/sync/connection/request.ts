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

const ADDRESS = /^\/sync\/([^/?#]+)\/([^/?#]+)(?:\?([^#]*))?$/

/** Null when it is no address of a room, spelled as `syncPath` spells it. Numbers that are none count as wrong, not as missing. */
export function readSyncRequest(url: string): SyncRequest | null {
  const [, documentId = '', room = '', query = ''] = ADDRESS.exec(url) ?? []
  if (!DOCUMENT_ID.test(documentId) || !isRoomName(room)) return null
  const parameters = new URLSearchParams(query)
  return {
    documentId,
    room,
    schema: numberOf(parameters.get('schema')),
    epoch: parameters.get('epoch'),
    client: numberOf(parameters.get('client')),
    acks: parameters.get('ack') === '1',
  }
}

function numberOf(text: string | null): number | null {
  if (text === null) return null
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
}

export function isClientId(client: number): boolean {
  return Number.isInteger(client) && client >= 0 && client <= 0xffff_ffff
}
