import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { syncFrame } from '../../server/sync/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { CLOSE, FRAME, SYNC, syncPath } from '../../shared/protocol.ts'
import { comment } from '../support/content.ts'
import { content, forge } from '../support/forge.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { GOOD, RawTcp } from '../support/raw-tcp.ts'
import { Stage } from '../support/stage.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { cookieOf, ORIGIN, userId } from '../support/test-access.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
let tcp: RawTcp
let path: string
beforeAll(async () => {
  server = await startSyncServer()
})
beforeEach(async () => {
  stage = await Stage.open(server, 'notes')
  path = syncPath(stage.document, 'notes')
  tcp = await RawTcp.to(server)
})
afterEach(async () => {
  tcp.end()
  await stage.unharmed()
  stage.close()
})
afterAll(() => server.stop())

const without = (name: string) => GOOD.filter(([key]) => key !== name)
const withHeader = (name: string, value: string) => [...without(name), [name, value] as const]
const also = (name: string, value: string) => [...GOOD, [name, value] as const]

describe('[S7] the upgrade', () => {
  test('as it should be', async () => {
    expect(await tcp.request(path).status()).toBe(101)
  })

  test.each([
    ['null', 'null'],
    ['of a subdomain', 'http://evil.hezhu.test'],
    ['that begins alike', `${ORIGIN}.evil.example`],
    ['with a path', `${ORIGIN}/`],
    ['with a user', 'http://hezhu.test@evil.example'],
    ['in capitals', ORIGIN.toUpperCase()],
    ['over https', 'https://hezhu.test'],
    ['empty', ''],
    ['with a list of two', `${ORIGIN}, ${ORIGIN}`],
    ['with a space in front', `${ORIGIN} http://evil.example`],
  ])('an Origin %s is foreign', async (_, origin) => {
    expect(await tcp.request(path, withHeader('Origin', origin)).status()).toBe(403)
  })

  test('so are two, whichever comes first, and the Referer is none', async () => {
    expect(await tcp.request(path, also('Origin', 'http://evil.example')).status()).toBe(403)
    const other = await RawTcp.to(server)
    const evilFirst = [['Origin', 'http://evil.example'] as const, ...GOOD]
    expect(await other.request(path, evilFirst).status()).toBe(403)
    const third = await RawTcp.to(server)
    const referer = [
      ...without('Origin'),
      ['Referer', `${ORIGIN}/`] as const,
      ['Sec-WebSocket-Origin', ORIGIN] as const,
    ]
    expect(await third.request(path, referer).status()).toBe(403)
    other.end()
    third.end()
  })

  test.each<[string, readonly (readonly [string, string])[], string?]>([
    ['no key', without('Sec-WebSocket-Key')],
    ['a key of the wrong length', withHeader('Sec-WebSocket-Key', 'x')],
    ['an old version', withHeader('Sec-WebSocket-Version', '7')],
    ['another protocol', withHeader('Upgrade', 'h2c')],
    ['another method', GOOD, 'POST'],
    ['a subprotocol that is no token', also('Sec-WebSocket-Protocol', 'a b, , "')],
  ])('with %s is no WebSocket', async (_, headers, method) => {
    const status = await tcp.request(path, headers, method).status()
    expect(status === 101 ? 'a socket' : 'none').toBe('none')
  })

  test('compression is not spoken, whoever offers it', async () => {
    const offer = 'permessage-deflate; client_max_window_bits; server_no_context_takeover'
    expect(await tcp.request(path, also('Sec-WebSocket-Extensions', offer)).status()).toBe(101)
    expect(tcp.text.toLowerCase()).not.toContain('sec-websocket-extensions')
    tcp.frame(2, Uint8Array.of(3), { bits: 0x40 })
    expect(await tcp.closeCode()).toBe(1002)
  })

  test.each([
    ['a very long query', (path: string) => `${path}&x=${'x'.repeat(100_000)}`],
    ['headers without end', (path: string) => `${path} HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('%s is not read to its end', async (_, long) => {
    tcp.request(long(path))
    const status = await tcp.status()
    expect(status).not.toBe(101)
  })

  test('what comes right behind the upgrade, in the same packet, is a frame like others', async () => {
    tcp.request(path).frame(2, syncFrame(SYNC.update, Uint8Array.of(1, 2, 3)))
    expect(await tcp.closeCode()).toBe(CLOSE.malformed)
  })
})

describe('[S7] which room, and who', () => {
  test.each([
    ['an encoded letter', (path: string) => path.replace('/notes', '/%6eotes')],
    ['an encoded slash', (path: string) => path.replace('/notes', '%2fnotes')],
    ['a climbing path', (path: string) => `/sync/x/../..${path}`],
    ['a backslash', (path: string) => path.replace('/notes', '\\notes')],
    ['another host in front', (path: string) => `//evil.example${path}`],
    ['an address in full', (path: string) => `http://evil.example${path}`],
    ['a second slash', (path: string) => path.replace('/notes', '//notes')],
    ['a byte that is no letter', (path: string) => path.replace('/notes', '/notes\u00e9')],
  ])('%s leads nowhere', async (_, spell) => {
    tcp.request(spell(path))
    expect([CLOSE.notFound, 1006]).toContain(await tcp.closeCode())
  })

  test('of two clientIDs, schemas or epochs the first counts, and none is guessed', async () => {
    const ask = async (query: string) => {
      const socket = await RawTcp.to(server)
      const code = await socket.request(`/sync/${stage.document}/notes?${query}`).closeCode()
      socket.end()
      return code
    }
    expect(await ask('schema=999&schema=1')).toBe(CLOSE.otherVersion)
    expect(await ask('epoch=old&epoch=epoch-1')).toBe(CLOSE.otherVersion)
    expect(await ask('schema=')).toBe(CLOSE.otherVersion)
    for (const client of ['', '-1', '1.5', '1e3', '0x10', '4294967296', 'NaN', '%00'])
      expect(await ask(`client=${client}`), client).toBe(CLOSE.malformed)
  })

  test('a cookie is looked up, whatever else is sent with it', async () => {
    const ask = async (cookie: string) => {
      const socket = await RawTcp.to(server)
      const code = await socket.request(path, withHeader('Cookie', cookie)).closeCode()
      socket.end()
      return code
    }
    expect(await ask('session=')).toBe(CLOSE.signedOut)
    expect(await ask('session=__proto__')).toBe(CLOSE.signedOut)
    expect(await ask(`session=${'x'.repeat(5_000)}`)).toBe(CLOSE.signedOut)
    expect(await ask(`other=${cookieOf('alice').split('=')[1]}`)).toBe(CLOSE.signedOut)
  })

  test('[G4] nobody finds the private room of another, however he spells it', async () => {
    const alice = await stage.intruder('alice', { client: 5, room: 'private' })
    const words = '只給自己看的'
    const forged = {
      parent: 'annotations',
      sub: `${userId('alice')}:private-1`,
      content: content.any(comment(words)),
    }
    alice.send(syncFrame(SYNC.update, forge([{ client: 5, structs: [forged] }])))
    await until('it is stored', () => alice.frames(FRAME.ack).length > 0)
    const id = userId('alice')
    const spellings = [
      'private',
      `private?user=${id}`,
      `private?userId=${id}&client=5`,
      `private?room=private&as=${id}`,
      `private/${id}`,
      `private%2f${id}`,
      `private-${id}`,
      `private|${id}`,
      `private;${id}`,
      `notes?room=private&user=${id}`,
      `../${id}/private`,
    ]
    for (const spelling of spellings) {
      const eve = new RawSocket(server, `/sync/${stage.document}/${spelling}`, { as: 'eve' })
      await until('an answer', () => eve.code !== 0 || eve.socket.readyState === WebSocket.OPEN)
      if (eve.code === 0) eve.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
      await until(
        `${spelling} leads somewhere`,
        () => eve.code !== 0 || eve.frames(FRAME.sync).some((frame) => frame[1] === SYNC.step2),
      )
      expect(Buffer.concat(eve.received).includes(words), spelling).toBe(false)
      eve.socket.terminate()
    }
    // The room is there, and she who wrote it reads it.
    const again = await stage.intruder('alice', { room: 'private' })
    expect(Buffer.concat(again.received).includes(words)).toBe(true)
  })

  test('a private room is everybody’s own: the same address, another room', async () => {
    const bob = await stage.intruder('bob', { room: 'private' })
    const eve = await stage.intruder('eve', { room: 'private' })
    expect(bob.frames(FRAME.sync).map((frame) => [...frame])).toEqual(
      eve.frames(FRAME.sync).map((frame) => [...frame]),
    )
  })
})

describe('[S7] frames that break WebSocket’s own rules', () => {
  beforeEach(async () => {
    expect(await tcp.request(path).status()).toBe(101)
  })
  const step1 = syncFrame(SYNC.step1, Uint8Array.of(0))

  test.each<[string, (tcp: RawTcp) => void, number]>([
    ['without a mask', (tcp) => tcp.frame(2, step1, { masked: false }), 1002],
    ['with a reserved bit', (tcp) => tcp.frame(2, step1, { bits: 0x20 }), 1002],
    ['of an unknown kind', (tcp) => tcp.frame(5, step1), 1002],
    ['a ping of more than 125 bytes', (tcp) => tcp.frame(9, new Uint8Array(126)), 1002],
    ['a ping in pieces', (tcp) => tcp.frame(9, step1, { final: false }), 1002],
    ['a continuation of nothing', (tcp) => tcp.frame(0, step1), 1002],
    ['a text that is no UTF-8', (tcp) => tcp.frame(1, Uint8Array.of(0xff)), 1007],
    ['a text', (tcp) => tcp.frame(1, Uint8Array.of(65)), CLOSE.malformed],
    ['nothing', (tcp) => tcp.frame(2, new Uint8Array()), CLOSE.malformed],
    [
      'that begins while another is not finished',
      (tcp) => tcp.frame(2, step1, { final: false }).frame(2, step1),
      1002,
    ],
    ['a close with half a code', (tcp) => tcp.frame(8, Uint8Array.of(3)), 1002],
  ])('%s', async (_, send, code) => {
    send(tcp)
    expect(await tcp.closeCode()).toBe(code)
  })

  test('larger than anything', async () => {
    tcp.write(Uint8Array.of(0x82, 0xff, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0))
    expect(await tcp.closeCode()).toBe(1009)
  })

  test('in thousands of pieces, or in a piece that never ends', async () => {
    for (let n = 0; n < 20_000 && !tcp.closed; n++)
      tcp.frame(n === 0 ? 2 : 0, Uint8Array.of(0), { final: false })
    expect(await tcp.closeCode()).toBe(1008)
  })

  test('in pieces is a frame all the same', async () => {
    const update = syncFrame(SYNC.update, new Uint8Array(LIMITS.updateBytes + 1))
    const half = update.length >> 1
    tcp
      .frame(2, update.subarray(0, half), { final: false })
      .frame(9, new Uint8Array())
      .frame(0, update.subarray(half))
    expect(await tcp.closeCode()).toBe(CLOSE.tooLarge)
  })

  test('thousands of pings that nobody reads the answers of', async () => {
    for (let n = 0; n < 50_000 && !tcp.closed; n++) tcp.frame(9, new Uint8Array(100))
    await until('they are through, or cut off', () => tcp.closed || tcp.text.length > 1_000_000)
  })
})
