import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../server/sync/frames.ts'
import { bodyFromText } from '../../shared/annotation.ts'
import { SYNC, syncPath } from '../../shared/protocol.ts'
import { firstText } from '../support/content.ts'
import { documentOf, Page, type PageOptions } from '../support/page.ts'
import { RawSocket } from '../support/raw-socket.ts'
import type { TestServer } from '../support/sync-server.ts'
import { startSyncServer } from '../support/sync-server.ts'
import { until } from '../support/until.ts'

const SPEECH = [
  '今天是新春上班第一天，我們召開全省大會。',
  '建設高水準“八八戰略”，要幹字當頭。',
  '𠮷田先生也來了。',
]

let server: TestServer
const pages: Page[] = []
beforeAll(async () => {
  server = await startSyncServer()
})
afterAll(async () => {
  for (const page of pages) page.leaves()
  await server.stop()
  expect(server.errors).toEqual([])
})

function open(options: PageOptions): Page {
  const page = new Page(server, options)
  pages.push(page)
  return page
}

async function openAll(document: string, ...names: string[]): Promise<Page[]> {
  return Promise.all(names.map((as) => open({ as, document }).ready()))
}

describe('notes', () => {
  test('[N1] a note on one character appears with the others, at its place, and is saved', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    expect(alice.blocks.map((block) => block.text)).toEqual(SPEECH)
    expect(alice.blocks.map((block) => block.number)).toEqual([1, 2, 3])
    const id = alice.comments('𠮷', '不是吉')
    expect(alice.threads[0]).toMatchObject({ id, root: { body: bodyFromText('不是吉') } })
    await until('bob sees it', () => bob.threads.length === 1)
    expect(bob.threads[0]?.root).toMatchObject({
      id,
      creator: alice.id,
      motivation: 'commenting',
      pending: false,
    })
    expect(bob.document.anchors.get().get(id)).toEqual([
      {
        state: 'exact',
        at: { blockId: bob.blocks[2]?.id, endBlockId: bob.blocks[2]?.id, start: 0, end: 2, whole: false },
      },
    ])
    await alice.saved()
    expect(alice.threads[0]?.pending).toBe(false)
  })

  test('threads stand in the order of the text, then of creation', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    alice.comments('先生', '三')
    bob.comments('八八', '二')
    await until('both are there', () => alice.threads.length === 2 && bob.threads.length === 2)
    alice.comments('今天', '一')
    bob.document.annotate({
      target: [{ source: 'text', epoch: 'epoch-1', blockId: bob.blocks[1]?.id ?? '' }],
      motivation: 'questioning',
      body: bodyFromText('整段'),
    })
    await until('all four', () => alice.threads.length === 4 && bob.threads.length === 4)
    expect(alice.talk).toEqual(['一', '整段', '二', '三'])
    expect(bob.talk).toEqual(alice.talk)
  })

  test('[N2] deleting leaves a tombstone that keeps its replies, and can be taken back', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const id = alice.comments('八八戰略', '出處？')
    await until('bob sees it', () => bob.threads.length === 1)
    const reply = bob.replies(id, '2003年')
    await until('alice reads the reply', () => alice.threads[0]?.replies.length === 1)
    const removed = alice.document.remove(id)
    await until('the words are gone', () => bob.threads[0]?.root.deleted)
    expect(bob.talk).toEqual(['(deleted)', '  2003年'])
    expect(bob.threads[0]?.root.body).toBeUndefined()
    if (!removed) throw new Error('nothing was removed')
    alice.document.restore(removed)
    await until('the words are back', () => bob.talk[0] === '出處？')
    expect(bob.threads[0]?.root.edited).toBe(false)
    alice.document.remove(id)
    bob.document.remove(reply)
    await until('nothing is left', () => alice.threads.length === 0 && bob.threads.length === 0)
    // Nobody removes what isn't theirs.
    expect(bob.document.remove(id)).toBeUndefined()
    expect(() => bob.document.edit(id, { body: bodyFromText('別人的') })).toThrow()
  })

  test('editing changes the words for everybody and says so', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const id = bob.comments('全省大會', '那一年')
    await until('alice sees it', () => alice.threads.length === 1)
    bob.document.edit(id, { body: bodyFromText('二〇二四年') })
    await until('alice reads the new words', () => alice.talk[0] === '二〇二四年')
    expect(alice.threads[0]?.root.edited).toBe(true)
  })

  test('[N4] [N5] creator and editors settle a thread; the last word counts', async () => {
    const document = await documentOf(
      server,
      { alice: 'editor', bob: 'annotator', carol: 'annotator' },
      SPEECH,
    )
    const [alice, bob, carol] = (await openAll(document, 'alice', 'bob', 'carol')) as [Page, Page, Page]
    const id = bob.comments('幹字當頭', '怎麼譯？')
    await until('all see it', () => [alice, carol].every((page) => page.threads.length === 1))
    alice.document.setStatus(id, 'resolved', '見前文')
    await until('it is resolved', () => bob.threads[0]?.status === 'resolved')
    expect(bob.threads[0]).toMatchObject({ statusBy: alice.id, statusReason: '見前文' })
    bob.document.setStatus(id, 'open')
    await until('it is open again', () => alice.threads[0]?.status === 'open')
    expect(() => carol.document.setStatus(id, 'resolved')).toThrow()
  })

  test('[N3] [N6] three people who tag at once with one label share a tag and keep three records', async () => {
    const document = await documentOf(
      server,
      { alice: 'owner', bob: 'annotator', carol: 'annotator' },
      SPEECH,
    )
    const people = (await openAll(document, 'alice', 'bob', 'carol')) as [Page, Page, Page]
    const labels = ['政策 Policy', '政策\u3000ＰＯＬＩＣＹ', '政策 policy']
    for (const page of people) page.goesOffline()
    for (const [n, label] of labels.entries()) people[n]?.tags('八八戰略', label)
    for (const page of people) page.comesBack()
    await until('everybody has three taggings', () => people.every((page) => page.threads.length === 3))
    await until('and one tag', () => people.every((page) => page.document.tags.get().length === 1))
    const [tag] = people[0].document.tags.get()
    expect(tag?.uses).toBe(3)
    for (const page of people) {
      expect(page.document.tags.get()).toEqual([tag])
      for (const thread of page.threads) expect(thread.root.tags).toEqual([tag?.id])
      expect(page.document.createTag({ label: ' policy 政策 ' })).not.toBe(tag?.id)
      expect(page.document.createTag({ label: '政策  POLICY' })).toBe(tag?.id)
    }
  })

  test('what a change doesn’t touch stays the same object', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const first = alice.comments('今天', '一')
    alice.comments('先生', '二')
    await until('bob sees both', () => bob.threads.length === 2)
    await alice.saved()
    const [thread, other] = bob.threads
    const anchors = bob.document.anchors.get()
    const blocks = bob.blocks
    alice.document.edit(first, { body: bodyFromText('一！') })
    await until('bob reads it', () => bob.talk[0] === '一！')
    expect(bob.threads[0]).not.toBe(thread)
    expect(bob.threads[1]).toBe(other)
    expect(bob.blocks).toBe(blocks)
    expect(bob.document.anchors.get()).toEqual(anchors)
    alice.types(0, 0, '說：')
    await until('the text has changed', () => bob.blocks[0]?.text.startsWith('說：'))
    expect(bob.blocks[1]).toBe(blocks[1])
    expect(bob.document.anchors.get().get(first)).toMatchObject([
      { state: 'exact', at: { start: 2, end: 4 } },
    ])
  })

  test('[A3] a deleted paragraph leaves its notes as orphans', async () => {
    const document = await documentOf(server, { alice: 'editor', bob: 'annotator' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const id = bob.comments('八八戰略', '出處？')
    await until('alice sees it', () => alice.threads.length === 1)
    alice.document.textRoom.ydoc.getXmlFragment('text').delete(1, 1)
    await until('bob sees an orphan', () => bob.document.anchors.get().get(id)?.[0]?.state === 'orphan')
    expect(bob.talk).toEqual(['出處？'])
  })
})

