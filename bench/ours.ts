import { setTimeout as sleep } from 'node:timers/promises'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import type { CreatedInvite } from '../shared/api.ts'
import { LIMITS } from '../shared/limits.ts'
import { FRAME, SYNC, syncPath } from '../shared/protocol.ts'
import type { Seat } from './load/connection.ts'
import type { Place } from './load/payload.ts'

/**
 * Our own server is measured as it is used: everybody is signed in, is an editor of the document, and every update
 * passes the guard. So people are invited first, as many as the sockets a person may hold demand, and each client
 * appends to a paragraph of its own.
 */
export async function seatsAtOurs(port: number, count: number, printed: () => string): Promise<Seat[]> {
  const { origin, token } = await ownersLink(printed)
  const owner = await joinAs('bench owner', token, origin)
  const documentId = await createDocument(origin, owner, Math.max(count, 1))
  const { token: invite } = await request<CreatedInvite>(
    origin,
    owner,
    `/api/documents/${documentId}/invites`,
    {
      role: 'editor',
      maxUses: 1_000,
    },
  )
  const people = Math.ceil(count / LIMITS.socketsPerUserAndRoom)
  const cookies: string[] = []
  for (let person = 0; person < people; person++)
    cookies.push(await joinAs(`bench ${person}`, invite, origin))
  const places = await endsOfBlocks(port, origin, owner, documentId)
  return Array.from({ length: count }, (_, index) => {
    const client = Math.floor(Math.random() * 0xffff_ffff)
    const place = places[index % places.length]
    const cookie = cookies[index % people]
    if (!place || !cookie) throw new Error('The document has no paragraphs.')
    const path = syncPath(documentId, 'text', { client })
    return { protocol: 'y-websocket', port, path, headers: { cookie, origin }, client, place }
  })
}

/** It listens a moment before the first text is imported and the link printed. */
async function ownersLink(printed: () => string): Promise<{ origin: string; token: string }> {
  for (let wait = 0; wait < 500; wait++) {
    const [, origin, token] = /^Open: (\S+)\/join#(\S+)$/m.exec(printed()) ?? []
    if (origin && token) return { origin, token }
    await sleep(20)
  }
  throw new Error(`No owner's link in:\n${printed()}`)
}

/** The session cookie of a new guest. */
async function joinAs(name: string, invite: string, origin: string): Promise<string> {
  const response = await post(origin, '', '/api/session/guest', { invite, name })
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.slice(0, cookie.indexOf(';')))
  if (!response.ok || cookies.length === 0) throw new Error(`Joining failed: ${await response.text()}`)
  return cookies.join('; ')
}

async function createDocument(origin: string, cookie: string, blocks: number): Promise<string> {
  const text = Array.from({ length: blocks }, (_, index) => `第${index + 1}段。`).join('\n')
  return (await request<{ id: string }>(origin, cookie, '/api/documents', { title: 'Bench', text })).id
}

async function request<T>(origin: string, cookie: string, path: string, body: object): Promise<T> {
  const response = await post(origin, cookie, path, body)
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

function post(origin: string, cookie: string, path: string, body: object): Promise<Response> {
  return fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin },
    body: JSON.stringify(body),
  })
}

/** Reads the document once, as any client would, and notes the last character of every paragraph. */
function endsOfBlocks(port: number, origin: string, cookie: string, documentId: string): Promise<Place[]> {
  return new Promise((resolve, reject) => {
    const ydoc = new Y.Doc()
    const socket = new WebSocket(`ws://127.0.0.1:${port}${syncPath(documentId, 'text')}`, {
      headers: { cookie, origin },
    })
    socket.binaryType = 'arraybuffer'
    socket.on('error', reject)
    socket.on('close', (code) => reject(new Error(`The text was closed with ${code}.`)))
    socket.on('open', () => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, FRAME.sync)
      sync.writeSyncStep1(encoder, ydoc)
      socket.send(encoding.toUint8Array(encoder))
    })
    socket.on('message', (data: ArrayBuffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      if (decoding.readVarUint(decoder) !== FRAME.sync) return
      const step = sync.readSyncMessage(decoder, encoding.createEncoder(), ydoc, null)
      if (step !== SYNC.step2) return
      socket.removeAllListeners('close')
      socket.close()
      resolve(ydoc.getXmlFragment('text').toArray().flatMap(endOf))
    })
  })
}

function endOf(block: unknown): Place[] {
  const text = block instanceof Y.XmlElement ? block.get(0) : null
  if (!(text instanceof Y.XmlText)) return []
  let last = text._start
  while (last?.right) last = last.right
  return last ? [{ after: { client: last.lastId.client, clock: last.lastId.clock } }] : []
}
