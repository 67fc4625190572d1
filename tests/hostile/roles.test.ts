import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { awarenessFrame, syncFrame } from '../../server/sync/frames.ts'
import { CLOSE, FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import { comment, newKey } from '../support/content.ts'
import { content, forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { Stage } from '../support/stage.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
beforeAll(async () => {
  server = await startSyncServer()
})
beforeEach(async () => {
  stage = await Stage.open(server, 'notes')
})
afterEach(async () => {
  await stage.unharmed()
  stage.close()
})
afterAll(() => server.stop())

const note = (clock: number) =>
  syncFrame(
    SYNC.update,
    forge([
      {
        client: 9,
        clock,
        structs: [{ parent: 'annotations', sub: newKey(userId('eve')), content: content.any(comment('注')) }],
      },
    ]),
  )
const setRole = (role: Parameters<TestServer['access']['setRole']>[2]) =>
  server.access.setRole(stage.document, 'eve', role)
const stored = async () => (await stage.stolen()).getMap('annotations').size

test('[S8] between two frames of one packet', async () => {
  const eve = await stage.intruder()
  setRole('reader')
  for (let clock = 0; clock < 10; clock++) eve.send(note(clock))
  expect(await eve.closed()).toBe(CLOSE.roleChanged)
  expect(await stored()).toBe(0)
})

test('[S8] raised counts as changed, too: the new role begins with a new connection', async () => {
  const eve = await stage.intruder()
  setRole('owner')
  eve.send(note(0))
  expect(await eve.closed()).toBe(CLOSE.roleChanged)
  expect(await stored()).toBe(0)
})

test('[S8] who is no member any more writes nothing, shows nothing, and is told nothing more', async () => {
  const eve = await stage.intruder('eve', { client: 9 })
  eve.send(awarenessFrame([{ client: 9, clock: 1, state: '{}' }]))
  await until('ed sees eve', () => stage.ed.provider.awareness.getStates().has(9))
  setRole(null)
  // She does not hang up when she is told to.
  eve.socket.pause()
  server.rooms.close({ documentId: stage.document, userId: userId('eve') }, CLOSE.notFound, 'removed')
  await until('ed sees that she is gone', () => !stage.ed.provider.awareness.getStates().has(9))
  eve.send(note(0))
  eve.send(awarenessFrame([{ client: 9, clock: 2, state: '{"at":"still here"}' }]))
  const heard = eve.received.length
  const secret = stage.alice.annotates('她走後才說的')
  await stage.alice.whenSaved()
  await until('ed reads it', () => stage.ed.annotations.has(secret))
  eve.socket.resume()
  expect(await eve.closed()).toBe(CLOSE.notFound)
  expect(Buffer.concat(eve.received.slice(heard)).includes('她走後才說的')).toBe(false)
  stage.alice.annotations.delete(secret)
  await stage.alice.whenSaved()
  expect(await stored()).toBe(0)
})

test('[S8] [S10] who is no member any more shows nothing, also before anybody has closed the socket', async () => {
  const eve = await stage.intruder('eve', { client: 9 })
  setRole(null)
  eve.send(awarenessFrame([{ client: 9, clock: 1, state: '{"at":"still here"}' }]))
  expect(await eve.closed()).toBe(CLOSE.notFound)
  // What ed shows now comes after anything of hers.
  stage.ed.provider.awareness.setLocalStateField('at', 'here')
  const seen = () => stage.alice.provider.awareness.getStates()
  await until('alice sees ed', () => seen().get(stage.ed.ydoc.clientID)?.at === 'here')
  expect(seen().has(9)).toBe(false)
})

test('[S8] who is removed while he joins never gets in', async () => {
  const sockets = Array.from(
    { length: 5 },
    () => new RawSocket(server, syncPath(stage.document, 'notes'), { as: 'eve' }),
  )
  setRole(null)
  for (const socket of sockets) expect(await socket.closed()).toBe(CLOSE.notFound)
  expect(sockets.flatMap((socket) => socket.frames(FRAME.sync))).toEqual([])
})

test('[S8] the removed one’s private notes stay his, and closed to him', async () => {
  const eve = await stage.intruder('eve', { room: 'private' })
  setRole(null)
  eve.send(note(0))
  expect(await eve.closed()).toBe(CLOSE.notFound)
})

test.each([
  ['[S8] also while the room is being loaded for him', 'role', CLOSE.notFound],
  ['[S12] nobody joins the room of an epoch that ended while it was being loaded', 'epoch', CLOSE.overloaded],
] as const)('%s', async (_, what, code) => {
  const gate = { open: false, waiting: false }
  const slow = await startSyncServer({
    wrap: (log) => ({
      ...log,
      async load(key) {
        gate.waiting = key.room === 'commentary'
        await until('the gate is open', () => gate.open || !gate.waiting)
        return log.load(key)
      },
    }),
  })
  const document = await slow.document({ eve: 'annotator' })
  const eve = new RawSocket(slow, syncPath(document, 'commentary'), { as: 'eve' })
  await until('the room is being loaded', () => gate.waiting)
  if (what === 'epoch') slow.access.setEpoch(document, 'epoch-2')
  else {
    slow.access.setRole(document, 'eve', null)
    slow.rooms.close({ documentId: document, userId: userId('eve') }, CLOSE.notFound, 'removed')
  }
  gate.open = true
  expect(await eve.closed()).toBe(code)
  expect(eve.received).toEqual([])
  await slow.stop()
})
