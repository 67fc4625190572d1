import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IncidentInfo } from '../../shared/api.ts'
import type { AppServer } from '../support/app-server.ts'
import { startAppServer } from '../support/app-server.ts'
import { rot, storedPieces } from '../support/bit-rot.ts'

let server: AppServer
beforeAll(async () => {
  server = await startAppServer()
})
afterAll(() => server.stop())

test('[E9] a damaged text is repaired by whoever asks for it, and the owners are told until one of them has seen it', async () => {
  const { id, owner } = await server.document('第一段\n\n第二段')
  const reader = await server.member(id, 'reader')
  const { epoch } = await owner.has<{ epoch: string }>('GET', `/api/documents/${id}`)
  server = await server.restart({
    offline(directory) {
      const file = `${directory}/log.sqlite`
      const [first] = storedPieces(file, new RegExp(`^${id}/`))
      if (first !== undefined) rot(file, first)
    },
  })
  // All of this text was in one row: nothing of it is left, but it is a text that can be read.
  const { blocks } = await reader.has<{ blocks: unknown[] }>('GET', `/api/documents/${id}/blocks`)
  expect(blocks).toHaveLength(1)
  expect((await owner.has<{ epoch: string }>('GET', `/api/documents/${id}`)).epoch).not.toBe(epoch)
  const incidents = () => owner.has<{ incidents: IncidentInfo[] }>('GET', `/api/documents/${id}/incidents`)
  const told = await incidents()
  expect(told.incidents).toMatchObject([
    {
      at: expect.stringMatching(/Z$/),
      kind: 'repaired',
      detail: { outcome: 'repaired', from: epoch, rooms: [{ room: 'text', missing: [{ user: 'system' }] }] },
    },
  ])
  await reader.isRefused('forbidden', 'GET', `/api/documents/${id}/incidents`)
  const which = `/api/documents/${id}/incidents/${told.incidents[0]?.id}`
  await owner.has('DELETE', which)
  expect(await incidents()).toEqual({ incidents: [] })
  await owner.isRefused('not-found', 'DELETE', which)
})