describe('who is here', () => {
  test('one entry a person over all tabs, oneself first, with the paragraph being read', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'reader' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const second = await open({ as: 'bob', document }).ready()
    const block = bob.blocks[1]?.id ?? ''
    bob.document.readingAt(block)
    await until('alice sees where bob reads', () => alice.document.present.get()[1]?.at === block)
    const present = alice.document.present.get()
    expect(present.map(({ name, self, role }) => ({ name, self, role }))).toEqual([
      { name: 'alice', self: true, role: 'owner' },
      { name: 'bob', self: false, role: 'reader' },
    ])
    expect(alice.document.people.get().get(bob.id)).toMatchObject({
      name: 'bob',
      role: 'reader',
      initial: 'b',
    })
    bob.leaves()
    await until('the other tab is still here', () => alice.document.present.get()[1]?.at === undefined)
    expect(alice.document.present.get()).toHaveLength(2)
    second.leaves()
    await until('bob is gone', () => alice.document.present.get().length === 1)
  })
})

describe('[W1] readers', () => {
  test('a reader’s page never sends a document update, whatever happens in it', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'reader' }, SPEECH)
    const [alice, bob] = (await openAll(document, 'alice', 'bob')) as [Page, Page]
    const before = server.events.length
    bob.types(0, 0, '不該寫的')
    bob.document.textRoom.ydoc.getXmlFragment('text').delete(1, 1)
    expect(() => bob.comments('今天', '不行')).toThrow()
    bob.goesOffline().types(1, 0, '也不該').comesBack()
    await bob.saved()
    alice.comments('幹字當頭', '可以')
    await until('bob reads on', () => bob.threads.length === 1)
    expect(bob.written).toEqual([])
    expect(alice.blocks.map((block) => block.text)).toEqual(SPEECH)
    expect(server.events.slice(before).every((event) => event.room === 'notes')).toBe(true)
  })

  test('a reader sees the marks that are stored, whatever Yjs would tidy up', async () => {
    const document = await documentOf(server, { alice: 'owner', bob: 'reader' }, SPEECH)
    const [bob] = (await openAll(document, 'bob')) as [Page]
    const { ydoc } = bob.document.textRoom
    const socket = await new RawSocket(server, syncPath(document, 'text'), { as: 'alice' }).open()
    // Her two devices don't hear each other: both make the same word bold, and one takes that back.
    const [phone, desk] = [1, 2].map((clientID) => {
      const device = Object.assign(new Y.Doc(), { clientID })
      Y.applyUpdate(device, Y.encodeStateAsUpdate(ydoc))
      device.on('update', (bytes: Uint8Array) => socket.send(syncFrame(SYNC.update, bytes)))
      return firstText(device)
    }) as [Y.XmlText, Y.XmlText]
    const undo = new Y.UndoManager(desk, { captureTimeout: 0 })
    for (const text of [phone, desk]) text.format(0, 2, { bold: {} })
    undo.undo()
    desk.insert(desk.length, '完')
    await until('bob has heard all of it', () => bob.blocks[0]?.text.endsWith('完'))
    expect(firstText(ydoc).toDelta()[0]).toEqual({ insert: '今天', attributes: { bold: {} } })
    socket.socket.close()
  })

  test('opening a document writes nothing to it', async () => {
    const document = await documentOf(server, { alice: 'owner' }, SPEECH)
    const before = server.events.length
    const [alice] = (await openAll(document, 'alice')) as [Page]
    await alice.saved()
    expect(server.events.length).toBe(before)
  })
})
