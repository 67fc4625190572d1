import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import { comment, firstText, newKey } from '../support/content.ts'
import { RawSocket } from '../support/raw-socket.ts'
import type { ClientOptions } from '../support/sync-client.ts'
import { Client, OURS } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let document: string
let clients: Client[] = []
beforeAll(async () => {
  server = await startSyncServer()
  document = await server.document({
    alice: 'owner',
    bob: 'annotator',
    rita: 'reader',
    eve: 'annotator',
  })
  server.access.signIn('stranger')
})
afterEach(() => {
  for (const client of clients) client.leaves()
  clients = []
})
afterAll(async () => {
  await server.stop()
  expect(server.errors).toEqual([])
})
function join(options: Omit<ClientOptions, 'document'>): Client {
  const client = new Client(server, { document, params: OURS, ...options })
  clients.push(client)
  return client
}
const update = (bytes: Uint8Array) => syncFrame(SYNC.update, bytes)
const NOTHING = Uint8Array.of(0, 0)

describe('[S7] the door', () => {
  test.each([
    ['a foreign origin', 'https://evil.example'],
    ['the origin with another port', 'http://hezhu.test:81'],
    ['a missing origin', null],
  ])('%s gets HTTP 403 and never a socket', async (_, origin) => {
    const socket = new RawSocket(server, syncPath(document, 'text'), { as: 'alice', origin })
    expect(await socket.closed()).toBe(-403)
  })

  test.each([
    ['without a cookie', {}, CLOSE.signedOut],
    ['with a cookie of nobody', { cookie: 'session=abcdefghijklmnop' }, CLOSE.signedOut],
    ['who is no member', { as: 'stranger' }, CLOSE.notFound],
  ])('somebody %s', async (_, who, code) => {
    expect(await new RawSocket(server, syncPath(document, 'text'), who).closed()).toBe(code)
  })

  test.each([
    ['an unknown document', '/sync/nosuchdocument/text'],
    ['an unknown room', '/sync/DOCUMENT/attic'],
    ['a room of another kind of name', '/sync/DOCUMENT/__proto__'],
    ['too deep a path', '/sync/DOCUMENT/text/more'],
    ['no room', '/sync/DOCUMENT'],
    ['a path that climbs', '/sync/../DOCUMENT/text'],
    ['a path that is none', '//'],
  ])('%s closes with 4404', async (_, path) => {
    const socket = new RawSocket(server, path.replace('DOCUMENT', document), { as: 'alice' })
    expect(await socket.closed()).toBe(CLOSE.notFound)
  })

  test.each([
    ['another schema', 'schema=999'],
    ['a schema that is no number', 'schema=abc'],
    ['another epoch', 'schema=1&epoch=epoch-0'],
  ])('[S12] %s closes with 4409', async (_, query) => {
    const socket = new RawSocket(server, `/sync/${document}/text?${query}`, { as: 'alice' })
    expect(await socket.closed()).toBe(CLOSE.otherVersion)
    expect(socket.received).toEqual([])
  })

  test('a clientID that is none closes with 4400', async () => {
    const socket = new RawSocket(server, `/sync/${document}/text?client=-1`, { as: 'alice' })
    expect(await socket.closed()).toBe(CLOSE.malformed)
  })

  test('one person has ten sockets in a room, not eleven', async () => {
    const sockets = []
    for (let n = 0; n < LIMITS.socketsPerUserAndRoom; n++)
      sockets.push(await new RawSocket(server, syncPath(document, 'commentary'), { as: 'rita' }).open())
    await until('all are in', () => server.sync.stats().connections === sockets.length)
    const eleventh = new RawSocket(server, syncPath(document, 'commentary'), { as: 'rita' })
    expect(await eleventh.closed()).toBe(CLOSE.tooFast)
    for (const socket of sockets) socket.socket.close()
    expect(sockets.map((socket) => socket.code)).toEqual(sockets.map(() => 0))
  })
})

