import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import type { BlockInfo, RestorePointInfo } from '../../shared/api.ts'
import { FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import type { Person } from '../support/person.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { until } from '../support/until.ts'

let server: AppServer
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())

const TEXT = ['今年是馬年，萬事如意，步步高升', '恭喜發財，年年有餘，歲歲平安']
const texts = (blocks: readonly BlockInfo[]) => blocks.map(({ text }) => text)

test('[R4] [R5] an editor sees who deleted how much of the text, looks at what it was, and brings it back', async () => {
  const { id, owner } = await server.document(TEXT.join('\n\n'))
  const editor = await server.member(id, 'editor', 'Ed')
  const path = `/api/documents/${id}`
  const before = await owner.has<{ blocks: BlockInfo[] }>('GET', `${path}/blocks`)
  expect(await editor.has('GET', `${path}/restore-points`)).toEqual({ restorePoints: [] })
  await deletesAll(id, editor)
  expect(await owner.has('GET', `${path}/blocks`)).toEqual({ blocks: [] })

  const { restorePoints } = await owner.has<{ restorePoints: RestorePointInfo[] }>(
    'GET',
    `${path}/restore-points`,
  )
  const total = TEXT.join('').length
  expect(restorePoints).toEqual([
    {
      id: expect.any(String),
      room: 'text',
      at: expect.stringMatching(/Z$/),
      by: { id: editor.user.id, name: 'Ed' },
      reason: 'mass-deletion',
      deletedChars: total,
      totalChars: total,
    },
  ])
  const point = `${path}/restore-points/${restorePoints[0]?.id}`
  const { blocks } = await owner.has<{ blocks: BlockInfo[] }>('GET', point)
  expect(texts(blocks)).toEqual(TEXT)
  expect((await editor.asks('POST', `${point}/restore`)).status).toBe(204)
  expect(await owner.has('GET', `${path}/blocks`)).toEqual(before)

  const other = await server.document()
  await other.owner.isRefused('not-found', 'GET', point.replace(id, other.id))
  await other.owner.isRefused('not-found', 'POST', `${point.replace(id, other.id)}/restore`)
})

/** As a browser that has the whole text does it. */
async function deletesAll(id: string, person: Person): Promise<void> {
  const socket = new RawSocket(server, syncPath(id, 'text', { ack: true }), {
    cookie: person.cookie,
    origin: server.url,
  })
  await socket.open()
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, await server.parts.rooms.read(id, 'text'))
  ydoc.on('update', (bytes: Uint8Array) => socket.send(syncFrame(SYNC.update, bytes)))
  ydoc.getXmlFragment('text').delete(0, ydoc.getXmlFragment('text').length)
  await until('it is stored', () => socket.frames(FRAME.ack).length > 0)
  socket.socket.close()
}
