import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { TYPE } from '../../server/sync/guard/parse.ts'
import { applyUpdates } from '../../server/sync/room/apply.ts'
import { CLOSE, FRAME, SYNC } from '../../shared/protocol.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { ForgedSection, ForgedStruct } from '../support/forge.ts'
import { content, forge } from '../support/forge.ts'
import { emptyRoom, jsonOf } from '../support/guarded-room.ts'
import { Stage } from '../support/stage.ts'
import type { Client } from '../support/sync-client.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let stage: Stage
beforeAll(async () => {
  server = await startSyncServer()
})
afterEach(() => stage.close())
afterAll(() => server.stop())

/** Two blocks by alice: «行百里😀», and «半九十» in bold. */
function twoBlocks(alice: Client): void {
  const block = (text: string) => {
    const element = new Y.XmlElement('block')
    element.insert(0, [new Y.XmlText(text)])
    return element
  }
  alice.ydoc.transact(() => {
    const fragment = alice.ydoc.getXmlFragment('commentary')
    fragment.insert(0, [block('行百里😀'), block('半九十')])
    text(alice.ydoc, 1).format(0, 3, { bold: {} })
  })
}
const text = (ydoc: Y.Doc, at: number, room: RoomName = 'commentary') =>
  (ydoc.getXmlFragment(room).get(at) as Y.XmlElement).get(0) as Y.XmlText
const idOf = (type: Y.XmlText | Y.XmlElement) =>
  [type._item?.id.client ?? 0, type._item?.id.clock ?? 0] as const
const firstOf = (type: Y.XmlText) => [type._start?.id.client ?? 0, type._start?.id.clock ?? 0] as const
const from = (client: number, ...structs: ForgedStruct[]) => forge([{ client, structs }])

describe('[G6] who may not write the text', () => {
  test.each(['bob', 'rita'])('%s can neither type, delete, format, split nor occupy', async (who) => {
    stage = await Stage.open(server, 'text')
    const place = idOf(text(stage.alice.ydoc, 0, 'text'))
    for (const bytes of [
      from(9, { parent: place, content: content.string('不該') }),
      from(9, { parent: place, content: content.format('bold', {}) }),
      from(9, { parent: 'text', content: content.type(TYPE.xmlElement, 'block') }),
      from(9, { content: content.gc(1) }),
      from(9, { origin: place, right: [1, 1], content: content.deleted(1) }),
      forge([], { [place[0]]: [[place[1], 1]] }),
    ])
      expect(await stage.refusal(who, bytes)).toEqual({ reason: 'read-only', code: CLOSE.refused })
    await stage.unharmed()
  })

  test('[S9] the reader is not asked for anything, whatever he sends', async () => {
    stage = await Stage.open(server, 'text')
    const unseen = forge([{ client: 9, clock: 5, structs: [{ content: content.gc(1) }] }])
    const socket = await stage.intruder('rita')
    socket.send(syncFrame(SYNC.update, unseen))
    expect(await socket.closed()).toBe(CLOSE.refused)
    expect(socket.frames(FRAME.sync).filter((frame) => frame[1] === SYNC.step1)).toEqual([])
    await stage.unharmed()
  })
})

describe('[G5] who may write the commentary still can’t put in it', () => {
  const attacks: [string, string, ForgedStruct['content'], 'text' | 'block' | 'root', string?][] = [
    ['a link that runs', 'bad-mark', content.format('link', { href: 'javascript:alert(1)' }), 'text'],
    ['a link to another host', 'bad-mark', content.format('link', { href: '//evil.example/x' }), 'text'],
    ['a mark that makes editors delete the text', 'unknown-mark', content.format('bold--x', {}), 'text'],
    ['a mark that nobody can read', 'malformed', content.format('bold', undefined), 'text'],
    ['a script', 'unknown-node', content.type(TYPE.xmlElement, 'script'), 'root'],
    ['a hook', 'unknown-node', content.type(TYPE.xmlHook, 'block'), 'root'],
    ['a block in a block', 'unknown-node', content.type(TYPE.xmlElement, 'block'), 'block'],
    ['an event handler', 'unknown-attribute', content.any('alert(1)'), 'block', 'onclick'],
    ['a kind that none knows', 'bad-attribute', content.any('script'), 'block', 'kind'],
    ['a subdocument', 'malformed', content.raw(9, 1, 97, 118, 0), 'text'],
    ['an embed', 'malformed', content.raw(5, 2, 123, 125), 'text'],
    ['bytes', 'malformed', content.raw(3, 1, 0), 'block', 'kind'],
  ]
  test.each(attacks)('%s', async (_, reason, what, where, sub) => {
    stage = await Stage.open(server, 'commentary', twoBlocks)
    const first = stage.alice.ydoc.getXmlFragment('commentary').get(0) as Y.XmlElement
    const parent =
      where === 'root' ? 'commentary' : idOf(where === 'block' ? first : text(stage.alice.ydoc, 0))
    const struct = { parent, content: what, ...(sub === undefined ? {} : { sub }) }
    expect((await stage.refusal('eve', from(9, struct))).reason).toBe(reason)
    await stage.unharmed()
  })
})