describe('[S7] frames', () => {
  const vector = [1, 0]
  test.each([
    ['nothing at all', []],
    ['an unknown frame', [7]],
    ['a frame only the server sends', [FRAME.ack, 1]],
    ['an unknown sync step', [0, 3, 0]],
    ['a step 1 with trailing bytes', [0, 0, ...vector, 9]],
    ['a state vector with trailing bytes', [0, 0, 2, 0, 0]],
    ['a state vector of more clients than bytes', [0, 0, 2, 200, 1]],
    ['an update shorter than it says', [0, 2, 100, 0, 0]],
    ['an update that is none', [0, 2, 3, 255, 255, 255]],
    ['an update of a claimed 269 MB', [0, 2, 7, 1, 255, 255, 255, 127, 1, 0]],
    ['an awareness update that is cut off', [1, 4, 1, 1, 1, 200]],
    ['a query with something in it', [3, 0]],
    ['a number that never ends', [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]],
  ])('%s closes with 4400, says why, and disturbs nobody', async (_, bytes) => {
    const alice = join({ as: 'alice', room: 'notes' })
    await alice.whenSaved()
    const socket = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
    socket.send(Uint8Array.from(bytes))
    expect(await socket.closed()).toBe(CLOSE.malformed)
    expect(socket.frames(FRAME.refusal)).toHaveLength(1)
    alice.annotates('還在')
    await alice.whenSaved()
  })

  test('text is malformed', async () => {
    const socket = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
    expect(await socket.send('hello').closed()).toBe(CLOSE.malformed)
  })

  test.each([
    ['a live update', SYNC.update, LIMITS.updateBytes],
    ['a step 2', SYNC.step2, LIMITS.syncStep2Bytes],
  ])('%s above its limit closes with 4413', async (_, step, limit) => {
    const socket = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
    socket.send(syncFrame(step, new Uint8Array(limit + 1)))
    expect(await socket.closed()).toBe(CLOSE.tooLarge)
  })

  test('a flood closes with 4529', async () => {
    const socket = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
    for (let n = 0; n < 400; n++) socket.send(FRAME.queryAwareness)
    expect(await socket.closed()).toBe(CLOSE.tooFast)
  })

  /** Updates of which each depends on the one before. */
  function written(texts: string[]): Uint8Array[] {
    const ydoc = new Y.Doc()
    const updates: Uint8Array[] = []
    ydoc.on('update', (bytes) => updates.push(bytes))
    for (const text of texts) ydoc.getMap('annotations').set(newKey(userId('eve')), comment(text))
    return updates
  }
  async function greeted() {
    const socket = await new RawSocket(server, syncPath(document, 'notes', { ack: true }), {
      as: 'eve',
    }).open()
    await until('the greeting', () => socket.frames(FRAME.sync).length === 1)
    return socket
  }

  test('[G3] an update from the future is answered by a step 1, and the fourth in a row by 4529', async () => {
    const updates = written(['零', '一', '二', '三', '四'])
    const socket = await greeted()
    for (let n = 1; n <= 3; n++) {
      socket.send(syncFrame(SYNC.step2, NOTHING)).send(update(updates[n] as Uint8Array))
      await until('it is asked for what is missing', () => socket.frames(FRAME.sync).length === 1 + n)
    }
    socket.send(syncFrame(SYNC.step2, NOTHING)).send(update(updates[4] as Uint8Array))
    expect(await socket.closed()).toBe(CLOSE.tooFast)
    const stored = Y.parseUpdateMeta(await server.rooms.read(document, 'notes')).to
    for (const client of Y.parseUpdateMeta(updates[0] as Uint8Array).to.keys())
      expect(stored.has(client)).toBe(false)
  })

  test('[G7] who goes on typing before the first step 1 has reached him is asked once, and welcome', async () => {
    const texts = ['離線', '寫', '的', '，', '連', '上', '又', '寫']
    const updates = written(texts)
    const socket = await greeted()
    for (const bytes of updates.slice(1)) socket.send(update(bytes))
    socket.send(syncFrame(SYNC.step2, Y.mergeUpdates(updates)))
    await until('all of it is durable', () => socket.frames(FRAME.ack).at(-1)?.[1] === texts.length)
    expect(socket.frames(FRAME.sync)).toHaveLength(1)
    socket.socket.close()
  })

  test('[S6] acks stop before a frame answered by a step 1 until the step 2 that repairs it', async () => {
    const ydoc = new Y.Doc()
    const updates: Uint8Array[] = []
    ydoc.on('update', (bytes) => updates.push(bytes))
    for (let n = 0; n < 3; n++) ydoc.getMap('annotations').set(newKey(userId('eve')), comment('補上'))
    const [first, second, third] = updates as [Uint8Array, Uint8Array, Uint8Array]
    const socket = await new RawSocket(server, syncPath(document, 'notes', { ack: true }), {
      as: 'eve',
    }).open()
    const acks = () => socket.frames(FRAME.ack).map((frame) => frame[1])
    await until('the greeting', () => socket.frames(FRAME.sync).length === 1)
    socket.send(syncFrame(SYNC.step2, NOTHING)).send(update(first))
    await until('both are acked', () => acks().at(-1) === 2)
    socket.send(update(third))
    await until('it is asked for', () => socket.frames(FRAME.sync).length === 2)
    socket.send(update(second))
    await until('the second is stored', async () => {
      const stored = await server.rooms.read(document, 'notes')
      return Y.parseUpdateMeta(stored).to.get(ydoc.clientID) === 2
    })
    expect(acks().at(-1)).toBe(2)
    socket.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(ydoc)))
    await until('all five are acked', () => acks().at(-1) === 5)
    socket.socket.close()
  })
})

