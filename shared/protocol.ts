import type { RoomName } from './rooms.ts'

/** The wire contract as data (docs/PROTOCOL.md). Frame kinds and numbers never change their meaning. */

/** Version of the node, mark and attribute set of blocks.ts; another one is closed with 4409. */
export const SCHEMA_VERSION = 1

export const FRAME = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  /** Ours: cumulative count of durable writing frames, only with `ack=1`. */
  ack: 100,
  /** Ours: JSON `{reason, path}`, sent before a close. */
  refusal: 101,
} as const

export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** Close codes. 4400–4499 are final for y-websocket 3.1; the others are retried. */
export const CLOSE = {
  malformed: 4400,
  signedOut: 4401,
  refused: 4403,
  notFound: 4404,
  otherVersion: 4409,
  tooLarge: 4413,
  roleChanged: 4501,
  tooFast: 4529,
  restarting: 1012,
  overloaded: 1013,
} as const
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** What frame 101 carries. `path` names the offending place, outermost first; reasons are kebab-case codes. */
export interface Refusal {
  reason: string
  path: string[]
}

/** Path and query of a room's socket. `epoch` may be left out with an empty ydoc, `client` by one that writes no presence first. */
export function syncPath(
  documentId: string,
  room: RoomName,
  options: { schema?: number; epoch?: string; client?: number; ack?: boolean } = {},
): string {
  const query = new Map<string, string>([['schema', String(options.schema ?? SCHEMA_VERSION)]])
  if (options.epoch !== undefined) query.set('epoch', options.epoch)
  if (options.client !== undefined) query.set('client', String(options.client))
  if (options.ack) query.set('ack', '1')
  const search = [...query].map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  return `/sync/${documentId}/${room}?${search}`
}