describe('[G3] garbage', () => {
  /** The second block is gone, and was collected; answers the id of its first character. */
  async function withGarbage(): Promise<readonly [number, number]> {
    const id = firstOf(text(stage.alice.ydoc, 1))
    stage.alice.ydoc.getXmlFragment('commentary').delete(1, 1)
    await stage.alice.whenSaved()
    await until('ed sees it', () => stage.ed.ydoc.getXmlFragment('commentary').length === 1)
    return id
  }

  test('does not cut an emoji, and shows nobody what others do not see', async () => {
    stage = await Stage.open(server, 'commentary', twoBlocks)
    const garbage = await withGarbage()
    const [client, clock] = firstOf(text(stage.alice.ydoc, 0))
    for (const neighbours of [
      { origin: garbage, right: [client, clock + 4] as const },
      { origin: [client, clock + 3] as const, right: garbage },
    ]) {
      const bytes = from(9, { ...neighbours, content: content.string('只有你看見') })
      expect((await stage.refusal('eve', bytes)).reason).toBe('origins-disagree')
    }
    expect(text(stage.ed.ydoc, 0).toString()).toBe('行百里😀')
    stage.alice.ydoc.getXmlFragment('commentary').insert(1, [])
  })

  test('typed into what is gone is garbage for all, also for who loads it in one go', async () => {
    stage = await Stage.open(server, 'commentary', twoBlocks)
    const garbage = await withGarbage()
    const late = from(
      9,
      { origin: garbage, content: content.string('晚') },
      { origin: [9, 0], content: content.any(1, 2) },
    )
    const socket = await stage.intruder('eve')
    socket.send(syncFrame(SYNC.update, late))
    await until('it is durable', () => socket.frames(FRAME.ack).length > 0)
    const loaded = await stage.stolen()
    expect(jsonOf(loaded)).toEqual(jsonOf(stage.alice.ydoc))
    expect(loaded.store.clients.get(9)?.every((struct) => struct instanceof Y.GC)).toBe(true)
  })
})

test('[G1] several values under one key do not make a block undeletable', async () => {
  stage = await Stage.open(server, 'commentary', twoBlocks)
  const socket = await stage.intruder('eve')
  const block: ForgedStruct = { parent: 'commentary', content: content.type(TYPE.xmlElement, 'block') }
  const sections: ForgedSection[][] = [
    [
      {
        client: 9,
        structs: [block, { parent: [9, 0], sub: 'kind', content: content.any('quote', 'bullet') }],
      },
    ],
    [{ client: 10, structs: [{ origin: [9, 1], content: content.any('ordered') }] }],
  ]
  for (const [n, update] of sections.entries()) {
    socket.send(syncFrame(SYNC.update, forge(update)))
    await until('it is durable', () => socket.frames(FRAME.ack).at(-1)?.[1] === n + 1)
  }
  const fragment = stage.alice.ydoc.getXmlFragment('commentary')
  await until('alice sees the block', () => fragment.length === 3)
  const at = fragment.toArray().findIndex((block) => block._item?.id.client === 9)
  fragment.delete(at, 1)
  await stage.alice.whenSaved()
  await until('ed sees that it is gone', () => stage.ed.ydoc.getXmlFragment('commentary').length === 2)
  await stage.unharmed()
})

test('[G1] redundant formatting is cleaned up by clients alone; the server adds nothing to what they send', async () => {
  stage = await Stage.open(server, 'commentary', twoBlocks)
  for (const client of [stage.alice, stage.ed]) client.goesOffline()
  text(stage.alice.ydoc, 0).format(0, 3, { bold: {} })
  text(stage.ed.ydoc, 0).format(0, 3, { bold: {} })
  for (const client of [stage.alice, stage.ed]) client.comesBack()
  await Promise.all([stage.alice.whenSaved(), stage.ed.whenSaved()])
  const { documentId, epoch } = { documentId: stage.document, epoch: 'epoch-1' }
  // What was deleted is in the log, too; were the room's own Y.Doc ahead of it, the clients' deletions would seem old.
  await until('the log holds what they deleted', async () => {
    const log = await server.log.load({ documentId, epoch, room: 'commentary', userId: '' })
    const replayed = emptyRoom('commentary')
    applyUpdates(
      replayed,
      log.rows.map((row) => row.bytes),
    )
    const [here, there, logged] = [stage.alice.ydoc, stage.ed.ydoc, replayed].map(deletedIn)
    return here === there && here === logged && here !== '[]'
  })
})

function deletedIn(ydoc: Y.Doc): string {
  return JSON.stringify([...Y.decodeUpdate(Y.encodeStateAsUpdate(ydoc)).ds.clients].sort(([a], [b]) => a - b))
}