describe('who may write', () => {
  test('[S9] a reader is not asked for anything, and may send nothing', async () => {
    const rita = join({ as: 'rita', room: 'text' })
    await rita.synced()
    expect(rita.writes).toBe(0)
    rita.types('不該')
    expect((await rita.whenClosed()).code).toBe(CLOSE.refused)
    expect(rita.refusal?.reason).toBe('read-only')
    const alice = join({ as: 'alice', room: 'text' })
    await alice.synced()
    expect(alice.text).not.toContain('不該')
  })

  test('[G6] an annotator writes notes and can’t write the text', async () => {
    const bob = join({ as: 'bob', room: 'text' })
    const notes = join({ as: 'bob', room: 'notes' })
    await Promise.all([bob.synced(), notes.whenSaved()])
    notes.annotates('可以')
    await notes.whenSaved()
    firstText(bob.ydoc).insert(0, '不該')
    expect((await bob.whenClosed()).code).toBe(CLOSE.refused)
  })

  test('[G4] nobody writes under another’s name', async () => {
    const eve = join({ as: 'eve', room: 'notes' })
    const alice = join({ as: 'alice', room: 'notes' })
    await Promise.all([eve.whenSaved(), alice.whenSaved()])
    const forged = eve.annotates('愛麗絲說的', newKey(alice.id))
    expect((await eve.whenClosed()).code).toBe(CLOSE.refused)
    expect(eve.refusal).toMatchObject({ reason: 'not-your-key', path: ['notes', 'annotations', forged] })
    alice.annotates('我自己說的')
    await alice.whenSaved()
    expect(alice.notes).not.toHaveProperty(forged)
  })

  test('[S11] a clientID stays with who used it first, over restarts', async () => {
    const alice = join({ as: 'alice', room: 'notes' })
    await alice.synced()
    alice.annotates('這是我的')
    await alice.whenSaved()
    const client = alice.ydoc.clientID
    for (const again of [false, true]) {
      if (again) server = await server.restart()
      const socket = new RawSocket(server, syncPath(document, 'notes', { client }), { as: 'eve' })
      expect(await socket.closed()).toBe(CLOSE.refused)
      const writer = await new RawSocket(server, syncPath(document, 'notes'), { as: 'eve' }).open()
      const ydoc = new Y.Doc()
      Y.applyUpdate(ydoc, await server.rooms.read(document, 'notes'))
      ydoc.clientID = client
      const before = Y.encodeStateVector(ydoc)
      ydoc.getMap('annotations').set(newKey(userId('eve')), comment('冒名'))
      writer.send(update(Y.encodeStateAsUpdate(ydoc, before)))
      expect(await writer.closed()).toBe(CLOSE.refused)
    }
  })

  test('[S11] nobody takes clientIDs in bulk', async () => {
    const own = await server.document({ mallory: 'annotator' })
    let closed = 0
    for (let n = 0; n < LIMITS.clientIdsPerUserDay + 5 && closed === 0; n++) {
      const socket = new RawSocket(server, syncPath(own, 'notes', { client: 1_000 + n }), { as: 'mallory' })
      await until('an answer', () => socket.received.length > 0 || socket.code !== 0)
      if (socket.frames(FRAME.refusal).length > 0) closed = n
      socket.socket.close()
    }
    expect(closed).toBe(LIMITS.clientIdsPerUserDay)
  })

  test('[S8] whose role has changed is sent back at the next frame, or at once', async () => {
    const own = await server.document({ alice: 'owner', nina: 'editor' })
    const nina = new Client(server, { as: 'nina', document: own, params: OURS })
    clients.push(nina)
    await nina.whenSaved()
    server.access.setRole(own, 'nina', 'reader')
    nina.types('慢了一步')
    expect((await nina.whenClosed()).code).toBe(CLOSE.roleChanged)
    const reading = await new RawSocket(server, syncPath(own, 'text'), { as: 'nina' }).open()
    reading.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
    await until('she is in', () => reading.frames(FRAME.sync).length > 0)
    server.access.setRole(own, 'nina', null)
    server.rooms.close({ documentId: own, userId: userId('nina') }, CLOSE.notFound, 'removed')
    expect(await reading.closed()).toBe(CLOSE.notFound)
    expect(reading.reason).toBe('removed')
  })
})
