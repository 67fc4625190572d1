import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import type { Displaced } from '../../shared/api.ts'
import { FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { comment } from '../support/content.ts'
import type { Person } from '../support/person.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { until } from '../support/until.ts'

let server: AppServer
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())

test('[R1] what a second device of one’s own wrote over is shown to its author alone, until he lets it go', async () => {
  const { id, owner } = await server.document()
  const bob = await server.member(id, 'annotator', 'Bob')
  const key = `${bob.user.id}:abcdefgh`
  for (const text of ['在路上寫的', '在桌前寫的']) await writes(id, bob, key, text)

  const path = `/api/documents/${id}/displaced`
  const { displaced } = await bob.has<{ displaced: Displaced[] }>('GET', path)
  const text = displaced[0]?.text ?? ''
  expect(['在路上寫的', '在桌前寫的']).toContain(text)
  expect(displaced).toEqual([
    {
      id: expect.any(String),
      room: 'notes',
      at: expect.stringMatching(/Z$/),
      kind: 'record',
      place: `annotations/${key}`,
      text,
      value: comment(text),
    },
  ])
  expect(await owner.has('GET', path)).toEqual({ displaced: [] })
  await owner.isRefused('not-found', 'DELETE', `${path}/${displaced[0]?.id}`)
  expect((await bob.asks('DELETE', `${path}/${displaced[0]?.id}`)).status).toBe(204)
  expect(await bob.has('GET', path)).toEqual({ displaced: [] })
})

/** On a device that has seen nothing. */
async function writes(id: string, person: Person, key: string, text: string): Promise<void> {
  const ydoc = new Y.Doc()
  ydoc.getMap('annotations').set(key, comment(text))
  const socket = new RawSocket(server, syncPath(id, 'notes', { ack: true }), {
    cookie: person.cookie,
    origin: server.url,
  })
  await socket.open()
  socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(ydoc)))
  await until('it is stored', () => socket.frames(FRAME.ack).length > 0)
  socket.socket.close()
}
